import { CreateImagePipelineCommand, CreateImageRecipeCommand, CreateInfrastructureConfigurationCommand, CreateWorkflowCommand } from '@aws-sdk/client-imagebuilder';
import { BuildScenario } from '../../../local-cloud/image-builder';
import { ReleaseInput } from '../../../src/contract/release';
import { EmulatedFunction } from '../emulated-function';

const MANAGED = 'arn:aws:imagebuilder:eu-west-1:aws:workflow';
const STATE_MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:waits';

/** Starts a build with the steps of a release workflow that ask the state machine, and the AMI's distribution between them. */
export async function startGatedBuild(cloud: EmulatedFunction, name: string, scenario: BuildScenario): Promise<string> {
  cloud.service.emulator.setScenario(name, scenario);
  const asks = (step: string, Step: ReleaseInput['Step']) => ({
    name: step,
    action: 'ExecuteStateMachine',
    inputs: { 'stateMachineArn': STATE_MACHINE, 'input.$': JSON.stringify({ Step, Image: '{{ $.imagebuilder.sourceImageARN }}' }) },
  });
  const data = JSON.stringify({
    schemaVersion: '1.0', steps: [asks('Gate', 'GATE'), { name: 'Distribute', action: 'DistributeImage', inputs: {} }, asks('Release', 'RELEASE')],
  });
  const { client } = cloud;
  const { workflowBuildVersionArn } = await client.send(new CreateWorkflowCommand({ name: 'release', type: 'DISTRIBUTION', semanticVersion: '1.0.0', data }));
  const { infrastructureConfigurationArn } = await client.send(new CreateInfrastructureConfigurationCommand({ name, instanceProfileName: 'profile' }));
  const { imageRecipeArn } = await client.send(new CreateImageRecipeCommand({ name, semanticVersion: '1.0.0', parentImage: 'ami-0123456789abcdef0' }));
  const { imagePipelineArn } = await client.send(new CreateImagePipelineCommand({
    name,
    imageRecipeArn,
    infrastructureConfigurationArn,
    executionRole: 'role',
    imageScanningConfiguration: { imageScanningEnabled: true },
    workflows: [`${MANAGED}/build/build-image/x.x.x`, `${MANAGED}/test/test-image/x.x.x`, workflowBuildVersionArn!].map((workflowArn) => ({ workflowArn })),
  }));
  return cloud.startPipeline(imagePipelineArn!);
}
