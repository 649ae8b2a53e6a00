import { isBeingDistributed } from './states';
import { FailedStep, typeOfWorkflow } from './workflows';
import { asArray, asObject, asText, JsonObject } from '../values/json';
import { oneLine } from '../values/text';

/**
 * The failure context from Image Builder; undefined if there is none.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-failure-context.html
 */
export function failureContextOf(state: unknown): FailedStep | undefined {
  const context = asObject(asObject(state).failureContext);
  const { errorMessage, regionFailures } = asObject(context.distributionFailure);
  const regions = asArray(regionFailures).map(asObject);
  const commonStep = commonStepOf(regions);
  const workflowStep = workflowStepOf(context);
  const step = workflowStep || phaseStepOf(context, commonStep);
  const messages = regions.map((region) => regionFailure(region, workflowStep === '' ? commonStep : '')).filter(Boolean);
  // The overall message repeats the messages of the Regions.
  const message = componentFailure(context.componentFailure) || messages.join('; ') || asText(errorMessage);
  return step || message ? { step, action: '', message: oneLine(message) } : undefined;
}

function workflowStepOf(context: JsonObject): string {
  const name = asText(context.failedStep);
  const type = typeOfWorkflow(asText(context.workflowArn));
  return name && type ? `${type}/${name}` : name;
}

/** Such as `INTEGRATING/UPDATE_LAUNCH_TEMPLATES`, or `DISTRIBUTING` where the copy itself failed. */
function phaseStepOf(context: JsonObject, step: string): string {
  const phase = asText(context.imageStatus);
  if (!isBeingDistributed(phase) || asText(context.workflowArn) !== '') return '';
  return step ? `${phase}/${step}` : phase;
}

/** The configuration step that failed in each Region, or an empty text if they differ. */
function commonStepOf(regions: JsonObject[]): string {
  const [first, ...others] = [...new Set(regions.map(({ imageConfigurationStep }) => asText(imageConfigurationStep)))];
  return others.length === 0 ? first ?? '' : '';
}

function componentFailure(raw: unknown): string {
  const { componentArn, phaseName, stepName, action, errorMessage } = asObject(raw);
  const name = /:component\/(.+)$/.exec(asText(componentArn))?.[1];
  const where = [
    name && `component ${name}`,
    asText(phaseName) && `phase ${asText(phaseName)}`,
    asText(stepName) && `step ${asText(stepName)}${asText(action) && ` (${asText(action)})`}`,
  ].filter(Boolean).join(', ');
  return [where, asText(errorMessage)].filter(Boolean).join(': ');
}

/** Such as `Region eu-west-1, account 111122223333: <message>`; the configuration step only where the failed step does not name it. */
function regionFailure({ region, targetAccountId, imageConfigurationStep, errorMessage, status }: JsonObject, toldStep: string): string {
  const step = asText(imageConfigurationStep);
  const where = [
    asText(region) && `Region ${asText(region)}`,
    asText(targetAccountId) && `account ${asText(targetAccountId)}`,
    step !== toldStep && step,
  ].filter(Boolean).join(', ');
  return [where, asText(errorMessage) || asText(status)].filter(Boolean).join(': ');
}
