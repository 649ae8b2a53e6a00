import { complaintsOf, Observed } from './invariants';
import { PARAMETER } from './parameter';
import { Act, Deployment, Script } from './script';
import { Stack, StackResult, Template } from '../../../local-cloud/conductor';
import { Tampering } from '../../../local-cloud/conductor/in-memory/memory-cloud';
import { ServiceCall } from '../../../local-cloud/conductor/in-memory/service-faults';
import { Handler } from '../../../local-cloud/conductor/in-memory/virtual-host';
import { Build } from '../../../local-cloud/image-builder';
import { realHandler, startMemory } from '../memory';

const NAME = 'golden';

/** Templates of stacks that wait for one, two and three hours. */
export type Templates = Readonly<Record<1 | 2 | 3, Template>>;

/** What a test of the test itself puts in the way. */
export interface Sabotage {
  readonly handler?: (handler: Handler) => Handler;
  /** Changes a call of the function, or what comes of it. */
  readonly tamper?: (call: ServiceCall, body: string) => Tampering | undefined;
}

const START = Date.parse('2026-03-01T00:00:00Z');
/** All that was begun has ended by then. */
const AFTERWARDS = 3 * 3_600_000;

/** Plays a script; what must hold and does not, in words. */
export async function play(
  script: Script,
  templates: Templates,
  sabotage: Sabotage = {},
  look: (observed: Observed) => void = () => {},
): Promise<string[]> {
  const random = generator(script.seed);
  let [calls, puts, requests] = [0, 0, 0];
  const handler = sabotage.handler?.(realHandler()) ?? realHandler();
  const memory = startMemory({
    handler,
    start: START,
    fault: (call) => {
      if (call.service === 'answer') return undefined;
      calls++;
      return script.faults.find(({ at }) => at === calls)?.what;
    },
    responseFault: () => {
      puts++;
      return script.responseFaults.find(({ at }) => at === puts)?.what;
    },
    deliveries: () => script.deliveries[requests++ % script.deliveries.length],
    latency: () => 5 + Math.floor(random() * 100),
    tamper: sabotage.tamper,
  }, random);
  const observed: Observed = { memory, starts: [], ends: [], script };
  memory.onAnswer = (call) => {
    if (call.operation === 'StartImagePipelineExecution') observed.starts.push(...newBuilds(observed.starts, memory.emulator.builds));
  };
  try {
    await memory.time.run(live(script, templates, observed));
    return complaintsOf(observed);
  } finally {
    memory.stop();
    look(observed);
  }
}

/** The builds that were not there before, each with what was there when it was started. */
function newBuilds(known: Observed['starts'], builds: Build[]): Observed['starts'] {
  const arns = new Set(known.map(({ build }) => build.arn));
  return builds.filter(({ arn }) => !arns.has(arn)).map((build) => ({ build, others: builds.filter(({ arn }) => arn !== build.arn) }));
}

async function live(script: Script, templates: Templates, observed: Observed): Promise<void> {
  const { cloud, time } = observed.memory;
  const stack = new Stack(cloud, 'Golden', script.rollback);
  for (const act of script.acts) {
    const results = await perform(act, stack, templates, observed);
    const current = [...stack.resources.values()].find(({ type }) => type === 'Custom::ImageBuilderImageBuild')?.attributes.ImageBuildVersionArn;
    const lostUpdate = cloud.requests.some(({ event, givenUp, phase }) => givenUp !== undefined && phase === 'DEPLOY'
      && event.ResourceType === 'Custom::ImageBuilderImageBuild' && event.RequestType === 'Update');
    observed.ends.push({ act, results, current, lostUpdate: lostUpdate && isDeleted(script), builds: observed.memory.emulator.builds });
    // What is left after that needs a human.
    if (results.some(({ status }) => status.endsWith('_FAILED') && status !== 'UPDATE_ROLLBACK_FAILED')) break;
  }
  await time.sleep(AFTERWARDS);
}

function isDeleted({ acts }: Script): boolean {
  return acts.some((act) => act.do === 'deploy' && act.interrupt?.how === 'delete');
}

async function perform(act: Act, stack: Stack, templates: Templates, { memory }: Observed): Promise<StackResult[]> {
  const { time, emulator } = memory;
  if (act.do === 'delete') return [await stack.delete()];
  if (act.do === 'pass') {
    await time.sleep(act.seconds * 1000);
    emulator.forgetTokens();
    return [];
  }
  emulator.setScenario(NAME, act.scenario);
  const deployment = stack.deploy(templateOf(act, templates));
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

function templateOf(act: Deployment, templates: Templates): Template {
  const resources = Object.entries(templates[act.hours].Resources).map(([logicalId, resource]) => {
    const more = propertiesOf(resource, act);
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
        ParameterName: act.publishes ? PARAMETER : undefined,
      },
    };
    default: return {};
  }
}

/** @see https://en.wikipedia.org/wiki/Linear_congruential_generator */
function generator(seed: number): () => number {
  let state = BigInt.asUintN(64, BigInt(seed));
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state / 2n ** 33n) / 2 ** 31;
  };
}
