import { LOCAL_ACCOUNT, LOCAL_REGION, LocalCloud, startLocalCloud } from '../../local-cloud';
import { CdkCli } from '../../local-cloud/cdk-cli';
import { failsInBuild } from '../../local-cloud/image-builder';

jest.setTimeout(120_000);

const IMAGE_BUILDER_CHANGES = /^(Create|Update|Delete|Start|Cancel|Tag|Untag)/;

let cloud: LocalCloud;
let cdk: CdkCli;

beforeAll(async () => {
  cloud = await startLocalCloud();
  cdk = cloud.cdk();
  await cdk.bootstrap(LOCAL_ACCOUNT, LOCAL_REGION);
});
afterAll(async () => cloud.stop());

/** Deploys, and returns the outputs with the changes that Image Builder saw meanwhile. */
async function deploy(context: { [key: string]: string } = {}) {
  const { calls } = cloud.imageBuilder.emulator;
  const before = calls.length;
  const result = await cdk.deploy('test/local-cloud/fixtures/l1-app.ts', { context });
  const changes = calls.slice(before).filter(({ operation }) => IMAGE_BUILDER_CHANGES.test(operation));
  return { ...result, outputs: result.outputs.Level1 ?? {}, changes, operations: changes.map(({ operation }) => operation) };
}

test('the resource types of Image Builder behave as in CloudFormation', async () => {
  // Create: everything once, properties as they are, also those that botocore's model does not have.
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
  cloud.imageBuilder.emulator.setScenario('level1-broken', failsInBuild({ message: 'No space left on device' }));
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
