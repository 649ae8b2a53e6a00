import { randomUUID } from 'node:crypto';
import { isRelease, isReleasing } from './during-releases';
import { Sabotage } from './play';
import { Template } from '../../../local-cloud/conductor';
import { digestOf } from '../../../local-cloud/conductor/container-registry';
import { Tampering } from '../../../local-cloud/conductor/in-memory/memory-cloud';
import { ServiceCall } from '../../../local-cloud/conductor/in-memory/service-faults';
import { Handler } from '../../../local-cloud/conductor/in-memory/virtual-host';
import { APPROVAL_STEP, RELEASE_TAG, ReleaseEvent, ReleaseProperty, ReleaseState } from '../../../src/contract/release';

type Json = Record<string, unknown>;

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
  'releases images after newer ones': releasesState(({ Superseded: _superseded, ...state }) => state),
  'marks images after it has looked at the others': duringReleases('TagResource', (body) => (body.includes('"RELEASING"') ? { answer: '{}', lateBy: 2 } : undefined)),
  'holds the findings of the image before against the gate': duringReleases(
    /^ListImageScanFinding/, (body) => ({ body: body.replace(/(\/\d+\.\d+\.\d+)\/(\d+)/g, (_, version: string, build: string) => `${version}/${Math.max(1, Number(build) - 1)}`) }),
  ),
  'keeps the verdict of an image that is retried': handles((handler) => {
    const passed = new Set<string>();
    return async (event, context) => {
      if (!isRelease(event) || event.Release.Step !== 'GATE') return handler(event, context);
      const { Image } = event.Release;
      const Releases = event.Releases.map(({ Gate: _gate, ...release }) => release);
      if (passed.has(Image)) return handler({ ...event, Releases, Release: { Step: 'TURN', Image } }, context);
      const state = await handler(event, context) as ReleaseState;
      if (state.Verdict?.GateStatus === 'PASSED') passed.add(Image);
      return state;
    };
  }),
  'writes the parameter before the gate': handles((handler) => async (event, context) => {
    const parameter = isRelease(event) && event.Release.Step === 'GATE' ? event.Releases[0]?.Parameter : undefined;
    if (parameter) await putParameter(parameter.Name, `${parameter.RepositoryUri}@${digestOf((event as ReleaseEvent).Release.Image)}`);
    return handler(event, context);
  }),
  'takes every image for approved': approvesAll(),
  'has a workflow that asks nobody': { ...approvesAll(), template: withSteps((steps) => steps.filter(({ name }) => name !== 'Approve')) },
  'has a workflow that gives no turn': { template: withSteps((steps) => steps.filter(({ name }) => name !== 'Turn')) },
  'has a workflow that distributes before the gate': { template: withSteps(gateLast) },
  'has a workflow that goes on after a gate that refuses': { template: withSteps(goesOnAfter('Gate')) },
  'has a workflow that goes on after a rejection': { ...approvesAll(), template: withSteps(goesOnAfter('Approve')) },
  'has a workflow that goes on without its turn': { template: withSteps(goesOnAfter('Turn')) },
  'has a state machine that lets refused images pass': passesAt('Refused'),
  'has a state machine that lets superseded images pass': passesAt('Superseded'),
  'has a state machine that lets images pass that could not be read': passesAt('ReleaseFailed'),
  'has a state machine that lets images pass when the function fails': passesAt('ReleaseUnknown'),
  'releases images that it could not read': releasesState(({ Failed: _failed, ...state }) => state),
  'does not wait for a scan or an older image at the gate': releasesState((state, { Release }) => (Release.Step === 'GATE' ? { ...state, Done: true } : state)),
  'does not wait for an older image after an approval': releasesState((state, { Release }) => (Release.Step === 'TURN' ? { ...state, Done: true } : state)),
  'gives an image its turn before its gate': {
    ...approvesAll(),
    ...releasesEvent((event) => (event.Release.Step !== 'TURN' ? event
      : withReleases(event, ({ Gate: _gate, ...release }) => ({ ...release, Approval: 'true' })))),
  },
  'takes the images of other stacks of its name': takesFromOtherStacks(),
  'cancels what a person has retried since it was asked to': cancelsRetried(),
  'does not mark what it has released': duringReleases('TagResource', (body) => (body.includes('"RELEASED"') ? { answer: '{}' } : undefined)),
};

/** A function that takes every image for approved, in any state. */
function approvesAll(): Sabotage {
  const approving: Readonly<Record<string, Json>> = {
    ListWorkflowExecutions: { workflowExecutions: [{ workflowExecutionId: 'wf-1', type: 'DISTRIBUTION' }] },
    ListWorkflowStepExecutions: { steps: [{ name: APPROVAL_STEP, status: 'COMPLETED' }] },
  };
  return {
    tamper: ({ operation }, _body, run) => {
      return isReleasing(run) && operation in approving ? { answer: JSON.stringify(approving[operation]) } : undefined;
    },
  };
}

/** A state machine that takes a failure for a success. */
function passesAt(state: string): Sabotage {
  const edit = (text: string) => text.replaceAll(`"Next":"${state}"`, '"Next":"Passed"');
  const inTexts = (value: unknown): unknown => (typeof value === 'string' ? edit(value) : value);
  return {
    template: ({ Resources, ...rest }) => ({
      ...rest,
      Resources: Object.fromEntries(Object.entries(Resources).map(([id, resource]) => [
        id, resource.Type === 'AWS::StepFunctions::StateMachine' ? JSON.parse(JSON.stringify(resource), (_key, value: unknown) => inTexts(value)) as typeof resource : resource,
      ])),
    }),
  };
}

/** A function that knows stacks by their names. */
function takesFromOtherStacks(): Sabotage {
  const ids = new Map<string, string>();
  return {
    handler: (handler) => (event, context) => {
      const { RequestId, StackId } = event as { RequestId?: string; StackId?: string };
      if (RequestId === undefined || StackId === undefined) return handler(event, context);
      ids.set(RequestId, StackId);
      return handler({ ...event as object, StackId: StackId.replace(/[^/]+$/, 'same') }, context);
    },
    tamper: (call, body) => {
      if (call.operation !== 'PUT') return undefined;
      const answer = JSON.parse(body) as Json;
      return { body: JSON.stringify({ ...answer, StackId: ids.get(String(answer.RequestId)) ?? answer.StackId }) };
    },
  };
}

/** A function that does not look whether a build was retried since CloudFormation asked to delete it. */
function cancelsRetried(): Sabotage {
  let requests = 0;
  return {
    handler: (handler) => async (event, context) => {
      if (!('RequestType' in (event as object))) return handler(event, context);
      requests++;
      try {
        return await handler(event, context);
      } finally {
        requests--;
      }
    },
    tamper: (call) => (requests > 0 && call.operation === 'ListWorkflowExecutions' ? { answer: '{"workflowExecutions":[]}' } : undefined),
  };
}

/** Changes the input of the function in a release. */
function releasesEvent(edit: (event: ReleaseEvent) => ReleaseEvent): Sabotage {
  return handles((handler) => (event, context) => handler(isRelease(event) ? edit(event) : event, context));
}

/** Changes the output of the function in a release. */
function releasesState(edit: (state: ReleaseState, event: ReleaseEvent) => object): Sabotage {
  return handles((handler) => async (event, context) => {
    const state = await handler(event, context);
    return isRelease(event) ? edit(state as ReleaseState, event) : state;
  });
}

/** Changes the calls of an operation by a release alone. */
function duringReleases(operation: string | RegExp, change: (body: string) => Tampering | undefined): Sabotage {
  return { tamper: (call, body, run) => (isReleasing(run) && isOperation(call, operation) ? change(body) : undefined) };
}

function isOperation(call: ServiceCall, operation: string | RegExp): boolean {
  return typeof operation === 'string' ? call.operation === operation : operation.test(call.operation);
}

async function putParameter(Name: string, Value: string): Promise<void> {
  const body = JSON.stringify({ Name, Value, Type: 'String', Overwrite: true });
  await fetch('https://ssm.eu-west-1.amazonaws.com', { method: 'POST', headers: { 'x-amz-target': 'AmazonSSM.PutParameter' }, body });
}

interface Step {
  readonly name: string;
}

/** Changes the steps of the release workflow. */
function withSteps(edit: (steps: Step[]) => Step[]): (template: Template) => Template {
  return ({ Resources, ...rest }) => ({
    ...rest,
    Resources: Object.fromEntries(Object.entries(Resources).map(([id, resource]) => [
      id, resource.Type === 'AWS::ImageBuilder::Workflow' ? { ...resource, Properties: { ...resource.Properties, Data: editedData(resource.Properties!.Data, edit) } } : resource,
    ])),
  });
}

/** The document is text around references, which are replaced by marks for a while. */
function editedData(data: unknown, edit: (steps: Step[]) => Step[]): object {
  const { 'Fn::Join': [, parts] } = data as { readonly 'Fn::Join': [string, unknown[]] };
  const [json, comment] = parts.map((part, index) => (typeof part === 'string' ? part : `@@${index}@@`)).join('').split('\n');
  const { steps, ...document } = JSON.parse(json) as { readonly steps: Step[] };
  const text = `${JSON.stringify({ ...document, steps: edit(steps) })}\n${comment}`;
  return { 'Fn::Join': ['', text.split(/@@(\d+)@@/).map((part, index) => (index % 2 === 0 ? part : parts[Number(part)]))] };
}

function goesOnAfter(step: string): (steps: Step[]) => Step[] {
  return (steps) => steps.map((one) => (one.name === step ? { ...one, onFailure: 'Continue' } : one));
}

/** The approval says what the gate said, so it stays where it is. */
function gateLast(steps: Step[]): Step[] {
  if (steps.some(({ name }) => name === 'Approve')) return steps;
  const [gate, ...others] = steps;
  return [...others.slice(0, -1), gate, ...others.slice(-1)];
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

/** Changes the response to CloudFormation. */
function answersEdited(edit: (answer: Json) => Json): Sabotage {
  return edits('PUT', edit);
}

function onAnswers(operation: string, change: (body: string) => { answer: string } | undefined): Sabotage {
  return { tamper: (call: ServiceCall, body) => (call.operation === operation ? change(body) : undefined) };
}
