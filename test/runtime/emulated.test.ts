import {
  CancelImageCreationCommand, CreateImageCommand, CreateImagePipelineCommand, CreateImageRecipeCommand, CreateInfrastructureConfigurationCommand,
  GetImageCommand, ImagebuilderClient, StartImagePipelineExecutionCommand,
} from '@aws-sdk/client-imagebuilder';
import { ResponseServer } from './response-server';
import { CustomResourceResponse, FunctionProcess } from '../../local-cloud/conductor';
import {
  BuildScenario, failsInBuild, failsInDistribution, failsInTest, ImageBuilder, manyFindings, manySteps, scanAbandoned, scanLags,
  startImageBuilder, succeeds, withFindings,
} from '../../local-cloud/image-builder';
import { IMAGE_STATUS_RESOURCE_TYPE, STATUS_ATTRIBUTES } from '../../src/contract/contract';
import { BUNDLE } from '../bundle';

let service: ImageBuilder;
let responses: ResponseServer;
let lambda: FunctionProcess;
let client: ImagebuilderClient;
let number = 0;

beforeAll(async () => {
  service = await startImageBuilder({ accountId: '123456789012' });
  responses = await ResponseServer.start();
  lambda = await FunctionProcess.start(BUNDLE, { AWS_ENDPOINT_URL_IMAGEBUILDER: service.url });
  client = new ImagebuilderClient({ endpoint: service.url, region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
});

afterAll(async () => {
  client.destroy();
  await Promise.all([service.close(), responses.stop(), lambda.stop()]);
});

async function recipeAndInfrastructure(scenario: BuildScenario) {
  const name = `golden-${number++}`;
  service.emulator.setScenario(name, scenario);
  const { imageRecipeArn } = await client.send(new CreateImageRecipeCommand({
    name, semanticVersion: '1.0.0', parentImage: 'ami-0123456789abcdef0', components: undefined,
  }));
  const { infrastructureConfigurationArn } = await client.send(new CreateInfrastructureConfigurationCommand({ name, instanceProfileName: 'profile' }));
  return { name, imageRecipeArn, infrastructureConfigurationArn };
}

/** Builds an image and lets the time pass that it takes. */
async function build(scenario: BuildScenario, seconds = 86_400, scan = true): Promise<string> {
  const { imageRecipeArn, infrastructureConfigurationArn } = await recipeAndInfrastructure(scenario);
  const { imageBuildVersionArn } = await client.send(new CreateImageCommand({
    imageRecipeArn, infrastructureConfigurationArn, imageScanningConfiguration: { imageScanningEnabled: scan },
  }));
  service.emulator.clock.advance(seconds);
  return imageBuildVersionArn!;
}

async function request(properties: object, more: object = {}): Promise<CustomResourceResponse> {
  const sent = { RequestType: 'Create', RequestId: `request-${number++}`, StackId: 'stack', LogicalResourceId: 'Status', ...more };
  await lambda.invoke({
    ResourceType: IMAGE_STATUS_RESOURCE_TYPE,
    ResponseURL: responses.open(sent),
    ResourceProperties: { ServiceToken: 'arn', Trigger: '1', OnFailure: 'REPORT', ...properties },
    ...sent,
  });
  expect(responses.endpoint.violations).toEqual([]);
  const documents = responses.documents(sent.RequestId);
  expect(documents).toHaveLength(1);
  return JSON.parse(documents[0]) as CustomResourceResponse;
}

async function attributes(properties: object): Promise<Record<string, string>> {
  const answer = await request(properties);
  expect(answer.Status).toBe('SUCCESS');
  expect(Object.keys(answer.Data!)).toEqual([...STATUS_ATTRIBUTES]);
  return answer.Data!;
}

test('the status of an image that was built and scanned has every attribute', async () => {
  const arn = await build(withFindings({ HIGH: 2, MEDIUM: 3, LOW: 4 }));
  const read = await attributes({ ImageBuildVersionArn: arn, Gate: { MaximumCritical: '0', MaximumHigh: '2' } });
  expect(read).toMatchObject({
    ImageBuildVersionArn: arn,
    ImageState: 'AVAILABLE',
    ImageId: expect.stringMatching(/^ami-/),
    ImageUri: '',
    ScanState: 'COMPLETED',
    WorkflowStatus: 'BUILD COMPLETED 7/7, TEST COMPLETED 4/4',
    FailedStep: '',
    FailedStepMessage: '',
    FindingsAll: '9',
    FindingsCritical: '0',
    FindingsHigh: '2',
    FindingsMedium: '3',
    GateStatus: 'PASSED',
    DurationSeconds: expect.stringMatching(/^[1-9]\d+$/),
  });
});

describe('status of a failed build', () => {
  test('names the step, and the component, phase and step in it', async () => {
    const arn = await build(failsInBuild({ message: 'exit status 3', component: undefined }));
    expect(await attributes({ ImageBuildVersionArn: arn })).toMatchObject({
      ImageState: 'FAILED', ImageId: '', BuildWorkflowStatus: 'FAILED', FailedStep: 'BUILD/ApplyBuildComponents', FailedStepMessage: expect.stringContaining('exit status 3'),
    });

    const withContext = await build(failsInBuild());
    expect(await attributes({ ImageBuildVersionArn: withContext })).toMatchObject({
      FailedStep: 'BUILD/ApplyBuildComponents',
      FailedStepMessage: expect.stringMatching(/phase build, step InstallPackages \(ExecuteBash\): exit status 1$/),
    });
  });

  test.each([
    ['the third build step', failsInBuild({ step: 3, message: 'the inventory is locked' }), /^BUILD\/\w+$/, 'BUILD FAILED'],
    ['a test', failsInTest({ message: 'port 22 is open' }), /^TEST\/ApplyTestComponents$/, 'TEST ROLLBACK_COMPLETED'],
    ['the distribution', failsInDistribution({ message: 'no launch permission' }), /^DISTRIBUTING$/, 'TEST COMPLETED'],
  ])('names what failed in %s', async (_what, scenario, step, status) => {
    const arn = await build(scenario);
    const read = await attributes({ ImageBuildVersionArn: arn });
    expect(read).toMatchObject({ ImageState: 'FAILED', FailedStep: expect.stringMatching(step), FailedStepMessage: expect.stringContaining(scenario.failure!.message) });
    expect(read.WorkflowStatus).toContain(status);

    const answer = await request({ ImageBuildVersionArn: arn, OnFailure: 'FAIL_DEPLOYMENT' });
    expect(answer.Status).toBe('FAILED');
    expect(answer.Reason).toContain(`${read.FailedStep} `);
    expect(answer.Reason).toContain(scenario.failure!.message);
    expect(answer.Reason).toContain(read.ConsoleUrl);
    expect(answer.Reason!.length).toBeLessThanOrEqual(1000);
  });

  test('finds the failed step among hundreds, on any page', async () => {
    const arn = await build({ ...manySteps(300), failure: { workflow: 'BUILD', step: 280, message: 'late' } });
    expect(await attributes({ ImageBuildVersionArn: arn })).toMatchObject({ FailedStep: expect.stringMatching(/^BUILD\//), FailedStepMessage: expect.stringContaining('late') });
  });

  test.each(['ü', '漢', '👩‍💻', '"\\\n\u0001'])('fits a message of %j, many times repeated, into the response', async (character) => {
    const arn = await build(failsInBuild({ step: 3, message: character.repeat(5_000) }));
    const answer = await request({ ImageBuildVersionArn: arn });
    expect(answer.Status).toBe('SUCCESS');
    expect(answer.Data!.FailedStepMessage.length).toBeGreaterThan(200);
    expect(answer.Data!.FailedStepMessage).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])./);
    const failed = await request({ ImageBuildVersionArn: arn, OnFailure: 'FAIL_DEPLOYMENT' });
    expect(failed.Reason!.length).toBeLessThanOrEqual(1000);
    expect(failed.Reason).toMatch(/ https:\/\/\S+$/);
  });
});

describe('findings that are not known', () => {
  const NONE = { FindingsAll: '', FindingsCritical: '', FindingsHigh: '', FindingsMedium: '', GateStatus: 'NOT_EVALUATED' };
  const gate = { Gate: { MaximumCritical: '0' } };

  test.each([
    ['no scan', () => build(withFindings({}), 86_400, false), /not scanned/],
    ['an abandoned scan', () => build(scanAbandoned()), /ABANDONED/],
    ['a scan that is not finished', () => build(scanLags(10_000_000), 86_400), /PENDING|SCANNING|COLLECTING/],
    ['an image that is not finished', () => build(succeeds(), 60), /BUILDING|CREATING|PENDING/],
  ])('are empty, not zero: %s', async (_what, make, reason) => {
    const arn = await make();
    expect(await attributes({ ImageBuildVersionArn: arn, ...gate })).toMatchObject({ ...NONE, GateReason: expect.stringMatching(reason) });
    const answer = await request({ ImageBuildVersionArn: arn, OnFailure: 'FAIL_DEPLOYMENT', ...gate });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/gate could not be evaluated/) });
    expect(answer.Reason).toMatch(reason);
  });

  test('findings of a clean image are zero', async () => {
    const arn = await build(withFindings({}));
    expect(await attributes({ ImageBuildVersionArn: arn, ...gate })).toMatchObject({ FindingsAll: '0', FindingsCritical: '0', GateStatus: 'PASSED' });
  });
});

test('a build that is still running is no failure without a gate', async () => {
  const arn = await build(succeeds(), 200);
  const answer = await request({ ImageBuildVersionArn: arn, OnFailure: 'FAIL_DEPLOYMENT' });
  expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { ImageState: 'BUILDING', EndTime: '', DurationSeconds: '' } });
});

test('a build that was cancelled is a failure', async () => {
  const arn = await build(succeeds(), 200);
  await client.send(new CancelImageCreationCommand({ imageBuildVersionArn: arn }));
  service.emulator.clock.advance(10);
  expect(await request({ ImageBuildVersionArn: arn, OnFailure: 'FAIL_DEPLOYMENT' })).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('CANCELLED') });
});

describe('gate of a status', () => {
  test('refuses an image with the counts and the vulnerabilities in the reason', async () => {
    const arn = await build(withFindings({ CRITICAL: 1, HIGH: 4 }));
    const answer = await request({ ImageBuildVersionArn: arn, OnFailure: 'FAIL_DEPLOYMENT', Gate: { MaximumCritical: '1', MaximumHigh: '3' } });
    expect(answer.Status).toBe('FAILED');
    expect(answer.Reason).toMatch(/gate refuses image .*: high 4 \(3 allowed\): CVE-\S+, CVE-\S+, CVE-\S+, CVE-[^,\s]+\.\nConsole: https:/);
  });

  test('lists findings only if the totals do not decide', async () => {
    const arn = await build(manyFindings(3_000));
    const listed = () => service.emulator.calls.filter(({ operation }) => operation === 'ListImageScanFindings').length;
    const before = listed();
    await attributes({ ImageBuildVersionArn: arn, Gate: { MaximumAll: '3000', Except: [{ VulnerabilityId: 'CVE-0', Reason: 'x' }] } });
    expect(listed()).toBe(before);
    const read = await attributes({ ImageBuildVersionArn: arn, Gate: { MaximumAll: '1', Except: [{ VulnerabilityId: 'CVE-0', Reason: 'x' }] } });
    expect(listed()).toBe(before + 120);
    expect(read).toMatchObject({ GateStatus: 'FAILED', GateReason: expect.stringMatching(/^all 3000 \(1 allowed\): (CVE-[\d-]+, ){9}CVE-[\d-]+ and 2990 more; the exception for CVE-0 matched no finding$/) });
  });
});

describe('status of a pipeline', () => {
  async function pipeline(scenario = succeeds()): Promise<string> {
    const { name, ...rest } = await recipeAndInfrastructure(scenario);
    return (await client.send(new CreateImagePipelineCommand({ name, ...rest }))).imagePipelineArn!;
  }

  test('is neither a failure nor a pass if the pipeline has built nothing', async () => {
    const answer = await request({ ImagePipelineArn: await pipeline(), OnFailure: 'FAIL_DEPLOYMENT', Gate: { MaximumCritical: '0' } });
    expect(answer).toMatchObject({
      Status: 'SUCCESS', Data: { ImageState: '', ImageBuildVersionArn: '', FindingsAll: '', GateStatus: 'NOT_EVALUATED', ImageStateReason: expect.stringContaining('has built no image yet') },
    });
  });

  test('is that of its newest image, even beyond the first page', async () => {
    const imagePipelineArn = await pipeline();
    let newest: string | undefined;
    for (let i = 0; i < 27; i++) {
      service.emulator.clock.advance(60);
      newest = (await client.send(new StartImagePipelineExecutionCommand({ imagePipelineArn }))).imageBuildVersionArn;
    }
    expect((await attributes({ ImagePipelineArn: imagePipelineArn })).ImageBuildVersionArn).toBe(newest);
  });

  test('fails if the pipeline does not exist', async () => {
    const answer = await request({ ImagePipelineArn: 'arn:aws:imagebuilder:eu-west-1:123456789012:image-pipeline/none' });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('image-pipeline/none does not exist') });
  });
});

test('a status of an image that does not exist fails in either mode', async () => {
  const ImageBuildVersionArn = 'arn:aws:imagebuilder:eu-west-1:123456789012:image/none/1.0.0/1';
  for (const OnFailure of ['REPORT', 'FAIL_DEPLOYMENT']) {
    expect(await request({ ImageBuildVersionArn, OnFailure })).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('image/none/1.0.0/1 does not exist') });
  }
});

test('a status of a version reads its newest build that is AVAILABLE, although a later one failed', async () => {
  const arn = await build(succeeds());
  const { image } = await client.send(new GetImageCommand({ imageBuildVersionArn: arn }));
  service.emulator.setScenario(image!.name!, failsInBuild());
  const { imageBuildVersionArn: broken } = await client.send(new CreateImageCommand({
    imageRecipeArn: image!.imageRecipe!.arn, infrastructureConfigurationArn: image!.infrastructureConfiguration!.arn,
  }));
  service.emulator.clock.advance(86_400);
  expect(await attributes({ ImageBuildVersionArn: broken! })).toMatchObject({ ImageBuildVersionArn: arn.replace('1.0.0/1', '1.0.0/2'), ImageState: 'FAILED' });
  expect(await attributes({ ImageBuildVersionArn: arn.replace('1.0.0/1', 'x.x.x') })).toMatchObject({ ImageBuildVersionArn: arn, ImageState: 'AVAILABLE' });
});

test('a status of an image takes three calls, and one more for each failed workflow', async () => {
  const good = await build(succeeds());
  const bad = await build(failsInBuild({ step: 3 }));
  const calls = async (arn: string) => {
    const from = service.emulator.calls.length;
    await attributes({ ImageBuildVersionArn: arn });
    return service.emulator.calls.slice(from).map(({ operation }) => operation).sort();
  };
  expect(await calls(good)).toEqual(['GetImage', 'ListImageScanFindingAggregations', 'ListWorkflowExecutions']);
  expect(await calls(bad)).toEqual(['GetImage', 'ListImageScanFindingAggregations', 'ListWorkflowExecutions', 'ListWorkflowStepExecutions']);
});

describe('life of a status', () => {
  test('Delete succeeds without a call, also for what was never created', async () => {
    const from = service.emulator.calls.length;
    for (const PhysicalResourceId of ['Status-0123456789abcdef', 'golden-Status-INVENTED', 'x'.repeat(1024)]) {
      const answer = await request({}, { RequestType: 'Delete', PhysicalResourceId });
      expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId });
    }
    expect(service.emulator.calls.length).toBe(from);
  });

  test('keeps its id if an update fails, and its rollback succeeds whatever the image has become', async () => {
    const Gate = { MaximumHigh: '3' };
    const good = { ImageBuildVersionArn: await build(withFindings({ HIGH: 1 })), OnFailure: 'FAIL_DEPLOYMENT', Gate };
    const bad = { ImageBuildVersionArn: await build(withFindings({ HIGH: 9 })), OnFailure: 'FAIL_DEPLOYMENT', Gate };
    const created = await request(good);
    expect(created.Status).toBe('SUCCESS');

    const update = await request(bad, { RequestType: 'Update', PhysicalResourceId: created.PhysicalResourceId, OldResourceProperties: good });
    expect(update).toMatchObject({ Status: 'FAILED', PhysicalResourceId: created.PhysicalResourceId });

    const rollback = await request(good, { RequestType: 'Update', PhysicalResourceId: created.PhysicalResourceId, OldResourceProperties: bad });
    expect(rollback).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: created.PhysicalResourceId, Data: { GateStatus: 'PASSED' } });
  });

  test('rolls back to an image that is gone without failing, and does not report that image as good', async () => {
    const gone = { ImageBuildVersionArn: 'arn:aws:imagebuilder:eu-west-1:123456789012:image/gone/1.0.0/1', OnFailure: 'FAIL_DEPLOYMENT', Gate: { MaximumHigh: '3' } };
    const { PhysicalResourceId } = await request(gone);
    const rollback = await request(gone, { RequestType: 'Update', PhysicalResourceId, OldResourceProperties: {} });
    expect(rollback).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId, Data: { GateStatus: 'NOT_EVALUATED', ImageState: '', ImageStateReason: expect.stringContaining('does not exist') } });
  });

  test('gets another id for another image', async () => {
    const one = { ImageBuildVersionArn: await build(succeeds()) };
    const two = { ImageBuildVersionArn: await build(succeeds()) };
    const created = await request(one);
    const updated = await request(two, { RequestType: 'Update', PhysicalResourceId: created.PhysicalResourceId, OldResourceProperties: one });
    expect(updated.Status).toBe('SUCCESS');
    expect(updated.PhysicalResourceId).not.toBe(created.PhysicalResourceId);
  });

  test('rejects an unknown resource type in one sentence', async () => {
    const answer = await request({}, { ResourceType: 'Custom::SomethingNewer' });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('does not know the resource type Custom::SomethingNewer') });
  });
});
