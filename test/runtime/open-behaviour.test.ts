import { EmulatedFunction } from './emulated-function';
import { BuildScenario, failsInBuild, failsInDistribution, failsInTest, OpenBehaviour, withFindings } from '../../local-cloud/image-builder';

/** The function must report the same, whichever way the service behaves where nobody recorded it. */

let cloud: EmulatedFunction;

beforeAll(async () => {
  cloud = await EmulatedFunction.start();
  cloud.service.emulator.setQuotas({ pipelines: 1000 });
});
afterAll(() => cloud.stop());

const GATE = { MaximumCritical: '0' };

const scenarios: Record<string, BuildScenario> = {
  'a released image': withFindings({ HIGH: 1 }),
  'an image without findings': withFindings({}),
  'a failed build': failsInBuild({ step: 3, message: 'the inventory is locked' }),
  'a failed component': failsInBuild({ message: 'exit status 3' }),
  'a failed test': failsInTest({ message: 'port 22 is open' }),
  'a failed distribution': failsInDistribution({ message: 'no launch permission' }),
};

type Status = Readonly<Record<string, string>>;

const buildFailed = ({ BuildWorkflowStatus }: Status) => BuildWorkflowStatus === 'FAILED';
const OF_COMPONENT = /^phase .*: /;
const OF_RECORDS = ['WorkflowStatus', 'BuildWorkflowStatus', 'TestWorkflowStatus', 'TotalStepCount', 'TotalStepsSucceeded', 'TotalStepsFailed',
  'TotalStepsSkipped', 'StartTime', 'EndTime', 'DurationSeconds'];

/** Each way that is not the default, and what a status says then of which the default says the other. */
const each: readonly (readonly [open: Partial<OpenBehaviour>, expected: (status: Status) => Status])[] = [
  [{ failedWorkflow: 'ROLLBACK_COMPLETED' }, (status) => !buildFailed(status) ? status : {
    ...status,
    WorkflowStatus: status.WorkflowStatus.replace('FAILED', 'ROLLBACK_COMPLETED'),
    BuildWorkflowStatus: 'ROLLBACK_COMPLETED',
    DurationSeconds: String(Number(status.DurationSeconds) + 60),
  }],
  [{ listsPendingWorkflows: true }, (status) => !buildFailed(status) ? status : {
    ...status, WorkflowStatus: `${status.WorkflowStatus}, TEST PENDING`, TestWorkflowStatus: 'PENDING', TotalStepCount: '11',
  }],
  [{ stepMessages: true }, (status) => status],
  [{ listsBuiltAmi: true }, (status) => status],
  [{ zeroFindings: 'NOTHING' }, (status) => status],
  [{ pipelineImages: 'NEWEST_FIRST' }, (status) => status],
  [{ eventReason: true }, (status) => status],
  [{ stepAttempts: true }, (status) => status],
  [{ workflowTypes: false }, (status) => status],
  // Without a workflow, only the failure context names the failed step.
  [{ failureContext: false }, (status) => status.FailedStep === 'DISTRIBUTING'
    ? { ...status, FailedStep: '', FailedStepMessage: '' }
    : { ...status, FailedStepMessage: status.FailedStepMessage.replace(OF_COMPONENT, '') }],
  // The failure context stays. It has the messages of components and distributions, but not those of other steps.
  [{ workflowRecords: 'GONE' }, (status) => ({
    ...status,
    ...Object.fromEntries(OF_RECORDS.map((name) => [name, ''])),
    FailedStepMessage: OF_COMPONENT.test(status.FailedStepMessage) || status.FailedStep === 'DISTRIBUTING' ? status.FailedStepMessage : '',
  })],
  [{ distributesNothing: true }, (status) => status],
];

/** The status of an image, without the values that differ from build to build. */
async function statusOf(scenario: BuildScenario, open: Partial<OpenBehaviour>): Promise<Status> {
  const arn = await cloud.build({ ...scenario, open });
  cloud.service.emulator.clock.advance(86_400);
  const { Status, Data } = await cloud.requestStatus({ ImageBuildVersionArn: arn, OnFailure: 'REPORT', Gate: GATE, Trigger: '1' });
  expect(Status).toBe('SUCCESS');
  const same = (text: string) => text.replace(/golden-\d+/g, 'golden').replace(/\b(wf|step|ami)-[0-9a-f-]+/g, '$1').replace(/JobId '[^']*'/, 'JobId').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>');
  return Object.fromEntries(Object.entries(Data!).map(([name, value]) => [name, same(value)]));
}

describe.each(Object.entries(scenarios))('the status of %s', (_what, scenario) => {
  let usual: Status;

  beforeAll(async () => { usual = await statusOf(scenario, {}); });

  test.each(each)('is read rightly where the service does %j', async (open, expected) => {
    expect(await statusOf(scenario, open)).toEqual(expected(usual));
  });
});
