import { CreateWorkflowCommand, GetImagePipelineCommand, TagResourceCommand, UpdateImagePipelineCommand } from '@aws-sdk/client-imagebuilder';
import { BuildScenario } from '../../../local-cloud/image-builder';
import { ReleaseInput, ReleaseProperty, ReleaseState } from '../../../src/contract/release';
import { EmulatedFunction } from '../emulated-function';

export const GATE = { MaximumCritical: '0', MaximumHigh: '3' };

const STATE_MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:waits';

export function nameOf(arn: string): string {
  return arn.split('/')[1];
}

export async function tagsOf(cloud: EmulatedFunction, imageArn: string): Promise<Record<string, string>> {
  return (await cloud.image(imageArn)).tags ?? {};
}

export async function pipelineTags(cloud: EmulatedFunction, imagePipelineArn: string): Promise<Record<string, string>> {
  return (await cloud.client.send(new GetImagePipelineCommand({ imagePipelineArn }))).imagePipeline!.tags ?? {};
}

export async function setTags(cloud: EmulatedFunction, resourceArn: string, tags: Record<string, string>): Promise<void> {
  await cloud.client.send(new TagResourceCommand({ resourceArn, tags }));
}

/** The entry of a pipeline in the definition of the state machine, with a gate unless something else is given. */
export function releaseOf(pipelineArn: string, differences: Partial<ReleaseProperty> = {}): ReleaseProperty {
  // The emulator's recipes and pipelines of a test have one name.
  const name = nameOf(pipelineArn);
  return { ImageName: name, PipelineName: name, Gate: GATE, ...differences };
}

/** A pipeline whose images stay in their distribution for an hour, in a step that runs a state machine after the others. */
export async function pipelineOf(cloud: EmulatedFunction, scenario: BuildScenario, steps: object[] = []): Promise<string> {
  const imagePipelineArn = await cloud.pipeline({ ...scenario, stateMachine: { status: 'SUCCEEDED', seconds: 3_600 } });
  const data = JSON.stringify({
    schemaVersion: '1.0',
    steps: [...steps, { name: 'Release', action: 'ExecuteStateMachine', inputs: { stateMachineArn: STATE_MACHINE, input: '{}' } }],
  });
  const { client } = cloud;
  const { workflowBuildVersionArn } = await client.send(new CreateWorkflowCommand({ name: nameOf(imagePipelineArn), type: 'DISTRIBUTION', semanticVersion: '1.0.0', data }));
  const { imagePipeline } = await client.send(new GetImagePipelineCommand({ imagePipelineArn }));
  const { imageRecipeArn, infrastructureConfigurationArn, imageScanningConfiguration } = imagePipeline!;
  await client.send(new UpdateImagePipelineCommand({
    imagePipelineArn,
    imageRecipeArn,
    infrastructureConfigurationArn,
    imageScanningConfiguration,
    executionRole: 'role',
    workflows: ['build/build-image', 'test/test-image'].map((name) => `arn:aws:imagebuilder:eu-west-1:aws:workflow/${name}/x.x.x`).concat(workflowBuildVersionArn!)
      .map((workflowArn) => ({ workflowArn })),
  }));
  return imagePipelineArn;
}

/** Starts a build, and lets it come to its distribution. */
export async function distributing(cloud: EmulatedFunction, pipelineArn: string): Promise<string> {
  return advanceToDistribution(cloud, await cloud.startPipeline(pipelineArn));
}

export async function advanceToDistribution(cloud: EmulatedFunction, arn: string): Promise<string> {
  for (let minutes = 0; minutes < 240; minutes++) {
    const { state } = await cloud.image(arn);
    if (state!.status === 'DISTRIBUTING') return arn;
    cloud.service.emulator.clock.advance(30);
  }
  throw new Error(`${arn} never came to its distribution`);
}

/** One poll. */
export async function poll(
  cloud: EmulatedFunction, Step: ReleaseInput['Step'], Image: string, Releases: ReleaseProperty[], State: unknown = {}, HasApproval = Releases[0]?.Approval,
): Promise<ReleaseState> {
  return await cloud.lambda.invoke({
    Action: 'RELEASE', Release: { Step, Image, HasApproval }, Releases, State, StartedAt: new Date().toISOString(),
  }) as ReleaseState;
}

/** Polls as the state machine does, without letting time pass. */
export async function run(cloud: EmulatedFunction, Step: ReleaseInput['Step'], Image: string, Releases: ReleaseProperty[]): Promise<ReleaseState> {
  let state: ReleaseState | undefined;
  for (let polls = 0; polls < 10; polls++) {
    state = await poll(cloud, Step, Image, Releases, state);
    if (state.Done) return state;
  }
  throw new Error('The step does not end.');
}

/** A build in its distribution, and the entry of its pipeline. */
export async function gated(cloud: EmulatedFunction, scenario: BuildScenario): Promise<{ arn: string; release: ReleaseProperty }> {
  const pipelineArn = await pipelineOf(cloud, scenario);
  return { arn: await distributing(cloud, pipelineArn), release: releaseOf(pipelineArn) };
}
