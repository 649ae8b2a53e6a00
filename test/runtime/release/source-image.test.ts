import { CreateImagePipelineCommand, CreateImageRecipeCommand, CreateInfrastructureConfigurationCommand, CreateWorkflowCommand } from '@aws-sdk/client-imagebuilder';
import { OpenBehaviour, withFindings } from '../../../local-cloud/image-builder';
import { ReleaseInput, ReleaseState } from '../../../src/contract/release';
import { EmulatedFunction } from '../emulated-function';

/** Which image the variable `sourceImageARN` names is the one thing that a release workflow takes from the service. Each way is played. */

const NAME = 'Golden Linux';
const MANAGED = 'arn:aws:imagebuilder:eu-west-1:aws:workflow';
const STATE_MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:waits';

let cloud: EmulatedFunction;

beforeEach(async () => {
  cloud = await EmulatedFunction.start();
  cloud.service.emulator.runStateMachines();
});

afterEach(() => cloud.stop());

/** A build with the steps of a release workflow that ask the state machine, and the AMI's distribution between them. */
async function build(sourceImage: OpenBehaviour['sourceImage']): Promise<string> {
  cloud.service.emulator.setScenario(NAME, { ...withFindings({ HIGH: 1 }), open: { sourceImage } });
  const asks = (name: string, Step: ReleaseInput['Step']) => ({
    name,
    action: 'ExecuteStateMachine',
    inputs: { 'stateMachineArn': STATE_MACHINE, 'input.$': JSON.stringify({ Step, Image: '{{ $.imagebuilder.sourceImageARN }}' }) },
  });
  const data = JSON.stringify({
    schemaVersion: '1.0', steps: [asks('Gate', 'GATE'), { name: 'Distribute', action: 'DistributeImage', inputs: {} }, asks('Release', 'RELEASE')],
  });
  const { client } = cloud;
  const { workflowBuildVersionArn } = await client.send(new CreateWorkflowCommand({ name: 'release', type: 'DISTRIBUTION', semanticVersion: '1.0.0', data }));
  const { infrastructureConfigurationArn } = await client.send(new CreateInfrastructureConfigurationCommand({ name: NAME, instanceProfileName: 'profile' }));
  const { imageRecipeArn } = await client.send(new CreateImageRecipeCommand({ name: NAME, semanticVersion: '1.0.0', parentImage: 'ami-0123456789abcdef0' }));
  const { imagePipelineArn } = await client.send(new CreateImagePipelineCommand({
    name: NAME,
    imageRecipeArn,
    infrastructureConfigurationArn,
    executionRole: 'role',
    imageScanningConfiguration: { imageScanningEnabled: true },
    workflows: [`${MANAGED}/build/build-image/x.x.x`, `${MANAGED}/test/test-image/x.x.x`, workflowBuildVersionArn!].map((workflowArn) => ({ workflowArn })),
  }));
  return cloud.startPipeline(imagePipelineArn!);
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
  // What was built, and what was distributed.
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
