import { Answer, EmulatedService } from './emulated-service';
import { failsInBuild, failsInDistribution, failsInIntegration, failsInTest, succeeds } from '../../../local-cloud/image-builder';

/** Facts about builds beyond the recorded situations. */

const MANAGED = 'arn:aws:imagebuilder:us-west-2:aws:workflow';
const MINUTE = 60_000;
const EXECUTION_ROLE = { executionRole: 'arn:aws:iam::123456789012:role/builder' };

let service: EmulatedService;

beforeEach(() => { service = new EmulatedService(); });

function distribution(distributions: object[]): { distributionConfigurationArn: string } {
  return { distributionConfigurationArn: service.create('DistributionConfiguration', { name: 'distribution', distributions }).distributionConfigurationArn };
}

function workflow(type: string, steps: object[]): { workflowArn: string } {
  const data = JSON.stringify({ schemaVersion: '1.0', steps });
  return { workflowArn: service.create('Workflow', { name: `own-${type.toLowerCase()}`, type, semanticVersion: '1.0.0', data }).workflowBuildVersionArn };
}

const managed = (...names: string[]) => ({ ...EXECUTION_ROLE, workflows: names.map((name) => ({ workflowArn: `${MANAGED}/${name}/x.x.x` })) });
const recipe = (settings: object) => service.create('ImageRecipe', { name: 'my-example', semanticVersion: '1.0.x', parentImage: 'ami-1', ...settings });
const stepsOf = (imageArn: string): Answer[] => service.executions(imageArn).flatMap(({ workflowExecutionId }) => service.steps(workflowExecutionId));
const minutes = ({ startTime, endTime }: Answer) => (Date.parse(endTime) - Date.parse(startTime)) / MINUTE;

describe('times of an AMI build', () => {
  test('are those recorded where no component is in the recipe: about 7 minutes of build, 2 to 3 of test', () => {
    const arn = service.build(service.pipeline(succeeds(), { ...recipe({}) }));
    const [build, tests] = service.executions(arn);
    expect(minutes(build)).toBeGreaterThan(6);
    expect(minutes(build)).toBeLessThan(10);
    expect(minutes(tests)).toBeGreaterThan(1.5);
    expect(minutes(tests)).toBeLessThan(3);
  });

  test('are 5 to 11 seconds from the image to its build, and 5 to 6 seconds from that to the test', () => {
    const arn = service.build(service.pipeline(succeeds()));
    const [build, tests] = service.executions(arn);
    const between = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1000;
    expect(between(service.image(arn).dateCreated, build.startTime)).toBeGreaterThanOrEqual(5);
    expect(between(service.image(arn).dateCreated, build.startTime)).toBeLessThanOrEqual(11);
    expect(between(build.endTime, tests.startTime)).toBeGreaterThanOrEqual(5);
    expect(between(build.endTime, tests.startTime)).toBeLessThanOrEqual(6);
  });
});

test('each step has the outputs that its action was recorded with', () => {
  const arn = service.build(service.pipeline(succeeds(), { imageScanningConfiguration: { imageScanningEnabled: true } }));
  const command = ['output', 'runCommandId', 'status'];
  expect(Object.fromEntries(stepsOf(arn).map(({ action, outputs }) => [action, Object.keys(JSON.parse(outputs ?? '{}')).sort()]))).toEqual({
    LaunchInstance: ['instanceId'],
    ExecuteComponents: command,
    CollectImageMetadata: ['associationId', 'osVersion'],
    SanitizeInstance: command,
    RunSysPrep: [],
    CreateImage: ['imageId'],
    TerminateInstance: [],
    CollectImageScanFindings: command,
  });
});

test('a step that is asked for tells what it does on failure, and its time-out', () => {
  const arn = service.build(service.pipeline(succeeds()));
  const [launch, , , , , , terminate] = stepsOf(arn);
  const details = ({ stepExecutionId }: Answer) => service.ask('GetWorkflowStepExecution', { stepExecutionId });
  expect(details(launch)).toMatchObject({ action: 'LaunchInstance', onFailure: 'Abort', timeoutSeconds: 4500 });
  expect(details(terminate)).toMatchObject({ action: 'TerminateInstance', onFailure: 'Continue' });
});

describe('managed workflows', () => {
  test('are those of the newest recorded versions', () => {
    const arn = service.build(service.pipeline(succeeds()));
    expect(service.executions(arn).map(({ workflowBuildVersionArn }) => workflowBuildVersionArn)).toEqual([
      `${MANAGED}/build/build-image/1.0.3/1`, `${MANAGED}/test/test-image/1.0.3/1`,
    ]);
  });

  test('named express skip the inventory and the findings', () => {
    const arn = service.build(service.pipeline(succeeds(), {
      ...managed('build/express-build-image', 'test/express-test-image'), imageScanningConfiguration: { imageScanningEnabled: true },
    }));
    const actions = stepsOf(arn).map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['LaunchInstance', 'CreateImage', 'TerminateInstance']));
    expect(actions.filter((action) => /^Collect/.test(action))).toEqual([]);
  });

  test('distribute an AMI in three steps', () => {
    const arn = service.build(service.pipeline(succeeds(), managed('build/build-image', 'distribution/distribute-image')));
    const distributing = service.executions(arn).find(({ type }) => type === 'DISTRIBUTION');
    expect(service.steps(distributing.workflowExecutionId).map(({ action }) => action)).toEqual(['DistributeImage', 'ModifyImageAttributes', 'ApplyImageConfigurations']);
    expect(service.image(arn).state.status).toBe('AVAILABLE');
  });

  test.each([['Linux', 'COMPLETED', 'COMPLETED'], ['Windows', 'COMPLETED', 'COMPLETED'], ['macOS', 'SKIPPED', 'ABANDONED']])('on %s, the findings are %s and the scan is %s', (platform, findings, scan) => {
    const arn = service.build(service.pipeline(succeeds(), {
      ...recipe({ parentImage: `arn:aws:imagebuilder:us-west-2:aws:image/${platform.toLowerCase()}-server/x.x.x` }),
      imageScanningConfiguration: { imageScanningEnabled: true },
    }));
    expect(service.image(arn)).toMatchObject({ platform, state: { status: 'AVAILABLE' }, scanState: { status: scan } });
    expect(stepsOf(arn).find(({ action }) => action === 'CollectImageScanFindings').status).toBe(findings);
  });
});

test('findings that cannot be collected leave the test completed, and the image available', () => {
  const scenario = failsInTest({ step: 'CollectImageScanFindings', message: 'Inspector did not answer' });
  const arn = service.build(service.pipeline(scenario, { imageScanningConfiguration: { imageScanningEnabled: true } }));
  expect(service.executions(arn)[1]).toMatchObject({ type: 'TEST', status: 'COMPLETED', totalStepsFailed: 1, totalStepsSucceeded: 3 });
  expect(service.image(arn).state.status).toBe('AVAILABLE');
});

test.each([['Abort', 'FAILED'], ['Continue', 'AVAILABLE']])('a person who stops a step whose onFailure is %s leaves its image %s', (onFailure, status) => {
  const ask = workflow('TEST', [{ name: 'Ask', action: 'WaitForAction', onFailure, inputs: {} }]);
  const arn = service.start(service.pipeline(succeeds(), { ...EXECUTION_ROLE, workflows: [...managed('build/build-image').workflows, ask] }));
  service.passDays(1);
  const [{ stepExecutionId }] = service.ask('ListWaitingWorkflowSteps', {}).steps;
  service.do('SendWorkflowStepAction', { stepExecutionId, imageBuildVersionArn: arn, action: 'STOP', reason: 'not today' });
  service.passDays(1);
  expect(service.image(arn).state.status).toBe(status);
  expect(stepsOf(arn).find(({ name }) => name === 'Ask').status).toBe('FAILED');
});

describe('failure of a build', () => {
  const component = { phaseName: 'build', stepName: 'InstallPackages', action: 'ExecuteBash' };

  test('stands in GetImage and in both lists of images', () => {
    const imagePipelineArn = service.pipeline(failsInBuild({ component }));
    const arn = service.build(imagePipelineArn);
    const { failureContext } = service.image(arn).state;
    expect(failureContext).toMatchObject({ failedStep: 'ApplyBuildComponents', componentFailure: component });
    for (const [operation, input] of [['ListImageBuildVersions', { imageVersionArn: arn.replace(/\/\d+$/, '') }], ['ListImagePipelineImages', { imagePipelineArn }]] as const) {
      expect(service.ask(operation, input).imageSummaryList[0].state.failureContext).toEqual(failureContext);
    }
  });

  test('is cut at 1,024 characters in the component failure, and at 500 in the message of the list of workflows', () => {
    const broken = service.build(service.pipeline(failsInBuild({ message: 'ä'.repeat(3000), component })));
    expect(service.image(broken).state.failureContext.componentFailure.errorMessage).toHaveLength(1024);
    const launched = service.build(service.pipeline(failsInBuild({ step: 1, message: 'ä'.repeat(3000) }), { name: 'my-example-launch' }));
    expect(service.ask('ListWorkflowExecutions', { imageBuildVersionArn: launched }).message).toHaveLength(500);
  });

  test('of a component names the bundle of logs, below the name, version and build of the image', () => {
    const { infrastructureConfigurationArn } = service.create('InfrastructureConfiguration', {
      name: 'logged', instanceProfileName: 'profile', logging: { s3Logs: { s3BucketName: 'logs', s3KeyPrefix: 'images' } },
    });
    const arn = service.build(service.pipeline(failsInBuild({ component }), { infrastructureConfigurationArn }));
    const failed = stepsOf(arn).find(({ status }) => status === 'FAILED');
    expect(JSON.parse(JSON.parse(failed.outputs).summary).logUrl).toMatch(/^s3:\/\/logs\/images\/my-example\/1\.0\.0\/1\/.*ApplyBuildComponents$/);
  });

  const places = ['us-west-2', 'eu-west-1', 'us-east-1'].map((region) => ({ region, amiDistributionConfiguration: {} }));

  test('of a copy leaves out the Regions that succeeded, and repeats the texts of those that failed', () => {
    const regions = [{ region: 'eu-west-1', message: 'no access' }];
    const arn = service.build(service.pipeline(failsInDistribution({ regions }), distribution(places)));
    const { distributionFailure } = service.image(arn).state.failureContext;
    expect(distributionFailure.regionFailures).toEqual([expect.objectContaining({ region: 'eu-west-1', status: 'FAILED' })]);
    expect(distributionFailure.regionFailures[0].imageConfigurationStep).toBeUndefined();
    expect(distributionFailure.errorMessage).toContain('no access');
  });

  test.each(['ASSOCIATE_LICENSES', 'UPDATE_LAUNCH_TEMPLATES', 'PUT_SSM_PARAMETERS', 'UPDATE_FAST_LAUNCH_CONFIGURATIONS', 'EXPORT_AMI'] as const)('after the copies names the step %s', (step) => {
    const arn = service.build(service.pipeline(failsInIntegration([{ region: 'eu-west-1', message: 'no', step }]), distribution(places)));
    expect(service.image(arn).state.failureContext).toMatchObject({
      imageStatus: 'INTEGRATING', distributionFailure: { regionFailures: [{ region: 'eu-west-1', imageConfigurationStep: step }] },
    });
  });
});

describe('pipeline of a build', () => {
  test('can be started while it is disabled', () => {
    const pipeline = service.pipeline(succeeds(), { status: 'DISABLED' });
    expect(service.image(service.build(pipeline)).state.status).toBe('AVAILABLE');
  });

  test('can be deleted, and the build goes on', () => {
    const imagePipelineArn = service.pipeline(succeeds());
    const arn = service.start(imagePipelineArn);
    service.emulator.clock.advance(60);
    service.do('DeleteImagePipeline', { imagePipelineArn });
    service.passDays(1);
    expect(service.image(arn).state.status).toBe('AVAILABLE');
  });
});

describe('distribution workflow', () => {
  const distribute = (inputs: object) => ({ name: 'Distribute', action: 'DistributeImage', inputs });
  const places = ['us-west-2', 'eu-west-1'].map((region) => ({ region, amiDistributionConfiguration: {} }));
  const ran = (inputs: object, attached = places) => {
    const workflows = [...managed('build/build-image').workflows, workflow('DISTRIBUTION', [distribute(inputs)])];
    const arn = service.build(service.pipeline(succeeds(), { ...EXECUTION_ROLE, workflows, ...distribution(attached) }));
    return JSON.parse(stepsOf(arn).find(({ action }) => action === 'DistributeImage').outputs).distributedImages;
  };

  test('tells id, status and times for each Region, and needs no copy where the AMI was built', () => {
    const [built, copied] = ran({});
    const entry = { amiId: expect.stringMatching(/^ami-/), status: 'Completed', dateStarted: expect.any(String), dateStopped: expect.any(String) };
    expect([built, copied]).toEqual([expect.objectContaining({ region: 'us-west-2', ...entry }), expect.objectContaining({ region: 'eu-west-1', ...entry })]);
    expect(built.dateStopped).toBe(built.dateStarted);
    expect(Date.parse(copied.dateStopped)).toBeGreaterThan(Date.parse(copied.dateStarted));
  });

  test('takes the inputs of its step in place of the attached configuration', () => {
    expect(ran({ distributions: [{ region: 'ap-northeast-1' }] }).map(({ region }: Answer) => region)).toEqual(['ap-northeast-1']);
  });

  test('refuses the actions of the build, and takes those of machines and people', () => {
    const launch = { name: 'Launch', action: 'LaunchInstance', inputs: { waitFor: 'ssmAgent' } };
    const on = (action: string) => ({ name: 'Step', action, inputs: { 'instanceId.$': '$.stepOutputs.Launch.instanceId' } });
    expect(() => workflow('DISTRIBUTION', [launch, on('ExecuteComponents')])).toThrow('which a DISTRIBUTION workflow cannot have');
    expect(() => workflow('DISTRIBUTION', [launch, on('CollectImageScanFindings')])).toThrow('which a DISTRIBUTION workflow cannot have');
    expect(() => workflow('DISTRIBUTION', [
      launch, { name: 'Ask', action: 'WaitForAction', inputs: {} }, { name: 'Run', action: 'ExecuteStateMachine', inputs: { stateMachineArn: 'arn' } }, distribute({}),
    ])).not.toThrow();
  });

  test.each(['ModifyImageAttributes', 'ApplyImageConfigurations'])('refuses %s without distributedImages', (action) => {
    expect(() => workflow('DISTRIBUTION', [distribute({}), { name: 'Next', action, inputs: {} }])).toThrow("needs the input 'distributedImages'");
  });
});

test('a launch template gets a default version unless its configuration says no', () => {
  const launchTemplateConfigurations = [{ launchTemplateId: 'lt-0123456789abcdef0' }, { launchTemplateId: 'lt-0123456789abcdef1', setDefaultVersion: false }];
  service.build(service.pipeline(succeeds(), distribution([{ region: 'us-west-2', launchTemplateConfigurations }])));
  const versions = service.emulator.distributed.flatMap((one) => one.kind === 'LAUNCH_TEMPLATE' ? [one.setDefaultVersion] : []);
  expect(versions).toEqual([true, false]);
});

describe('container image', () => {
  test('is pushed to the repository of its recipe with two tags where no distribution names another', () => {
    const { containerRecipeArn } = service.create('ContainerRecipe', {
      name: 'web', semanticVersion: '1.0.0', containerType: 'DOCKER', parentImage: 'amazonlinux:2023', targetRepository: { service: 'ECR', repositoryName: 'team/web' },
    });
    const image = service.image(service.build(service.pipeline(succeeds(), { name: 'web', containerRecipeArn })));
    expect(image.type).toBe('DOCKER');
    const repository = '123456789012.dkr.ecr.us-west-2.amazonaws.com/team/web';
    expect(image.outputResources).toEqual({ containers: [{ region: 'us-west-2', imageUris: [`${repository}:web-1.0.0-1`, `${repository}:1.0.0-1`] }] });
  });
});
