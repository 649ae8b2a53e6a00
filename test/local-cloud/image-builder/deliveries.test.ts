import * as ib from '@aws-sdk/client-imagebuilder';
import { Clock, failsInDistribution, ImageBuilder, scanAbandoned, startImageBuilder, withFindings } from '../../../local-cloud/image-builder';
import { Delivery } from '../../../local-cloud/image-builder/deliveries';

const MANAGED_BUILD = 'arn:aws:imagebuilder:us-east-1:aws:workflow/build/build-image/x.x.x';

let imageBuilder: ImageBuilder;
let client: ib.ImagebuilderClient;
let pipeline: string;

beforeEach(async () => {
  imageBuilder = await startImageBuilder({ clock: new Clock({ manual: true }) });
  client = new ib.ImagebuilderClient({ endpoint: imageBuilder.url, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  const { imageRecipeArn } = await client.send(new ib.CreateImageRecipeCommand({ name: 'golden', semanticVersion: '1.0.0', parentImage: 'ami-1' }));
  const { infrastructureConfigurationArn } = await client.send(new ib.CreateInfrastructureConfigurationCommand({
    name: 'infrastructure', instanceProfileName: 'builder', snsTopicArn: 'arn:aws:sns:us-east-1:000000000000:images',
  }));
  const ssmParameterConfigurations = [{ parameterName: '/golden', dataType: 'aws:ec2:image' as const }];
  const { distributionConfigurationArn } = await client.send(new ib.CreateDistributionConfigurationCommand({
    name: 'distribution', distributions: ['us-east-1', 'eu-west-1'].map((region) => ({ region, ssmParameterConfigurations })),
  }));
  const { workflowBuildVersionArn } = await client.send(new ib.CreateWorkflowCommand({
    name: 'approval',
    type: 'TEST',
    semanticVersion: '1.0.0',
    data: JSON.stringify({
      schemaVersion: '1.0',
      steps: [{ name: 'Approve', action: 'WaitForAction', inputs: { snsTopicArn: 'arn:aws:sns:us-east-1:000000000000:approvals', payload: '{"ask":1}' } }],
    }),
  }));
  const imageScanningConfiguration = { imageScanningEnabled: true };
  const settings = { imageRecipeArn, infrastructureConfigurationArn, distributionConfigurationArn, imageScanningConfiguration };
  const { imagePipelineArn } = await client.send(new ib.CreateImagePipelineCommand({ name: 'golden', ...settings }));
  await client.send(new ib.CreateImagePipelineCommand({
    name: 'approved', ...settings, executionRole: 'builder', workflows: [{ workflowArn: MANAGED_BUILD }, { workflowArn: workflowBuildVersionArn }],
  }));
  pipeline = imagePipelineArn!;
});

afterEach(async () => {
  client.destroy();
  await imageBuilder.close();
});

async function start(imagePipelineArn = pipeline): Promise<string> {
  return (await client.send(new ib.StartImagePipelineExecutionCommand({ imagePipelineArn }))).imageBuildVersionArn!;
}

function take(seconds: number): Delivery[] {
  imageBuilder.emulator.clock.advance(seconds);
  return imageBuilder.emulator.takeDeliveries();
}

function changes(deliveries: Delivery[]): string[] {
  return deliveries.flatMap((delivery) => delivery.kind === 'event' && delivery.detailType.endsWith('State Change')
    ? [Object.values(delivery.detail).map(({ status }) => status).join(' > ')]
    : []);
}

test('a build tells each change of its state once, what its scan found, and the AMI in each Region', async () => {
  imageBuilder.emulator.setScenario('golden', withFindings({ CRITICAL: 1, LOW: 2 }));
  const arn = await start();
  const first = take(60);
  expect(changes(first)).toEqual(['CREATING > BUILDING']);
  expect(first[0]).toEqual({
    kind: 'event',
    region: 'us-east-1',
    accountId: '000000000000',
    detailType: 'EC2 Image Builder Image State Change',
    resources: [arn],
    detail: { 'previous-state': { status: 'CREATING' }, 'state': { status: 'BUILDING' } },
  });
  expect(take(0)).toEqual([]);
  const rest = take(7200);
  expect(changes(rest)).toEqual(['BUILDING > TESTING', 'TESTING > DISTRIBUTING', 'DISTRIBUTING > INTEGRATING', 'INTEGRATING > AVAILABLE']);
  expect(rest).toContainEqual(expect.objectContaining({
    detailType: 'EC2 Image Builder CVE Detected',
    resources: [arn, pipeline],
    detail: { 'resource-id': expect.stringMatching(/^i-/), 'finding-severity-counts': { all: 3, critical: 1, high: 0, medium: 0 } },
  }));
  const { image } = await client.send(new ib.GetImageCommand({ imageBuildVersionArn: arn }));
  expect(rest.filter(({ kind }) => kind === 'parameter')).toEqual(image!.outputResources!.amis!.map((ami) => ({
    kind: 'parameter', region: ami.region, accountId: '000000000000', name: '/golden', value: ami.image, dataType: 'aws:ec2:image',
  })));
  expect(rest.filter(({ kind }) => kind === 'notification')).toEqual([expect.objectContaining({
    topicArn: 'arn:aws:sns:us-east-1:000000000000:images',
    message: expect.objectContaining({ arn, buildVersion: 1, state: { status: 'AVAILABLE' }, sourcePipelineArn: pipeline }),
  })]);
});

test('a failed build names no AMI, and tells its reason', async () => {
  imageBuilder.emulator.setScenario('golden', failsInDistribution({ message: 'no access' }));
  await start();
  const deliveries = take(7200);
  expect(changes(deliveries).pop()).toEqual('DISTRIBUTING > FAILED');
  expect(deliveries.filter(({ kind }) => kind === 'parameter')).toEqual([]);
  expect(deliveries).toContainEqual(expect.objectContaining({
    kind: 'notification', message: expect.objectContaining({ state: { status: 'FAILED', reason: expect.stringContaining('no access') } }),
  }));
});

test('a scan that was abandoned tells no findings', async () => {
  imageBuilder.emulator.setScenario('golden', scanAbandoned());
  await start();
  expect(take(7200)).not.toContainEqual(expect.objectContaining({ detailType: 'EC2 Image Builder CVE Detected' }));
});

test('a cancelled build tells that, and nothing later', async () => {
  const arn = await start();
  take(60);
  await client.send(new ib.CancelImageCreationCommand({ imageBuildVersionArn: arn }));
  expect(changes(take(7200))).toEqual(['BUILDING > CANCELLED']);
});

test('a step that waits tells so when it begins, and asks its topic', async () => {
  const arn = await start(pipeline.replace(/golden$/, 'approved'));
  const deliveries = take(86_400);
  const { steps } = await client.send(new ib.ListWaitingWorkflowStepsCommand({}));
  expect(deliveries).toContainEqual(expect.objectContaining({
    detailType: 'EC2 Image Builder Workflow Step Waiting',
    resources: [arn, expect.stringMatching(/:workflow\/test\/approval\/1\.0\.0\/1$/)],
    detail: {
      'workflow-execution-id': steps![0].workflowExecutionId, 'workflow-step-execution-id': steps![0].stepExecutionId, 'workflow-step-name': 'Approve',
    },
  }));
  expect(deliveries).toContainEqual(expect.objectContaining({
    topicArn: 'arn:aws:sns:us-east-1:000000000000:approvals',
    message: { imageArn: arn, workflowStepExecutionId: steps![0].stepExecutionId, customPayload: '{"ask":1}' },
  }));
  await client.send(new ib.SendWorkflowStepActionCommand({ ...steps![0], stepExecutionId: steps![0].stepExecutionId, imageBuildVersionArn: arn, action: 'RESUME' }));
  expect(changes(take(7200))).toEqual(['TESTING > DISTRIBUTING', 'DISTRIBUTING > INTEGRATING', 'INTEGRATING > AVAILABLE']);
});

test('an image that is deleted at once has told its changes', async () => {
  const arn = await start();
  imageBuilder.emulator.clock.advance(7200);
  await client.send(new ib.DeleteImageCommand({ imageBuildVersionArn: arn }));
  expect(changes(imageBuilder.emulator.takeDeliveries()).pop()).toEqual('INTEGRATING > AVAILABLE');
});
