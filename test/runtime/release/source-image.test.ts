import { startGatedBuild } from './gated-build';
import { OpenBehaviour, withFindings } from '../../../local-cloud/image-builder';
import { ReleaseInput, ReleaseState } from '../../../src/contract/release';
import { EmulatedFunction } from '../emulated-function';

/** A release workflow relies on one open behaviour: the image that the variable `sourceImageARN` names. Each possibility is played. */

const NAME = 'Golden Linux';

let cloud: EmulatedFunction;

beforeEach(async () => {
  cloud = await EmulatedFunction.start();
  cloud.service.emulator.runStateMachines();
});

afterEach(() => cloud.stop());

/** A build whose workflow names an image in one of the ways. */
function build(sourceImage: OpenBehaviour['sourceImage']): Promise<string> {
  return startGatedBuild(cloud, NAME, { ...withFindings({ HIGH: 1 }), open: { sourceImage } });
}

/** Plays the state machine until the build has ended; the steps that asked it. */
async function runStateMachine(): Promise<string[]> {
  const { emulator } = cloud.service;
  const Releases = [{ ImageName: 'golden-linux', PipelineName: 'golden-linux', Gate: { MaximumCritical: '0' } }];
  const asked: string[] = [];
  for (let minutes = 0; minutes < 120; minutes++) {
    for (const { stepExecutionId, input } of emulator.takeExecutions()) {
      const Release = JSON.parse(input) as ReleaseInput;
      asked.push(Release.Step);
      const { Refused, Failed } = await endOf(Release, Releases);
      const cause = Refused ?? Failed;
      emulator.endExecution(stepExecutionId, cause === undefined ? { status: 'SUCCEEDED', output: '{}' } : { status: 'FAILED', error: 'ReleaseFailed', cause });
    }
    emulator.clock.advance(60);
  }
  return asked;
}

async function endOf(Release: ReleaseInput, Releases: object[]): Promise<ReleaseState> {
  let State: unknown = {};
  for (let polls = 0; polls < 10; polls++) {
    const state = await cloud.lambda.invoke({ Action: 'RELEASE', Release, Releases, State, StartedAt: new Date().toISOString() }) as ReleaseState;
    if (state.Done) return state;
    State = state;
  }
  throw new Error('The step does not end.');
}

test.each(['NORMALIZED', 'AS_GIVEN'] as const)('an image is released where its workflow names it %s', async (sourceImage) => {
  const arn = await build(sourceImage);
  expect(await runStateMachine()).toEqual(['GATE', 'RELEASE']);
  expect(await cloud.image(arn)).toMatchObject({
    state: { status: 'AVAILABLE' }, tags: { 'cdk-image-builder:gate-status': 'PASSED', 'cdk-image-builder:release': 'RELEASED' },
  });
  // The first is the AMI that was built, the second its copy for users.
  expect(cloud.service.emulator.distributed.map(({ kind }) => kind)).toEqual(['AMI', 'AMI']);
});

test('an image reaches nobody where its workflow names another image', async () => {
  const arn = await build('BASE');
  expect((await runStateMachine()).filter((step) => step !== 'GATE')).toEqual([]);
  const { state, tags } = await cloud.image(arn);
  expect(state!.status).toBe('FAILED');
  expect(tags).not.toHaveProperty('cdk-image-builder:release');
  expect(cloud.service.emulator.distributed.map(({ kind }) => kind)).toEqual(['AMI']);
});
