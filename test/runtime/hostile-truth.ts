import { FUTURE, imageArn } from './hostile-service';
import { CustomResourceResponse } from '../../local-cloud/conductor';
import { STATUS_ATTRIBUTES } from '../../src/contract/contract';

/** The true attributes of the image. */
export function truth(key: string): Record<string, string> {
  return {
    ImageBuildVersionArn: imageArn(key),
    ImageState: 'AVAILABLE',
    ImageStateReason: '',
    ImageId: 'ami-1',
    ImageUri: '',
    ScanState: 'COMPLETED',
    ScanStateReason: '',
    WorkflowStatus: 'BUILD COMPLETED 6/6, TEST FAILED 2/4, DISTRIBUTION COMPLETED 2/2',
    BuildWorkflowStatus: 'COMPLETED',
    TestWorkflowStatus: 'FAILED',
    DistributionWorkflowStatus: 'COMPLETED',
    TotalStepCount: '12',
    TotalStepsSucceeded: '10',
    TotalStepsFailed: '1',
    TotalStepsSkipped: '1',
    FailedStep: 'TEST/ApplyTestComponents',
    FailedStepMessage: 'exit status 1',
    FindingsAll: '7',
    FindingsCritical: '0',
    FindingsHigh: '5',
    FindingsMedium: '1',
    GateStatus: 'PASSED',
    GateReason: 'high 3, 2 excepted (3 allowed)',
    StartTime: '2026-02-01T00:00:00.000Z',
    EndTime: '2026-02-01T01:00:00.000Z',
    DurationSeconds: '3600',
    ConsoleUrl: `https://eu-west-1.console.aws.amazon.com/imagebuilder/home?region=eu-west-1#/images/${imageArn(key)}`,
  };
}

const FACTS = ['ImageId', 'FindingsAll', 'FindingsCritical', 'FindingsHigh', 'FindingsMedium', 'DurationSeconds', 'StartTime', 'EndTime',
  'TotalStepCount', 'TotalStepsSucceeded', 'TotalStepsFailed', 'TotalStepsSkipped'];
const STATES = ['ImageState', 'ScanState', 'BuildWorkflowStatus', 'TestWorkflowStatus', 'DistributionWorkflowStatus'];

/** Expects that each attribute is true or unknown, and that no gate passes that should not. */
export function expectNoLie(key: string, { Status, Reason, Data }: CustomResourceResponse, onFailure: string): void {
  if (Status === 'FAILED') {
    expect(Reason).toMatch(/\S{3}/);
    expect(Data).toBeUndefined();
    return;
  }
  const real = truth(key);
  expect(Object.keys(Data!)).toEqual([...STATUS_ATTRIBUTES]);
  for (const name of FACTS) expect(['', real[name]]).toContain(Data![name]);
  for (const name of STATES) expect(['', real[name], FUTURE]).toContain(Data![name]);
  for (const text of Object.values(Data!)) expect(text).not.toMatch(/undefined|NaN|\[object|\bnull\b/);
  if (onFailure === 'FAIL_DEPLOYMENT') expect(Data!.GateStatus).toBe('PASSED');
  if (Data!.GateStatus === 'PASSED') expect(Data).toMatchObject({ FindingsHigh: '5', ScanState: 'COMPLETED', ImageState: 'AVAILABLE' });
}
