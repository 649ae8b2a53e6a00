import { Answer, EmulatedService } from './emulated-service';
import {
  BuildScenario, failsInBuild, failsInDistribution, failsInTest, OPEN_DEFAULTS, OpenBehaviour, succeeds, withFindings,
} from '../../../local-cloud/image-builder';

/** The behaviours that no recording shows. Each is played in each of its ways. */

let service: EmulatedService;

beforeEach(() => { service = new EmulatedService(); });

const withOpen = (scenario: BuildScenario, open: Partial<OpenBehaviour>): BuildScenario => ({ ...scenario, open });
const built = (scenario: BuildScenario, settings?: Record<string, unknown>) => service.build(service.pipeline(scenario, settings));
const SCANNED = { imageScanningConfiguration: { imageScanningEnabled: true } };
const component = { phaseName: 'build', stepName: 'InstallPackages', action: 'ExecuteBash' };

function failedStep(arn: string): Answer {
  const steps = service.executions(arn).flatMap(({ workflowExecutionId }) => service.steps(workflowExecutionId));
  return steps.find(({ status }: Answer) => ['FAILED', 'TIMED_OUT'].includes(status));
}

/** A pipeline whose test workflow has one step. */
function pipelineWithStep(scenario: BuildScenario, step: object, name?: string): string {
  const data = JSON.stringify({ schemaVersion: '1.0', steps: [step] });
  const { workflowBuildVersionArn } = service.create('Workflow', { name: 'own-test', type: 'TEST', semanticVersion: '1.0.0', data });
  return service.pipeline(scenario, {
    ...name === undefined ? {} : { name },
    executionRole: 'role',
    workflows: ['arn:aws:imagebuilder:us-west-2:aws:workflow/build/build-image/x.x.x', workflowBuildVersionArn].map((workflowArn) => ({ workflowArn })),
  });
}

function containerPipeline(scenario: BuildScenario): string {
  const { containerRecipeArn } = service.create('ContainerRecipe', {
    name: 'web', semanticVersion: '1.0.0', containerType: 'DOCKER', parentImage: 'amazonlinux:2023', targetRepository: { service: 'ECR', repositoryName: 'web' },
  });
  const distributions = [{ region: 'us-west-2', containerDistributionConfiguration: { containerTags: ['latest'], targetRepository: { service: 'ECR', repositoryName: 'web' } } }];
  const { distributionConfigurationArn } = service.create('DistributionConfiguration', { name: 'web', distributions });
  return service.pipeline(scenario, { containerRecipeArn, distributionConfigurationArn });
}

const tagsOf = (arn: string): string[] => service.image(arn).outputResources.containers[0].imageUris.map((uri: string) => uri.split(':')[1]);
const waits = { name: 'Approve', action: 'WaitForAction', timeoutSeconds: 3600, inputs: {} };
const executes = { name: 'Validate', action: 'ExecuteStateMachine', inputs: { stateMachineArn: 'arn:aws:states:us-west-2:123456789012:stateMachine:validate' } };

/** The ways of each behaviour, with a check of what a caller sees. */
type Ways = { readonly [K in keyof OpenBehaviour]: readonly (readonly [way: OpenBehaviour[K], sees: (open: Partial<OpenBehaviour>) => void])[] };

const ways: Ways = {
  failedWorkflow: (['FAILED', 'ROLLBACK_COMPLETED'] as const).map((way) => [way, (open) => {
    expect(service.executions(built(withOpen(failsInBuild(), open)))[0].status).toBe(way);
    expect(service.executions(built(withOpen(failsInTest(), open), { name: 'tested' }))[1].status).toBe('ROLLBACK_COMPLETED');
  }]),
  listsPendingWorkflows: [
    [false, (open) => expect(runningExecutions(open)).toEqual(['BUILD RUNNING'])],
    [true, (open) => expect(runningExecutions(open)).toEqual(['BUILD RUNNING', 'TEST PENDING'])],
  ],
  stepMessages: [
    [false, (open) => expect(failedStep(built(withOpen(failsInBuild({ message: 'exit status 1' }), open))).message).toBeUndefined()],
    [true, (open) => expect(failedStep(built(withOpen(failsInBuild({ message: 'exit status 1' }), open))).message).toContain('exit status 1')],
  ],
  handsCauseOn: [
    [false, (open) => expect(failedExecution(open)).not.toContain('port 22 is open')],
    [true, (open) => expect(failedExecution(open)).toContain('AmiInvalid: port 22 is open')],
  ],
  timedOutStep: (['FAILED', 'TIMED_OUT'] as const).map((way) => [way, (open) => {
    const arn = service.build(pipelineWithStep(withOpen(succeeds(), open), waits));
    expect(failedStep(arn).status).toBe(way);
    expect(service.executions(arn)[1].totalStepsFailed).toBe(1);
  }]),
  listsBuiltAmi: [
    [false, (open) => expect(service.image(built(withOpen(failsInTest(), open))).outputResources).toEqual({ amis: [] })],
    [true, (open) => expect(service.image(built(withOpen(failsInTest(), open))).outputResources.amis).toHaveLength(1)],
  ],
  firstContainerTag: [
    ['LONG', (open) => expect(tagsOf(service.build(containerPipeline(withOpen(succeeds(), open))))).toEqual(['latest', 'web-1.0.0-1', '1.0.0-1'])],
    ['SHORT', (open) => expect(tagsOf(service.build(containerPipeline(withOpen(succeeds(), open))))).toEqual(['latest', '1.0.0-1', 'web-1.0.0-1'])],
  ],
  listsContainerTags: [
    [true, (open) => expect(tagsOf(service.build(containerPipeline(withOpen(succeeds(), open))))).toContain('latest')],
    [false, (open) => expect(tagsOf(service.build(containerPipeline(withOpen(succeeds(), open))))).not.toContain('latest')],
  ],
  supersededWorkflows: [
    ['FIRST', (open) => expect(retriedExecutions(open)).toEqual(['BUILD false', 'TEST true', 'TEST false'])],
    ['LAST', (open) => expect(retriedExecutions(open)).toEqual(['BUILD false', 'TEST false', 'TEST true'])],
  ],
  zeroFindings: [
    ['ZEROS', (open) => expect(countsOf(built(withOpen(withFindings({}), open), SCANNED))).toEqual([{ all: 0, critical: 0, high: 0, medium: 0 }])],
    ['NOTHING', (open) => expect(countsOf(built(withOpen(withFindings({}), open), SCANNED))).toEqual([])],
  ],
  secondStart: [
    ['ACCEPTED', (open) => expect(startTwice(open)).not.toThrow()],
    ['REFUSED', (open) => expect(startTwice(open)).toThrow('is building an image')],
  ],
  pipelineImages: [
    ['OLDEST_FIRST', (open) => expect(listedBuilds(open)).toEqual(['1', '2'])],
    ['NEWEST_FIRST', (open) => expect(listedBuilds(open)).toEqual(['2', '1'])],
  ],
  lastRun: [
    ['STARTED', (open) => expect(lastRunAfter(open)).toBe('STARTED')],
    ['ENDED', (open) => expect(lastRunAfter(open)).toBe('ENDED')],
  ],
  autoDisable: [
    ['REACHED', (open) => expect(statusAfterFailures(1, open)).toBe('DISABLED')],
    ['EXCEEDED', (open) => expect([statusAfterFailures(1, open), statusAfterFailures(2, open)]).toEqual(['ENABLED', 'DISABLED'])],
  ],
  eventReason: [
    [false, (open) => expect(failedEvent(open)).toEqual({ status: 'FAILED' })],
    [true, (open) => expect(failedEvent(open)).toEqual({ status: 'FAILED', reason: expect.stringContaining('failed with reason') })],
  ],
  stepAttempts: [
    [false, (open) => expect(firstStep(open)).not.toHaveProperty('attemptNumber')],
    [true, (open) => expect(firstStep(open)).toMatchObject({ attemptNumber: 1, maxAttempts: 1 })],
  ],
  workflowTypes: [
    [true, (open) => expect(service.executions(built(withOpen(succeeds(), open)))[0]).toMatchObject({ type: 'BUILD', retried: false })],
    [false, (open) => expect(service.executions(built(withOpen(succeeds(), open)))[0].type).toBeUndefined()],
  ],
  failureContext: [
    [true, (open) => expect(failedState(open).failureContext).toMatchObject({ componentFailure: component })],
    [false, (open) => expect(failedState(open)).not.toHaveProperty('failureContext')],
  ],
  workflowRecords: [
    ['KEPT', (open) => expect(service.executions(built(withOpen(succeeds(), open)))).toHaveLength(2)],
    ['GONE', (open) => expect(service.executions(built(withOpen(succeeds(), open)))).toEqual([])],
  ],
  distributesNothing: [
    [false, (open) => expect(statesOf(open)).toEqual(['BUILDING', 'TESTING', 'AVAILABLE'])],
    [true, (open) => expect(statesOf(open)).toEqual(['BUILDING', 'TESTING', 'DISTRIBUTING', 'AVAILABLE'])],
  ],
  sourceImage: [
    ['NORMALIZED', (open) => expect(sourceImageOf(open)).toBe('arn:aws:imagebuilder:us-west-2:123456789012:image/my-example/1.0.0/1')],
    ['AS_GIVEN', (open) => expect(sourceImageOf(open)).toBe('arn:aws:imagebuilder:us-west-2:123456789012:image/My Example/1.0.0/1')],
    ['BASE', (open) => expect(sourceImageOf(open)).toBe('')],
  ],
};

test.each(Object.entries(ways).flatMap(([name, each]) => each.map(([way, sees]) => [name, way, sees] as const)))('a caller sees that the open behaviour %s is %s', (name, way, sees) => {
  sees({ [name]: way });
});

test('a caller sees the default of each behaviour in one of the tests above', () => {
  const defaults = Object.entries(OPEN_DEFAULTS).filter(([name, value]) => !ways[name as keyof OpenBehaviour].some(([way]) => way === value));
  expect(defaults).toEqual([]);
  expect(Object.values(ways).every((each) => each.length > 1)).toBe(true);
});

test("a failure of the service's own distribution is told without a workflow, whatever is open", () => {
  const { failureContext } = service.image(built(withOpen(failsInDistribution({ message: 'no launch permission' }), { distributesNothing: true }))).state;
  expect(failureContext).toEqual({ imageStatus: 'DISTRIBUTING', distributionFailure: expect.objectContaining({ errorMessage: expect.stringContaining('no launch permission') }) });
});

function failedState(open: Partial<OpenBehaviour>): Answer {
  return service.image(built(withOpen(failsInBuild({ component }), open))).state;
}

function runningExecutions(open: Partial<OpenBehaviour>): string[] {
  const arn = service.start(service.pipeline(withOpen(succeeds(), open)));
  service.emulator.clock.advance(60);
  return service.executions(arn).map(({ type, status }) => `${type} ${status}`);
}

function failedExecution(open: Partial<OpenBehaviour>): string {
  const stateMachine = { status: 'FAILED', seconds: 5, error: 'AmiInvalid', cause: 'port 22 is open' } as const;
  const arn = service.build(pipelineWithStep({ ...succeeds({ stateMachine }), open }, executes));
  return JSON.stringify([failedStep(arn), service.image(arn).state]);
}

function retriedExecutions(open: Partial<OpenBehaviour>): string[] {
  const arn = built(withOpen(failsInTest(), open));
  service.do('RetryImage', { imageBuildVersionArn: arn });
  service.passDays(1);
  return service.executions(arn).map(({ type, retried }) => `${type} ${retried}`);
}

function countsOf(arn: string): Answer[] {
  const { responses } = service.ask('ListImageScanFindingAggregations', { filter: { name: 'imageBuildVersionArn', values: [arn] } });
  return responses.map(({ imageAggregation }: Answer) => imageAggregation.severityCounts);
}

function startTwice(open: Partial<OpenBehaviour>): () => void {
  const pipeline = service.pipeline(withOpen(succeeds(), open));
  service.start(pipeline);
  return () => service.start(pipeline);
}

function listedBuilds(open: Partial<OpenBehaviour>): string[] {
  const imagePipelineArn = service.pipeline(withOpen(succeeds(), open));
  service.build(imagePipelineArn);
  service.build(imagePipelineArn);
  return service.ask('ListImagePipelineImages', { imagePipelineArn }).imageSummaryList.map(({ arn }: Answer) => arn.split('/').pop());
}

function lastRunAfter(open: Partial<OpenBehaviour>): string {
  const pipeline = service.pipeline(withOpen(succeeds(), open));
  const started = new Date(service.emulator.clock.now()).toISOString();
  service.build(pipeline);
  return service.pipelineOf(pipeline).dateLastRun === started ? 'STARTED' : 'ENDED';
}

function statusAfterFailures(failures: number, open: Partial<OpenBehaviour>): string {
  const schedule = { scheduleExpression: 'rate(1 day)', autoDisablePolicy: { failureCount: 1 } };
  const pipeline = service.pipeline(withOpen(failsInBuild(), open), { name: `fails-${failures}`, schedule });
  for (let failed = 0; failed < failures; failed++) {
    service.emulator.runSchedule(pipeline);
    service.passDays(1);
  }
  return service.pipelineOf(pipeline).status;
}

function sourceImageOf(open: Partial<OpenBehaviour>): string {
  const step = { ...waits, inputs: { payload: '{{ $.imagebuilder.sourceImageARN }}' } };
  const arn = service.build(pipelineWithStep(withOpen(succeeds(), open), step, 'My Example'));
  const [, { workflowExecutionId }] = service.executions(arn);
  return JSON.parse(service.steps(workflowExecutionId)[0].inputs).payload;
}

function stateChanges(): Answer[] {
  return service.emulator.takeDeliveries().flatMap((delivery) => delivery.kind === 'event' && delivery.detailType.endsWith('State Change') ? [(delivery.detail as Answer).state] : []);
}

function failedEvent(open: Partial<OpenBehaviour>): Answer {
  built(withOpen(failsInBuild(), open));
  return stateChanges().pop();
}

function firstStep(open: Partial<OpenBehaviour>): Answer {
  const [{ workflowExecutionId }] = service.executions(built(withOpen(succeeds(), open)));
  return JSON.parse(JSON.stringify(service.steps(workflowExecutionId)[0]));
}

function statesOf(open: Partial<OpenBehaviour>): string[] {
  built(withOpen(succeeds(), open));
  return stateChanges().map(({ status }) => status);
}
