import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { Sabotage } from './play';
import { Tampering } from '../../../local-cloud/conductor/in-memory/memory-cloud';
import { ServiceCall } from '../../../local-cloud/conductor/in-memory/service-faults';
import { Handler } from '../../../local-cloud/conductor/in-memory/virtual-host';
import { RELEASE_TAG, ReleaseEvent, ReleaseProperty, ReleaseState } from '../../../src/contract/release';

type Json = Record<string, unknown>;

/** Whether the function takes a step of a release. */
const releases = new AsyncLocalStorage<boolean>();

/** A function that would do without something that it needs: the model test must see each. */
export const SABOTAGES: Readonly<Record<string, Sabotage>> = {
  'starts builds without a client token': edits('StartImagePipelineExecution', (body) => ({ ...body, clientToken: randomUUID() })),
  'starts builds without the tag of the trigger': edits('StartImagePipelineExecution', ({ tags, ...body }) => ({
    ...body, tags: Object.fromEntries(Object.entries(tags as Json).filter(([name]) => !name.endsWith(':trigger'))),
  })),
  'does not look for earlier builds': answers('ListImagePipelineImages', { imageSummaryList: [] }),
  'does not cancel builds': answers('CancelImageCreation', {}),
  'accepts whatever was built': answersEdited((answer) => ({ ...answer, Status: 'SUCCESS' })),
  'answers at length': answersEdited((answer) => ({ ...answer, Padding: 'x'.repeat(4096) })),
  'answers with a new id each time': answersEdited((answer) => (answer.Data ? { ...answer, PhysicalResourceId: randomUUID() } : answer)),
  'does not answer waits': onAnswers('PUT', (body) => (body.includes('ImageState') ? { answer: '' } : undefined)),
  'ignores the gate': handles((handler) => (event, context) => {
    const { ResourceProperties, ...rest } = event as { ResourceProperties?: Json };
    if (!ResourceProperties) return handler(event, context);
    const { Gate: _gate, ...properties } = ResourceProperties;
    return handler({ ...rest, ResourceProperties: properties }, context);
  }),
  'waits for as long as it takes': handles((handler) => async (event, context) => {
    const { Action, Wait } = event as { Action?: string; Wait?: Json };
    if (Action === undefined) return handler(event, context);
    const state = await handler({ ...event as object, Wait: { ...Wait, Waited: 0 }, StartedAt: new Date().toISOString() }, context);
    return state;
  }),
  'logs requests': handles((handler) => (event, context) => {
    console.log(JSON.stringify(event));
    return handler(event, context);
  }),
  'hands the address to the state machine': edits('StartExecution', (body) => ({ ...body, input: JSON.stringify({ ...JSON.parse(String(body.input)) as Json, ResponseURL: 'X-Amz-Signature=1' }) })),
  'releases whatever the gate says': releasesEvent((event) => withReleases(event, (release) => ({ ...release, Gate: { MaximumAll: '1000000' } }))),
  'releases what its gate excepts from nothing': releasesEvent((event) => withReleases(event, ({ Gate, ...release }) => ({ ...release, Gate: Gate && { ...Gate, MaximumCritical: '2' } }))),
  'releases images without findings': releasesState(({ Refused, ...state }) => (Refused?.includes('could not be evaluated') ? state : { ...state, Refused })),
  'releases images that the definition has no gate for': releasesState((state, { Releases }) => {
    const { Refused, ...others } = state;
    return Releases.some(({ Gate }) => Gate) ? state : others;
  }),
  'does not look at other images before it releases one': duringReleases('ListImagePipelineImages', () => ({ answer: '{"imageSummaryList":[]}' })),
  'marks images as released before they are': edits('TagResource', ({ tags, ...body }) => ({
    ...body, tags: Object.fromEntries(Object.entries(tags as Json).map(([key, value]) => [key, key === RELEASE_TAG && value === 'RELEASING' ? 'RELEASED' : value])),
  })),
  'does not mark what it has released': duringReleases('TagResource', (body) => (body.includes('"RELEASED"') ? { answer: '{}' } : undefined)),
};

/** Changes what the state machine says to the function of a release. */
function releasesEvent(edit: (event: ReleaseEvent) => ReleaseEvent): Sabotage {
  return handles((handler) => (event, context) => handler(isRelease(event) ? edit(event) : event, context));
}

/** Changes what the function says of a release. */
function releasesState(edit: (state: ReleaseState, event: ReleaseEvent) => object): Sabotage {
  return handles((handler) => async (event, context) => {
    const state = await handler(event, context);
    return isRelease(event) ? edit(state as ReleaseState, event) : state;
  });
}

/** Changes the calls of an operation by a release alone. */
function duringReleases(operation: string, change: (body: string) => Tampering | undefined): Sabotage {
  return {
    ...handles((handler) => (event, context) => releases.run(isRelease(event), () => handler(event, context))),
    tamper: (call, body) => (call.operation === operation && releases.getStore() ? change(body) : undefined),
  };
}

function isRelease(event: unknown): event is ReleaseEvent {
  return (event as { Action?: string }).Action === 'RELEASE';
}

function withReleases(event: ReleaseEvent, edit: (release: ReleaseProperty) => ReleaseProperty): ReleaseEvent {
  return { ...event, Releases: event.Releases.map(edit) };
}

function handles(handler: (handler: Handler) => Handler): Sabotage {
  return { handler };
}

/** Changes the body of the calls of an operation. */
function edits(operation: string, edit: (body: Json) => Json): Sabotage {
  return { tamper: (call, body) => (call.operation === operation ? { body: JSON.stringify(edit(JSON.parse(body) as Json)) } : undefined) };
}

/** Answers the calls of an operation in place of the service. */
function answers(operation: string, answer: Json): Sabotage {
  return { tamper: (call) => (call.operation === operation ? { answer: JSON.stringify(answer) } : undefined) };
}

/** Changes what is answered to CloudFormation. */
function answersEdited(edit: (answer: Json) => Json): Sabotage {
  return edits('PUT', edit);
}

function onAnswers(operation: string, change: (body: string) => { answer: string } | undefined): Sabotage {
  return { tamper: (call: ServiceCall, body) => (call.operation === operation ? change(body) : undefined) };
}
