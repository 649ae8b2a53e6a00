import { MAX_CONSECUTIVE_ERRORS } from './backoff';
import { PollResult } from './check';
import { Wait } from './state';
import { INSPECTOR_ACTIVATION_RESOURCE_TYPE, InspectorResourceType } from '../../contract/contract';
import { ResourceRequest } from '../requests/request';
import { CallError, isPermanent } from '../services/call-error';
import { Inspector, InspectorRefusal } from '../services/inspector';
import { asArray } from '../values/json';
import { cutToWords, oneLine } from '../values/text';

const TYPES: readonly InspectorResourceType[] = ['EC2', 'ECR'];
/** Activation usually takes a few minutes; the wait ends after this time. */
const MAX_SECONDS = 30 * 60;
const POLL_SECONDS = 20;
const MAX_MESSAGE = 300;

/** Codes with which Amazon Inspector says that the scans are active, or about to be. */
const ACTIVATING = ['ALREADY_ENABLED', 'ENABLE_IN_PROGRESS'];
/** Codes of permanent refusals: another attempt has the same result. */
const FINAL = ['ACCESS_DENIED', 'BLOCKED_BY_ORGANIZATION_POLICY', 'ACCOUNT_IS_ISOLATED', 'DISASSOCIATE_ALL_MEMBERS'];

const ASK_ADMINISTRATOR = 'If the account belongs to an organization, only its delegated administrator of Amazon Inspector may be allowed to activate it: ask them, then deploy again.';
const GUIDE = 'https://docs.aws.amazon.com/inspector/latest/user/managing-multiple-accounts.html';

/** Whether a request activates Amazon Inspector instead of waiting for an image. */
export function isActivation({ ResourceType }: ResourceRequest): boolean {
  return ResourceType === INSPECTOR_ACTIVATION_RESOURCE_TYPE;
}

/**
 * One poll of an activation: asks for the scans that are not active, until all of them are.
 *
 * @param age seconds since the activation was requested, by the clock
 */
export async function pollActivation(wait: Wait, age: number, inspector: Inspector): Promise<PollResult> {
  try {
    const statuses = await inspector.statuses();
    const missing = typesOf(wait.Request).filter((type) => statuses[type] !== 'ENABLED');
    if (missing.length === 0) return { response: { success: true } };
    const refusal = await enable(missing.filter((type) => statuses[type] !== 'ENABLING'), inspector);
    if (refusal && FINAL.includes(refusal.code)) return { response: { success: false, reason: explain(refusal, missing) } };
    return goOn(wait, age, 0) ?? { response: { success: false, reason: late(missing.map((type) => `${type} is ${statuses[type] || 'in an unknown state'}`), refusal) } };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const errors = wait.ConsecutiveErrors + (isPermanent(error.kind) ? 1 : 0);
    const advice = error.kind === 'DENIED' ? ` ${ASK_ADMINISTRATOR}\nMore: ${GUIDE}` : '';
    const response = { success: false, reason: `Amazon Inspector could not be activated. ${error.message}${advice}` };
    return (errors < MAX_CONSECUTIVE_ERRORS ? goOn(wait, age, errors) : undefined) ?? { response };
  }
}

/** Why the activation ended if its polls failed. */
export const ACTIVATION_GAVE_UP = 'Amazon Inspector could not be activated: the function failed several times in a row, as its log says. Deploy again.';

async function enable(types: InspectorResourceType[], inspector: Inspector): Promise<InspectorRefusal | undefined> {
  const refusal = types.length === 0 ? undefined : await inspector.enable(types);
  return refusal && !ACTIVATING.includes(refusal.code) ? refusal : undefined;
}

/** The next poll, or undefined if the time is up. */
function goOn(wait: Wait, age: number, ConsecutiveErrors: number): PollResult | undefined {
  const waited = Math.max(wait.Waited, Math.round(age));
  if (waited >= MAX_SECONDS) return undefined;
  return { next: { ...wait, Waited: waited + POLL_SECONDS, Polls: wait.Polls + 1, ConsecutiveErrors }, seconds: POLL_SECONDS };
}

function typesOf({ ResourceProperties }: ResourceRequest): InspectorResourceType[] {
  const given = asArray(ResourceProperties?.ResourceTypes);
  return TYPES.filter((type) => given.includes(type));
}

function explain(refusal: InspectorRefusal, types: InspectorResourceType[]): string {
  const advice = refusal.code === 'ACCOUNT_IS_ISOLATED' ? 'AWS has isolated the account: contact AWS Support.' : ASK_ADMINISTRATOR;
  return `Amazon Inspector may not be activated for ${types.join(' and ')} in this account. ${refusalText(refusal)} ${advice}\nMore: ${GUIDE}`;
}

function late(states: string[], refusal: InspectorRefusal | undefined): string {
  const why = refusal ? ` ${refusalText(refusal)}` : '';
  return `Amazon Inspector is not active after ${MAX_SECONDS / 60} minutes: ${states.join(', ')}.${why} Deploy again.`;
}

function refusalText({ code, message }: InspectorRefusal): string {
  return `${code}: ${cutToWords(oneLine(message), MAX_MESSAGE).replace(/\.$/, '')}.`;
}
