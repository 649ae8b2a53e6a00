import * as ib from '@aws-sdk/client-imagebuilder';
import { readJson } from './json';
import {
  BuildScenario, Clock, failsInBuild, failsInTest, ImageBuilder, manyFindings, manySteps, scanAbandoned, scanLags, slow, startImageBuilder, succeeds,
  throttled, withFindings,
} from '../../../local-cloud/image-builder';

const HOURS = 3600;
const COMPONENT = 'arn:aws:imagebuilder:eu-west-1:aws:component/update-linux/x.x.x';

let imageBuilder: ImageBuilder;
let client: ib.ImagebuilderClient;

beforeEach(async () => {
  imageBuilder = await startImageBuilder({ clock: new Clock({ manual: true, start: Date.UTC(2026, 0, 1) }) });
  client = new ib.ImagebuilderClient({
    endpoint: imageBuilder.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
});

afterEach(async () => {
  client.destroy();
  await imageBuilder.close();
});

async function build(scenario?: BuildScenario, settings: Partial<ib.CreateImageRequest> = {}): Promise<string> {
  if (scenario) imageBuilder.emulator.setScenario('golden', scenario);
  const { infrastructureConfigurationArn } = await client.send(
    new ib.CreateInfrastructureConfigurationCommand({ name: 'infrastructure', instanceProfileName: 'builder' }),
  );
  const { imageRecipeArn } = await client.send(new ib.CreateImageRecipeCommand({ name: 'Golden', semanticVersion: '1.0.x', parentImage: 'ami-1', components: [{ componentArn: COMPONENT }] }));
  const { imageBuildVersionArn } = await client.send(
    new ib.CreateImageCommand({
      infrastructureConfigurationArn, imageRecipeArn, imageScanningConfiguration: { imageScanningEnabled: true }, ...settings,
    }),
  );
  return imageBuildVersionArn!;
}

async function read(imageBuildVersionArn: string) {
  const { image } = await client.send(new ib.GetImageCommand({ imageBuildVersionArn }));
  const { workflowExecutions } = await client.send(new ib.ListWorkflowExecutionsCommand({ imageBuildVersionArn }));
  return {
    image: image!,
    states: [image!.state?.status, image!.scanState?.status],
    workflows: workflowExecutions!.map((workflow) => `${workflow.type} ${workflow.status} ${workflow.totalStepsSucceeded}/${workflow.totalStepCount}`),
    executions: workflowExecutions!,
  };
}

async function stepsOf(workflowExecutionId: string): Promise<ib.WorkflowStepMetadata[]> {
  const steps: ib.WorkflowStepMetadata[] = [];
  for await (const page of ib.paginateListWorkflowStepExecutions({ client }, { workflowExecutionId })) steps.push(...page.steps!);
  return steps;
}

async function countsOf(imageBuildVersionArn: string) {
  const filter = { name: 'imageBuildVersionArn', values: [imageBuildVersionArn] };
  const { responses } = await client.send(new ib.ListImageScanFindingAggregationsCommand({ filter }));
  return responses![0]?.imageAggregation?.severityCounts;
}

test('a build goes through its states as the clock moves', async () => {
  const arn = await build();
  const seen: (string | undefined)[][] = [];
  for (let minute = 0; minute < 40; minute += 1) {
    const { states } = await read(arn);
    if (String(seen[seen.length - 1]) !== String(states)) seen.push(states);
    imageBuilder.emulator.clock.advance(60);
  }
  expect(seen).toEqual([
    ['PENDING', 'PENDING'],
    ['BUILDING', 'PENDING'],
    ['TESTING', 'SCANNING'],
    ['TESTING', 'COLLECTING'],
    ['TESTING', 'COMPLETED'],
    ['AVAILABLE', 'COMPLETED'],
  ]);
  const { image, workflows } = await read(arn);
  expect(workflows).toEqual(['BUILD COMPLETED 6/7', 'TEST COMPLETED 4/4']);
  expect(image.outputResources!.amis![0]).toMatchObject({ region: 'eu-west-1', image: expect.stringMatching(/^ami-[0-9a-f]{17}$/) });
});

test('a failing component fails the build, and the raw answer says which', async () => {
  const arn = await build(failsInBuild());
  imageBuilder.emulator.clock.advance(HOURS);
  const { image, states, workflows, executions } = await read(arn);
  expect(states).toEqual(['FAILED', 'ABANDONED']);
  expect(image.state!.reason).toContain('failed with reason: Document arn:aws:imagebuilder:eu-west-1:aws:component/update-linux/1.1.0/1 failed!');
  expect(image.outputResources).toEqual({ amis: [] });
  expect(workflows).toEqual(['BUILD FAILED 1/7']);
  const steps = await stepsOf(executions[0].workflowExecutionId!);
  expect(steps.map((step) => step.status)).toEqual(['COMPLETED', 'FAILED', 'PENDING', 'PENDING', 'PENDING', 'PENDING', 'PENDING']);

  const raw = await fetch(`${imageBuilder.url}/GetImage?imageBuildVersionArn=${encodeURIComponent(arn)}`).then(readJson);
  expect(raw.image.state.failureContext).toMatchObject({
    imageStatus: 'BUILDING',
    failedStep: 'ApplyBuildComponents',
    stepExecutionId: steps[1].stepExecutionId,
    componentFailure: { phaseName: 'build', stepName: 'InstallPackages', action: 'ExecuteBash', errorMessage: 'exit status 1' },
  });
});

test('a failure can be placed by the number of the step', async () => {
  const arn = await build(failsInBuild({ step: 3, message: 'boom' }));
  imageBuilder.emulator.clock.advance(HOURS);
  const { executions } = await read(arn);
  expect((await stepsOf(executions[0].workflowExecutionId!))[2]).toMatchObject({ status: 'FAILED', name: 'InventoryCollection' });
});

test('a failed workflow is rolled back where its scenario says so', async () => {
  const arn = await build(failsInBuild({ rollsBack: true }));
  const failsAfter = 5 + 90 + 420;
  imageBuilder.emulator.clock.advance(failsAfter + 1);
  expect(await read(arn)).toMatchObject({ states: ['BUILDING', 'PENDING'], workflows: expect.arrayContaining(['BUILD ROLLBACK_IN_PROGRESS 1/7']) });
  imageBuilder.emulator.clock.advance(120);
  expect(await read(arn)).toMatchObject({ states: ['FAILED', 'ABANDONED'], workflows: expect.arrayContaining(['BUILD ROLLBACK_COMPLETED 1/7']) });
});

test('a failing test fails its image, rolled back, and its findings stay', async () => {
  const arn = await build(failsInTest());
  imageBuilder.emulator.clock.advance(HOURS);
  expect(await read(arn)).toMatchObject({ states: ['FAILED', 'COMPLETED'], workflows: ['BUILD COMPLETED 6/7', 'TEST ROLLBACK_COMPLETED 2/4'] });
});

test('a scan that has not ended when its image does is abandoned', async () => {
  const arn = await build(succeeds({ scan: { outcome: 'COMPLETED', lagSeconds: 600 } }));
  imageBuilder.emulator.clock.advance(HOURS);
  const { image, states } = await read(arn);
  expect(states).toEqual(['AVAILABLE', 'ABANDONED']);
  expect(image.scanState!.reason).toMatch(/terminal state before/);
  expect(await countsOf(arn)).toBeUndefined();
});

test('an abandoned scan leaves no findings', async () => {
  const arn = await build(scanAbandoned('because'));
  imageBuilder.emulator.clock.advance(HOURS);
  const { image, states } = await read(arn);
  expect(states).toEqual(['AVAILABLE', 'ABANDONED']);
  expect(image.scanState!.reason).toEqual('because');
  expect(await countsOf(arn)).toBeUndefined();
});

test('a scan can be made to end after its image, which is not recorded', async () => {
  const arn = await build(scanLags(2 * HOURS));
  imageBuilder.emulator.clock.advance(HOURS);
  expect((await read(arn)).states).toEqual(['AVAILABLE', 'COLLECTING']);
  expect(await countsOf(arn)).toBeUndefined();
  imageBuilder.emulator.clock.advance(2 * HOURS);
  expect((await read(arn)).states).toEqual(['AVAILABLE', 'COMPLETED']);
  expect(await countsOf(arn)).toEqual({ all: 22, critical: 0, high: 2, medium: 5 });
});

test('a scan without findings counts zero', async () => {
  const arn = await build(withFindings({}));
  imageBuilder.emulator.clock.advance(HOURS);
  expect(await countsOf(arn)).toEqual({ all: 0, critical: 0, high: 0, medium: 0 });
});

test('a list of hundreds of steps has pages', async () => {
  const arn = await build(manySteps(300));
  imageBuilder.emulator.clock.advance(2 * HOURS);
  const { workflows, executions } = await read(arn);
  expect(workflows[0]).toEqual('BUILD COMPLETED 306/307');
  const steps = await stepsOf(executions[0].workflowExecutionId!);
  expect(new Set(steps.map((step) => step.stepExecutionId)).size).toEqual(307);
});

test('thousands of findings come in pages, and their totals agree', async () => {
  const arn = await build(manyFindings(3000));
  imageBuilder.emulator.clock.advance(HOURS);
  const severities: (string | undefined)[] = [];
  for await (const page of ib.paginateListImageScanFindings({ client }, { filters: [{ name: 'imageBuildVersionArn', values: [arn] }] })) {
    severities.push(...page.findings!.map((finding) => finding.severity));
  }
  const count = (severity: string) => severities.filter((candidate) => candidate === severity).length;
  expect(severities).toHaveLength(3000);
  expect(await countsOf(arn)).toEqual({ all: 3000, critical: count('CRITICAL'), high: count('HIGH'), medium: count('MEDIUM') });
});

test('a throttled build answers after the given number of refusals', async () => {
  const arn = await build(throttled(2));
  const get = async () => client.send(new ib.GetImageCommand({ imageBuildVersionArn: arn }));
  await expect(get()).rejects.toMatchObject({ name: 'CallRateLimitExceededException', $metadata: { httpStatusCode: 429 } });
  await expect(get()).rejects.toMatchObject({ name: 'CallRateLimitExceededException' });
  await expect(get()).resolves.toBeDefined();
});

test('a slow build takes the multiple of the usual time that its scenario sets', async () => {
  const arn = await build(slow(10));
  imageBuilder.emulator.clock.advance(HOURS);
  expect((await read(arn)).states[0]).toEqual('BUILDING');
  imageBuilder.emulator.clock.advance(5 * HOURS);
  expect((await read(arn)).states[0]).toEqual('AVAILABLE');
});

test('an image without tests has neither a test workflow nor a scan', async () => {
  const arn = await build(undefined, { imageScanningConfiguration: undefined, imageTestsConfiguration: { imageTestsEnabled: false } });
  imageBuilder.emulator.clock.advance(HOURS);
  expect(await read(arn)).toMatchObject({ states: ['AVAILABLE', undefined], workflows: ['BUILD COMPLETED 6/7'] });
});

test('workflows given take the place of the managed defaults', async () => {
  const workflow = (name: string) => ({ workflowArn: `arn:aws:imagebuilder:eu-west-1:aws:workflow/${name}/x.x.x` });
  const arn = await build(undefined, {
    executionRole: 'builder',
    workflows: [workflow('build/build-image'), { ...workflow('test/test-image'), parallelGroup: 'a' }, { ...workflow('test/test-image'), parallelGroup: 'a' }],
  });
  imageBuilder.emulator.clock.advance(HOURS);
  expect((await read(arn)).executions.map(({ type, parallelGroup }) => [type, parallelGroup])).toEqual([
    ['BUILD', undefined], ['TEST', 'a'], ['TEST', 'a'],
  ]);
  await expect(build(undefined, { workflows: [workflow('build/build-image')] })).rejects.toBeDefined();
});

test('the longest prefix decides the scenario, and a pipeline may be named by it too', async () => {
  const { emulator } = imageBuilder;
  emulator.setScenario('gold', failsInTest());
  const first = await build(failsInBuild());
  imageBuilder.emulator.clock.advance(HOURS);
  expect((await read(first)).workflows[0]).toContain('BUILD FAILED');

  emulator.setScenario('golden-nightly', scanAbandoned());
  const { imageRecipe, infrastructureConfiguration } = (await read(first)).image;
  const { imagePipelineArn } = await client.send(new ib.CreateImagePipelineCommand({
    name: 'Golden Nightly',
    imageRecipeArn: imageRecipe!.arn,
    infrastructureConfigurationArn: infrastructureConfiguration!.arn,
    imageScanningConfiguration: { imageScanningEnabled: true },
  }));
  const { imageBuildVersionArn } = await client.send(new ib.StartImagePipelineExecutionCommand({ imagePipelineArn }));
  imageBuilder.emulator.clock.advance(HOURS);
  expect((await read(imageBuildVersionArn!)).states).toEqual(['AVAILABLE', 'ABANDONED']);
});
