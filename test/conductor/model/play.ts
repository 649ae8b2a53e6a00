import { isReleasing } from './during-releases';
import { violationsOf } from './invariants';
import { Evaluation, Observed } from './observed';
import { People } from './people';
import { Act, Deployment, OwnStarts, Script } from './script';
import { Stack, StackResult, Template } from '../../../local-cloud/conductor';
import { Tampering } from '../../../local-cloud/conductor/in-memory/memory-cloud';
import { ServiceCall } from '../../../local-cloud/conductor/in-memory/service-faults';
import { Handler, Run } from '../../../local-cloud/conductor/in-memory/virtual-host';
import { Build } from '../../../local-cloud/image-builder';
import { StateMachineExecution } from '../../../local-cloud/image-builder/state-machine-steps';
import { ReleaseInput, ReleaseProperty } from '../../../src/contract/release';
import { realHandler, startMemory } from '../memory';
import { ReleaseVariant, TEMPLATE_GATE } from '../released';

const NAME = 'golden';

/** Templates of stacks that wait for one, two and three hours, and of stacks that hold their images back. */
export type Templates = Readonly<Record<1 | 2 | 3 | ReleaseVariant, Template>>;

/** A fault that a test injects, to check that the model detects it. */
export interface Sabotage {
  readonly handler?: (handler: Handler) => Handler;
  /** Changes a call of the function or its result. */
  readonly tamper?: (call: ServiceCall, body: string, run?: Run) => Tampering | undefined;
  /** Changes the template that is deployed. */
  readonly template?: (template: Template) => Template;
}

const START = Date.parse('2026-03-01T00:00:00Z');
/** The time until everything has ended. With held-back images, some wait for another image or a person. */
const AFTERWARDS = 3 * 3_600_000;
const AFTER_RELEASES = 20 * 3_600_000;

/** Plays a script. Returns the violations of the invariants, in words. */
export async function play(
  script: Script,
  templates: Templates,
  sabotage: Sabotage = {},
  observe: (observed: Observed) => void = () => {},
): Promise<string[]> {
  const random = generator(script.seed);
  let [calls, puts, requests, executions] = [0, 0, 0, 0];
  const handler = sabotage.handler?.(realHandler()) ?? realHandler();
  const memory = startMemory({
    handler,
    start: START,
    fault: (call, run) => {
      if (call.service === 'answer') return undefined;
      calls++;
      const fault = isReleasing(run) ? script.outage ?? faultAt(calls) : faultAt(calls);
      if (fault) observed.faults.add(fault);
      return fault;
    },
    responseFault: () => {
      puts++;
      return script.responseFaults.find(({ at }) => at === puts)?.what;
    },
    deliveries: () => script.deliveries[requests++ % script.deliveries.length],
    latency: () => 5 + Math.floor(random() * 100),
    tamper: sabotage.tamper,
  }, random);
  const faultAt = (call: number) => script.faults.find(({ at }) => at === call)?.what;
  const people = new People(memory, script.answers);
  const observed: Observed = { memory, people, starts: [], deployed: [], ends: [], evaluations: [], fates: [], faults: new Set(), script };
  memory.workflowExecutions.fate = () => {
    const fate = script.executions[executions++ % script.executions.length];
    observed.fates.push(fate);
    return fate;
  };
  memory.workflowExecutions.onStart = (execution) => observed.evaluations.push(evaluationOf(execution, memory));
  memory.onAnswer = (call) => {
    if (call.operation !== 'StartImagePipelineExecution') return;
    observed.starts.push(...newBuilds(observed.starts, memory.emulator.builds));
    people.wake();
  };
  try {
    if (script.release?.includes('APPROVAL')) void people.answer();
    if (script.isMeddledWith) void people.meddle();
    await memory.time.run(live(script, templates, observed, sabotage));
    return violationsOf(observed);
  } finally {
    people.leave();
    memory.stop();
    observe(observed);
  }
}

/** The new builds, each with the others that existed when it was started. */
function newBuilds(known: Observed['starts'], builds: Build[]): Observed['starts'] {
  const arns = new Set(known.map(({ build }) => build.arn));
  return builds.filter(({ arn }) => !arns.has(arn)).map((build) => ({ build, others: builds.filter(({ arn }) => arn !== build.arn) }));
}

async function live(script: Script, templates: Templates, observed: Observed, sabotage: Sabotage): Promise<void> {
  const { cloud, time } = observed.memory;
  const stack = new Stack(cloud, 'Golden', script.rollback);
  for (const act of script.acts) {
    // Response URLs are signed with a time in seconds, so two deployments in one second would share them.
    await time.sleep(1_000);
    const results = await perform(act, stack, templates, observed, sabotage);
    const current = [...stack.resources.values()].find(({ type }) => type === 'Custom::ImageBuilderImageBuild')?.attributes.ImageBuildVersionArn;
    const lostUpdate = cloud.requests.some(({ event, givenUp, phase }) => givenUp !== undefined && phase === 'DEPLOY'
      && event.ResourceType === 'Custom::ImageBuilderImageBuild' && event.RequestType === 'Update');
    observed.ends.push({ act, results, current, lostUpdate: lostUpdate && isDeleted(script), builds: observed.memory.emulator.builds });
    // A stack in such a state needs a human.
    if (results.some(({ status }) => status.endsWith('_FAILED') && status !== 'UPDATE_ROLLBACK_FAILED')) break;
  }
  await time.sleep(script.release ? AFTER_RELEASES : AFTERWARDS);
}

function isDeleted({ acts }: Script): boolean {
  return acts.some((act) => act.do === 'deploy' && act.interrupt?.how === 'delete');
}

async function perform(
  act: Act, stack: Stack, templates: Templates, { memory, people, script, deployed }: Observed, { template = (given) => given }: Sabotage,
): Promise<StackResult[]> {
  const { time, emulator } = memory;
  if (act.do === 'build') {
    await startOwn(act, stack, people, memory);
    return [];
  }
  if (act.do === 'delete') return [await stack.delete()];
  if (act.do === 'pass') {
    await time.sleep(act.seconds * 1000);
    emulator.forgetTokens();
    return [];
  }
  emulator.setScenario(NAME, act.scenario);
  deployed.push({ act, at: time.now() });
  const deployment = stack.deploy(template(templateOf(act, templates, script.release)));
  if (!act.interrupt) return [await deployment];
  const { after, how } = act.interrupt;
  let over = false;
  void deployment.then(() => { over = true; });
  await Promise.race([deployment, time.sleep(after * 1000)]);
  if (over) return [await deployment];
  if (how === 'delete') return [await stack.delete()];
  stack.cancel();
  return [await deployment];
}

async function startOwn({ starts, apart, then }: OwnStarts, stack: Stack, people: People, { time, emulator }: Observed['memory']): Promise<void> {
  for (const { how, scenario } of starts) {
    emulator.setScenario(NAME, scenario);
    const pipelineArn = [...stack.resources.values()].find(({ type }) => type === 'AWS::ImageBuilder::ImagePipeline')?.physicalId;
    if (how === 'retry') people.retry();
    else if (pipelineArn !== undefined) people.start(pipelineArn, how);
    await time.sleep(apart * 1000);
  }
  await time.sleep(then * 1000);
}

/** The release's settings in the definition when a step of the release begins. */
function evaluationOf({ stateMachineArn, input }: StateMachineExecution, { stateMachines, time }: Observed['memory']): Evaluation {
  const { Step, Image } = JSON.parse(input) as ReleaseInput;
  const { Parameters = { Releases: [] } } = stateMachines.definitionOf(stateMachineArn)?.States.Releases ?? {};
  const { Releases } = Parameters as { Releases: ReleaseProperty[] };
  return { step: Step, imageArn: Image, at: time.now(), gate: Releases[0]?.Gate };
}

function templateOf(act: Deployment, templates: Templates, release?: ReleaseVariant): Template {
  const resources = Object.entries(templates[release ?? act.hours].Resources).map(([logicalId, resource]) => {
    const more = release ? releasedPropertiesOf(resource, act) : propertiesOf(resource, act);
    return [logicalId, { ...resource, Properties: { ...resource.Properties, ...more } }];
  });
  return { Resources: Object.fromEntries(resources) as Template['Resources'] };
}

function propertiesOf({ Type, Properties }: Template['Resources'][string], act: Deployment): object {
  switch (Type) {
    case 'Test::Later': return { Version: act.laterFails ? 'fails' : String(act.trigger) };
    case 'Custom::ImageBuilderImageBuild': return { Trigger: `trigger ${act.trigger}` };
    case 'Custom::ImageBuilderImageWait': return {
      WaitSeconds: String(act.waitSeconds),
      OnFailure: act.onFailure,
      ...Properties?.Last === 'true' && {
        Gate: act.gate,
        WaitForScan: act.waitForScan ? 'true' : undefined,
      },
    };
    default: return {};
  }
}

/** Its gate is in the definition of its state machine; another trigger is another recipe. */
function releasedPropertiesOf(resource: Template['Resources'][string], act: Deployment): object {
  switch (resource.Type) {
    case 'AWS::StepFunctions::StateMachine': return withGate(resource.Properties!, act.gate);
    case 'AWS::ImageBuilder::ImageRecipe':
    case 'AWS::ImageBuilder::ContainerRecipe': return { Version: `${act.trigger}.0.0` };
    default: return propertiesOf(resource, { ...act, gate: undefined });
  }
}

function withGate(properties: object, gate: Deployment['gate']): object {
  const inText = (text: string) => JSON.stringify(text).slice(1, -1);
  const text = JSON.stringify(properties);
  const replaced = gate === undefined ? text.replace(inText(`,${TEMPLATE_GATE}`), '') : text.replace(inText(TEMPLATE_GATE), inText(`"Gate":${JSON.stringify(gate)}`));
  return JSON.parse(replaced) as object;
}

/** @see https://en.wikipedia.org/wiki/Linear_congruential_generator */
function generator(seed: number): () => number {
  let state = BigInt.asUintN(64, BigInt(seed));
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state / 2n ** 33n) / 2 ** 31;
  };
}
