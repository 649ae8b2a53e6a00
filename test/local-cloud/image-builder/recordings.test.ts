import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  BuildScenario, Clock, failsInBuild, failsInDistribution, failsInIntegration, failsInTest, succeeds, withFindings,
} from '../../../local-cloud/image-builder';
import { ImageBuilderEmulator } from '../../../local-cloud/image-builder/emulator';

/** The emulator is brought to each recorded situation, and answers in the recorded shape. */

const REALITY = join(__dirname, '..', '..', 'reality');
const PLACE = { region: 'us-west-2', accountId: '123456789012' };
const DONE = 14_400;

interface Situation {
  readonly scenario?: BuildScenario;
  readonly components?: boolean;
  readonly seconds?: number;
  readonly container?: boolean;
  readonly distributions?: object[];
  readonly retry?: boolean;
  readonly scanned?: boolean;
  readonly workflows?: Workflow[];
}

/** A workflow of the user, or the name of one that Amazon manages. */
type Workflow = string | {
  readonly name: string;
  readonly type: string;
  readonly parallelGroup?: string;
  readonly steps: object[];
  readonly outputs?: object[];
};

const text = (recorded: Recording) => recorded.responses.GetImage.image.state.failureContext;
const component = { phaseName: 'build', stepName: 'InstallPackages', action: 'ExecuteBash' };
const copyFails = { region: 'eu-west-1', accountId: '111122223333', message: "AMI Copy Reported Failure For 'ami-1234567890abcdef0'" };
const missing = (region: string) => ({ region, message: 'no such template', step: 'UPDATE_LAUNCH_TEMPLATES' as const });
const targetAccountIds = ['111122223333', '444455556666'];

const instanceOf = (name: string) => ({ 'instanceId.$': `$.stepOutputs.${name}.instanceId` });
const onInstance = (name: string, action: string, launch: string, inputs: object = {}) => (
  { name, action, inputs: { ...instanceOf(launch), ...inputs } }
);
const distributedImages = { 'distributedImages.$': '$.stepOutputs.DistributeCopies.distributedImages' };

/** The workflows of the sample with a state machine that tests the image. */
const testedByStateMachine: Workflow[] = [
  {
    name: 'my-example-build',
    type: 'BUILD',
    steps: [
      { name: 'LaunchBuildInstance', action: 'LaunchInstance', inputs: { waitFor: 'ssmAgent' } },
      onInstance('ApplyBuildComponents', 'ExecuteComponents', 'LaunchBuildInstance'),
      onInstance('SanitizeBuildInstance', 'SanitizeInstance', 'LaunchBuildInstance'),
      onInstance('CreateOutputImage', 'CreateImage', 'LaunchBuildInstance'),
      onInstance('TerminateBuildInstance', 'TerminateInstance', 'LaunchBuildInstance'),
    ],
    outputs: [{ name: 'ImageId', value: '$.stepOutputs.CreateOutputImage.imageId' }],
  },
  {
    name: 'my-example-os-check',
    type: 'TEST',
    parallelGroup: 'post-build',
    steps: [
      { name: 'LaunchTestInstance', action: 'LaunchInstance', inputs: { waitFor: 'ssmAgent' } },
      onInstance('CheckOsRelease', 'RunCommand', 'LaunchTestInstance', { documentName: 'AWS-RunShellScript', parameters: { commands: ['true'] } }),
      onInstance('TerminateTestInstance', 'TerminateInstance', 'LaunchTestInstance'),
    ],
  },
  {
    name: 'my-example-validate-ami',
    type: 'TEST',
    parallelGroup: 'post-build',
    steps: [{
      name: 'ValidateOutputAmi',
      action: 'ExecuteStateMachine',
      inputs: { stateMachineArn: 'arn:aws:states:us-west-2:123456789012:stateMachine:validate' },
    }],
  },
];

/** The workflows of the sample with an approval before the distribution. */
const approvedBeforeDistribution: Workflow[] = ['build/build-image', 'test/test-image', {
  name: 'gated-distribution',
  type: 'DISTRIBUTION',
  steps: [
    { name: 'ApproveRelease', action: 'WaitForAction', inputs: { payload: '{}' } },
    { name: 'DistributeCopies', action: 'DistributeImage', inputs: {} },
    { name: 'GrantLaunchPermission', action: 'ModifyImageAttributes', inputs: distributedImages },
    { name: 'PublishParameters', action: 'ApplyImageConfigurations', inputs: distributedImages },
  ],
}];

const situations: Record<string, Situation> = {
  'ami-default-available': {},
  'ami-components-skipped': { components: false },
  'ami-building': { seconds: 200 },
  'ami-component-failure': { scenario: failsInBuild({ step: 'ApplyBuildComponents', message: 'exit status 1', component }) },
  'ami-step-failure-outputs-only': { scenario: failsInBuild({ step: 'ApplyBuildComponents', message: "HTTP status '000'" }) },
  'ami-distribution-failure-one-region': { scenario: failsInDistribution({ regions: [copyFails] }) },
  'ami-integration-failure': { scenario: failsInIntegration(['eu-west-1', 'us-east-1', 'us-east-2'].map(missing)) },
  'ami-cross-account-available': {
    distributions: ['us-west-2', 'us-east-2'].map((region) => ({ region, amiDistributionConfiguration: { targetAccountIds } })),
  },
  'ami-test-retried': { scenario: failsInTest({ step: 'ApplyTestComponents', message: 'first run failed' }), retry: true },
  'ami-test-workflow-failed': {
    scenario: failsInTest({ step: 'ValidateOutputAmi', message: 'AmiValidationFailed' }), workflows: testedByStateMachine,
  },
  'ami-distribution-waiting': { workflows: approvedBeforeDistribution },
  'ami-scan-completed': { scenario: withFindings({ CRITICAL: 1, HIGH: 7, MEDIUM: 12, LOW: 5 }), scanned: true },
  'ami-scan-abandoned': { scenario: succeeds({ scan: { outcome: 'COMPLETED', lagSeconds: 7200 } }), scanned: true },
  'ami-workflow-records-gone': { scenario: succeeds({ open: { workflowRecords: 'GONE' } }) },
  'ami-workflow-records-gone-failed': {
    scenario: { ...failsInBuild({ component }), open: { workflowRecords: 'GONE', failureContext: false } },
  },
  'ami-available-old-response': { scenario: succeeds({ open: { workflowTypes: false } }) },
  'container-available': { container: true },
};

type Recording = ReturnType<typeof JSON.parse>;

function play(situation: Situation): Recording {
  const emulator = new ImageBuilderEmulator(new Clock({ manual: true }));
  let tokens = 0;
  const call = (operation: string, input: object): Recording => emulator.answer(operation, { clientToken: `t${tokens++}`, ...input }, PLACE);
  const ask = (operation: string, input: object): Recording => emulator.answer(operation, input, PLACE);
  const { scenario = succeeds(), components = true, seconds = DONE, container, distributions, retry, scanned, workflows } = situation;
  emulator.setScenario('my-example', scenario);
  const recipe = {
    name: 'my-example-recipe',
    semanticVersion: '1.0.0',
    parentImage: 'ami-1',
    ...components && { components: [{ componentArn: 'arn:aws:imagebuilder:us-west-2:aws:component/update-linux/1.0.0/1' }] },
  };
  const recipeArn = container
    ? call('CreateContainerRecipe', { ...recipe, containerType: 'DOCKER', targetRepository: { service: 'ECR', repositoryName: 'my-example' } })
    : call('CreateImageRecipe', recipe);
  const { infrastructureConfigurationArn } = call('CreateInfrastructureConfiguration', { name: 'my-example', instanceProfileName: 'profile' });
  const distribution = distributions && call('CreateDistributionConfiguration', { name: 'my-example', distributions });
  const configurations = workflows?.map((workflow) => {
    if (typeof workflow === 'string') return { workflowArn: `arn:aws:imagebuilder:us-west-2:aws:workflow/${workflow}/x.x.x` };
    const { name, type, parallelGroup, steps, outputs } = workflow;
    const data = JSON.stringify({ schemaVersion: '1.0', steps, outputs });
    return { workflowArn: call('CreateWorkflow', { name, type, semanticVersion: '1.0.0', data }).workflowBuildVersionArn, parallelGroup };
  });
  const { imagePipelineArn } = call('CreateImagePipeline', {
    name: 'my-example-pipeline',
    infrastructureConfigurationArn,
    imageRecipeArn: recipeArn.imageRecipeArn,
    containerRecipeArn: recipeArn.containerRecipeArn,
    distributionConfigurationArn: distribution?.distributionConfigurationArn,
    workflows: configurations,
    executionRole: configurations && 'arn:aws:iam::123456789012:role/my-example-execution-role',
    imageScanningConfiguration: scanned ? { imageScanningEnabled: true } : undefined,
  });
  const { imageBuildVersionArn } = call('StartImagePipelineExecution', { imagePipelineArn });
  emulator.clock.advance(seconds);
  if (retry) {
    emulator.setScenario('my-example', succeeds());
    call('RetryImage', { imageBuildVersionArn });
    emulator.clock.advance(DONE);
  }
  const executions = ask('ListWorkflowExecutions', { imageBuildVersionArn });
  const filter = { name: 'imageBuildVersionArn', values: [imageBuildVersionArn] };
  return {
    aggregations: scanned && ask('ListImageScanFindingAggregations', { filter }).responses,
    image: ask('GetImage', { imageBuildVersionArn }).image,
    executions,
    steps: executions.workflowExecutions.map(({ workflowExecutionId }: Recording) => ask('ListWorkflowStepExecutions', { workflowExecutionId }).steps),
  };
}

/** The names of the members that are set. Their values are the user's, or differ from run to run. */
function members(value: object): string[] {
  return Object.entries(value).filter(([, member]) => member !== undefined).map(([name]) => name).sort();
}

const execution = ({ type, status, totalStepCount, totalStepsSucceeded, totalStepsFailed, totalStepsSkipped, retried, ...rest }: Recording) =>
  ({
    type,
    status,
    counts: status === 'CANCELLED' /* inferred */ ? totalStepCount : [totalStepCount, totalStepsSucceeded, totalStepsFailed, totalStepsSkipped],
    retried,
    members: members(rest),
  });

test.each(Object.entries(situations))('the emulator plays the recording %s', (file, situation) => {
  const recorded: Recording = JSON.parse(readFileSync(join(REALITY, `${file}.json`), 'utf8'));
  const { GetImage, ListWorkflowExecutions, ListWorkflowStepExecutions } = recorded.responses;
  const { image, executions, steps, aggregations } = play(situation);
  const severityCounts = ({ imageAggregation }: Recording) => imageAggregation.severityCounts;
  const { ListImageScanFindingAggregations: recordedAggregations } = recorded.responses;
  if (recordedAggregations) expect(aggregations.map(severityCounts)).toEqual(recordedAggregations.responses.map(severityCounts));
  expect(image.state.status).toEqual(GetImage.image.state.status);
  expect(members(image.state)).toEqual(members(GetImage.image.state));
  expect(members(image.state.failureContext ?? {})).toEqual(members(text(recorded) ?? {}));
  expect(image.version).toMatch(/^1\.0\.0\/1$/);
  expect(image.scanState?.status).toEqual(GetImage.image.scanState?.status);
  const places = ({ amis = [], containers }: Recording = {}) => ({
    amis: amis.map(({ region, accountId, ...rest }: Recording) => [region, accountId, members(rest)]),
    uris: containers?.map(({ imageUris }: Recording) =>
      imageUris.map((uri: string) => uri.replace(/^.*:/, '').replace(/^.*-(?=1\.0\.0)/, 'name-'))),
  });
  if (file !== 'ami-available-old-response') expect(places(image.outputResources)).toEqual(places(GetImage.image.outputResources));
  expect(executions.message === undefined).toEqual(ListWorkflowExecutions.message === undefined);
  // The counts of these two are inferred, from a build of another platform and from one without a scan.
  if (['ami-cross-account-available', 'ami-scan-abandoned'].includes(file)) return;
  expect(executions.workflowExecutions.map(execution)).toEqual(ListWorkflowExecutions.workflowExecutions.map(execution));
  // The steps of the cancelled workflow, and the message of a failed ExecuteStateMachine step, are inferred.
  if (file === 'ami-test-workflow-failed') return;
  const recordedSteps = ListWorkflowExecutions.workflowExecutions
    .map(({ workflowExecutionId }: Recording) => ListWorkflowStepExecutions?.[workflowExecutionId]?.steps);
  // No recording shows which steps of a workflow that is rolled back have a rollback status.
  const step = ({ name, action, status, rollbackStatus: _rollback, ...rest }: Recording) => ({ name, action, status, members: members(rest) });
  recordedSteps.forEach((expected: Recording, index: number) => {
    if (expected) expect(steps[index].map(step)).toEqual(expected.map(step));
  });
});
