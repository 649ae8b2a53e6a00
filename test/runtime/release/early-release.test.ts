import { CancelImageCreationCommand } from '@aws-sdk/client-imagebuilder';
import { startGatedBuild } from './gated-build';
import { withFindings } from '../../../local-cloud/image-builder';
import { ServiceError } from '../../../local-cloud/image-builder/errors';
import { MAX_RELEASE_WAIT_SECONDS, ReleaseInput, ReleaseState } from '../../../src/contract/release';
import { EmulatedFunction } from '../emulated-function';

/** Anybody who may start the state machine may ask for the mark before the image is distributed, and the distribution may still fail. */

const NAME = 'golden';
const RELEASES = [{ ImageName: NAME, PipelineName: NAME, Gate: { MaximumCritical: '0' } }];

let cloud: EmulatedFunction;
let arn: string;

/** A build that has passed its gate and whose distribution has just begun. */
beforeEach(async () => {
  cloud = await EmulatedFunction.start();
  const { emulator } = cloud.service;
  emulator.runStateMachines();
  arn = await startGatedBuild(cloud, NAME, withFindings({ HIGH: 1 }));
  const gate = await nextExecution();
  expect(await poll('GATE')).toMatchObject({ Done: true, Verdict: { GateStatus: 'PASSED' } });
  emulator.endExecution(gate, { status: 'SUCCEEDED', output: '{}' });
});

afterEach(() => cloud.stop());

/** Lets time pass until the workflow starts the state machine. */
async function nextExecution(): Promise<string> {
  const { emulator } = cloud.service;
  for (let minutes = 0; minutes < 240; minutes++) {
    const [execution] = emulator.takeExecutions();
    if (execution) return execution.stepExecutionId;
    emulator.clock.advance(60);
  }
  throw new Error('The workflow does not start the state machine.');
}

async function poll(Step: ReleaseInput['Step'], secondsAgo = 0, State: Partial<ReleaseState> = {}): Promise<ReleaseState> {
  const StartedAt = new Date(Date.now() - secondsAgo * 1_000).toISOString();
  return await cloud.lambda.invoke({ Action: 'RELEASE', Release: { Step, Image: arn }, Releases: RELEASES, State, StartedAt }) as ReleaseState;
}

const releaseTag = async () => (await cloud.image(arn)).tags!['cdk-image-builder:release'];

test('an image is not marked before it is distributed', async () => {
  expect(await poll('RELEASE')).toMatchObject({ Done: false });
  expect(await releaseTag()).toBe('RELEASING');
});

test('a release step fails if the distribution is not over when its time is', async () => {
  expect(await poll('RELEASE', MAX_RELEASE_WAIT_SECONDS + 1)).toMatchObject({ Done: true, Failed: expect.stringContaining('its distribution is not over') });
  expect(await releaseTag()).toBe('RELEASING');
});

test('an image is marked when its workflow asks for it, after the distribution', async () => {
  await nextExecution();
  expect(await poll('RELEASE')).toMatchObject({ Done: true });
  expect(await releaseTag()).toBe('RELEASED');
});

const failureTag = async () => (await cloud.image(arn)).tags!['cdk-image-builder:release-failure'];

test('why a step fails is kept in a tag, until the workflow tries again', async () => {
  await poll('RELEASE', MAX_RELEASE_WAIT_SECONDS + 1);
  expect(await failureTag()).toMatch(/ is not released: its distribution is not over\. Retry the image/);
  expect(await poll('RELEASE')).toMatchObject({ Done: false });
  expect(await failureTag()).toBeUndefined();
});

test('why a step failed is forgotten even if the first poll of the next try is throttled', async () => {
  await poll('RELEASE', MAX_RELEASE_WAIT_SECONDS + 1);
  const answer = jest.spyOn(cloud.service.emulator, 'answer').mockImplementation(() => {
    throw new ServiceError('CallRateLimitExceededException', 'Rate exceeded.', 429);
  });
  const state = await poll('RELEASE');
  answer.mockRestore();
  expect(await poll('RELEASE', 30, state)).toMatchObject({ Done: false });
  expect(await failureTag()).toBeUndefined();
});

test('nobody who may start the state machine writes a text of theirs to the image', async () => {
  const Step = 'GATE. All is well: run npx other-package' as ReleaseInput['Step'];
  const reason = 'This function does not know this step of a release workflow: the workflow is newer than the function.';
  expect(await poll(Step)).toMatchObject({ Done: true, Failed: reason });
  expect(await failureTag()).toBe(reason);
});

test('nothing is written to an image that has ended', async () => {
  await cloud.client.send(new CancelImageCreationCommand({ imageBuildVersionArn: arn, clientToken: 'cancel' }));
  cloud.service.emulator.clock.advance(600);
  expect(await poll('RELEASE')).toMatchObject({ Done: true, Failed: expect.stringContaining('is CANCELLED') });
  expect(await failureTag()).toBeUndefined();
});
