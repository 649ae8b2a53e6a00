import { LocalCloud, startLocalCloud } from '../../local-cloud';
import { CdkCli } from '../../local-cloud/cdk-cli';
import { failsInBuild } from '../../local-cloud/image-builder';

jest.setTimeout(120_000);

const IMAGE_BUILDER_CHANGES = /^(Create|Update|Delete|Start|Cancel|Tag|Untag)/;

let cloud: LocalCloud;
let cdk: CdkCli;

beforeAll(async () => {
  cloud = await startLocalCloud();
  cdk = cloud.cdk();
  await cloud.bootstrap();
});
afterAll(async () => cloud.stop());

/** Deploys, and returns the outputs with the changes that Image Builder saw meanwhile. */
async function deploy(context: { [key: string]: string } = {}, app = 'l1-app', stack = 'Level1') {
  const { calls } = cloud.imageBuilder.emulator;
  const before = calls.length;
  const result = await cdk.deploy(`test/local-cloud/fixtures/${app}.ts`, { context });
  const changes = calls.slice(before).filter(({ operation }) => IMAGE_BUILDER_CHANGES.test(operation));
  return { ...result, outputs: result.outputs[stack] ?? {}, changes, operations: changes.map(({ operation }) => operation) };
}

test('the resource types of Image Builder behave as in CloudFormation', async () => {
  // Create: each property once, as it is, even if botocore's model does not have it.
  const created = await deploy();
  expect(created.exitCode).toBe(0);
  expect(created.operations.sort()).toEqual(['CreateImagePipeline', 'CreateImageRecipe', 'CreateInfrastructureConfiguration', 'StartImagePipelineExecution']);
  expect(created.changes).toEqual(expect.arrayContaining([
    expect.objectContaining({
      operation: 'CreateImagePipeline',
      input: expect.objectContaining({
        imageTestsConfiguration: { imageTestsEnabled: true, timeoutMinutes: 60 },
        imageScanningConfiguration: expect.objectContaining({ imageScanningEnabled: true }),
        imageTags: { BuiltBy: 'pipeline' },
        tags: { Team: 'a', Gone: 'b' },
      }),
    }),
    expect.objectContaining({
      operation: 'CreateInfrastructureConfiguration',
      input: expect.objectContaining({ resourceTags: { CostCentre: '42' } }),
    }),
  ]));
  expect(created.outputs).toMatchObject({
    RecipeArn: expect.stringMatching(/:image-recipe\/level1-recipe\/1\.0\.0$/),
    RecipeLatest: expect.stringMatching(/:image-recipe\/level1-recipe\/x\.x\.x$/),
    PipelineArn: expect.stringMatching(/:image-pipeline\/level1-pipeline$/),
    ImageArn: expect.stringMatching(/:image\/level1-recipe\/1\.0\.0\/1$/),
    ImageId: expect.stringMatching(/^ami-/),
  });

  // Update in place: the configuration and the tags apart; another deployment id; without OnUpdate no other image.
  const described = await deploy({ description: 'second', tags: '{"Team":"c"}' });
  expect(described.exitCode).toBe(0);
  expect(described.operations.sort()).toEqual(['TagResource', 'UntagResource', 'UpdateImagePipeline']);
  // Tags that the template never had, such as those of the gate and of a monitor, stay.
  expect(described.changes.find(({ operation }) => operation === 'UntagResource')!.input).toMatchObject({ tagKeys: ['Gone'] });
  expect(described.outputs.PipelineArn).toBe(created.outputs.PipelineArn);
  expect(described.outputs.DeploymentId).not.toBe(created.outputs.DeploymentId);
  expect(described.outputs.ImageArn).toBe(created.outputs.ImageArn);

  // Replacement: a recipe is immutable, and a pipeline is what its name is. The old ones go after the new ones work.
  const replaced = await deploy({ recipe: 'level1-other', pipeline: 'level1-other', tags: '{"Team":"c"}', rebuild: 'true' });
  expect(replaced.exitCode).toBe(0);
  expect(replaced.outputs.PipelineArn).toMatch(/:image-pipeline\/level1-other$/);
  expect(replaced.outputs.ImageArn).toMatch(/:image\/level1-other\/1\.0\.0\/1$/);
  const { operations } = replaced;
  expect(operations.indexOf('DeleteImageRecipe')).toBeGreaterThan(operations.indexOf('StartImagePipelineExecution'));
  expect(operations).toEqual(expect.arrayContaining(['CreateImageRecipe', 'CreateImagePipeline', 'DeleteImagePipeline']));
  expect(operations).not.toContain('UpdateImagePipeline');

  // A build that fails fails the deployment with the reason of the image, and leaves no failed image.
  cloud.imageBuilder.emulator.setScenario('level1-broken', failsInBuild({ step: 'LaunchBuildInstance', message: 'No space left on device' }));
  const failed = await deploy({ recipe: 'level1-broken', pipeline: 'level1-other', tags: '{"Team":"c"}', rebuild: 'true' });
  expect(failed.exitCode).not.toBe(0);
  expect(failed.output).toMatch(/UPDATE_FAILED +\| AWS::ImageBuilder::Image .*Resource handler returned message: ".*No space left on device" \(RequestToken: [-0-9a-f]{36}, HandlerErrorCode: GeneralServiceException\)/);
  expect(failed.changes).toContainEqual(expect.objectContaining({
    operation: 'DeleteImage',
    input: { imageBuildVersionArn: expect.stringContaining(':image/level1-broken/1.0.0/1') },
  }));
});

test('what Image Builder refuses fails the deployment with its message', async () => {
  cloud.imageBuilder.emulator.setInspector({ ec2: false });
  const result = await deploy({ pipeline: 'level1-refused' });
  expect(result.exitCode).not.toBe(0);
  expect(result.output).toContain("Amazon Inspector is not enabled for 'ec2' resources in account '000000000000'");
});

test('each of the other types is made, updated in place, replaced and deleted', async () => {
  const types = async (context: { [key: string]: string } = {}) => deploy(context, 'l1-types', 'Types');
  const created = await types();
  expect(created.exitCode).toBe(0);
  expect(created.outputs).toEqual({
    ImageUri: '000000000000.dkr.ecr.us-east-1.amazonaws.com/types:1.0.0-1',
    ImageName: 'types-recipe',
    ComponentType: 'TEST',
    ComponentEncrypted: 'true',
    DistributionArn: expect.stringMatching(/:distribution-configuration\/types-distribution$/),
    DistributionName: 'types-distribution',
    WorkflowArn: expect.stringMatching(/:workflow\/test\/types-workflow\/1\.0\.0\/1$/),
    WorkflowLatest: expect.stringMatching(/:workflow\/test\/types-workflow\/1\.x\.x$/),
    PolicyArn: expect.stringMatching(/:lifecycle-policy\/types-policy$/),
  });
  expect(created.changes).toContainEqual(expect.objectContaining({
    operation: 'CreateDistributionConfiguration',
    input: expect.objectContaining({
      distributions: [{
        region: 'us-east-1',
        amiDistributionConfiguration: {
          name: 'types {{ imagebuilder:buildDate }}', launchPermission: { userIds: ['111111111111'] }, amiTags: { KeepTheCase: 'Yes' },
        },
        containerDistributionConfiguration: { targetRepository: { service: 'ECR', repositoryName: 'types' }, containerTags: ['latest'] },
        fastLaunchConfigurations: [{ enabled: true, maxParallelLaunches: 6 }],
        launchTemplateConfigurations: [{ launchTemplateId: 'lt-0123456789abcdef0', setDefaultVersion: true }],
        licenseConfigurationArns: [expect.stringContaining(':license-configuration:')],
        ssmParameterConfigurations: [{ parameterName: '/types/image', dataType: 'aws:ec2:image' }],
      }],
    }),
  }));
  expect(created.changes).toContainEqual(expect.objectContaining({
    operation: 'CreateImage',
    input: expect.objectContaining({
      executionRole: 'types-execution',
      workflows: [{ workflowArn: created.outputs.WorkflowArn, parameters: [{ name: 'mode', value: ['strict'] }], onFailure: 'CONTINUE' }],
    }),
  }));

  const updated = await types({ description: 'second', team: 'b', keep: '5', deleter: 'types-other-deleter' });
  expect(updated.exitCode).toBe(0);
  expect(updated.operations.sort()).toEqual(['TagResource', 'TagResource', 'UpdateDistributionConfiguration', 'UpdateLifecyclePolicy']);
  expect(updated.changes).toContainEqual(expect.objectContaining({
    operation: 'UpdateLifecyclePolicy',
    input: expect.objectContaining({ policyDetails: [expect.objectContaining({ filter: { type: 'COUNT', value: 5 } })] }),
  }));

  // Another document needs another workflow, and with it another image; the old image's container goes with it.
  const replaced = await types({ description: 'second', team: 'b', keep: '5', deleter: 'types-other-deleter', workflow: 'types-other', step: 'Other' });
  expect(replaced.exitCode).toBe(0);
  expect(replaced.outputs).toMatchObject({ ImageUri: expect.stringMatching(/:1\.0\.0-2$/), WorkflowArn: expect.stringMatching(/\/types-other\/1\.0\.0\/1$/) });
  expect(replaced.operations).toEqual(['CreateWorkflow', 'CreateImage', 'StartResourceStateUpdate', 'DeleteImage', 'DeleteWorkflow']);
  expect(replaced.changes).toContainEqual(expect.objectContaining({
    operation: 'StartResourceStateUpdate',
    input: expect.objectContaining({
      resourceArn: expect.stringMatching(/\/1\.0\.0\/1$/), state: { status: 'DELETED' }, executionRole: 'types-other-deleter', includeResources: { containers: true },
    }),
  }));

  const deleted = await types({ description: 'second', team: 'b', keep: '5', workflow: 'types-other', step: 'Other', image: 'no' });
  expect(deleted.exitCode).toBe(0);
  expect(deleted.operations).toEqual(['StartResourceStateUpdate', 'DeleteImage']);
});
