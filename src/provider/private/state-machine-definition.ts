import { Aws } from 'aws-cdk-lib';
import { WaitAction } from '../../contract/contract';
import { IMAGE_REFUSED, IMAGE_SUPERSEDED, MAX_RELEASE_WAIT_SECONDS, RELEASE_FAILED, ReleaseProperty } from '../../contract/release';

/** A safety net: the function's own time limits end earlier. */
const TIMEOUT_SECONDS = MAX_RELEASE_WAIT_SECONDS + 3600;

const LAMBDA_ERRORS = ['Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException'];
/**
 * A function with one reserved execution may be busy until its time-out, such as while it cancels a build. These retries take
 * 150 seconds, which is longer.
 */
const BUSY = { ErrorEquals: ['Lambda.TooManyRequestsException'], IntervalSeconds: 2, BackoffRate: 2, MaxDelaySeconds: 30, MaxAttempts: 8 };
/** A release has no hour to end in, so it goes on for one: the function may cancel many builds, one after the other. */
const BUSY_FOR_LONG = { ...BUSY, MaxAttempts: 120 };

/**
 * The definition of the state machine: it polls an image for a deployment, or runs a step of a release workflow.
 *
 * The definition contains the releases, so the caller of the state machine names an image but cannot choose its gate.
 *
 * A failed check is retried; if it keeps failing, the state machine gives up and responds. All of that fits into the minutes
 * that a wait leaves of CloudFormation's hour, even if each run of the function reaches its time-out.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
 */
export function stateMachineDefinition(functionArn: string, releases: readonly ReleaseProperty[]): object {
  return {
    Comment: 'Waits for images of EC2 Image Builder, and holds them back until their gate has passed',
    StartAt: 'IsRelease',
    TimeoutSeconds: TIMEOUT_SECONDS,
    States: {
      IsRelease: { Type: 'Choice', Choices: [{ Variable: '$.Step', IsPresent: true, Next: 'Releases' }], Default: 'Check' },
      ...releaseStates(functionArn, releases),
      Check: {
        ...call(functionArn, waitPayload('CHECK')),
        Retry: [BUSY, retry(LAMBDA_ERRORS, 6), retry(['States.ALL'], 2)],
        // GiveUp gets the state as it was before the check.
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'GiveUp' }],
        OutputPath: '$.Payload',
        Next: 'IsDone',
      },
      IsDone: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.Done', BooleanEquals: true, Next: 'Done' },
        ],
        Default: 'Wait',
      },
      Wait: { Type: 'Wait', SecondsPath: '$.Seconds', Next: 'Check' },
      Done: { Type: 'Succeed' },
      GiveUp: {
        ...call(functionArn, waitPayload('GIVE_UP')),
        Retry: [BUSY, retry(['States.ALL'], 6)],
        Next: 'GaveUp',
      },
      GaveUp: { Type: 'Fail', Error: 'GaveUp', Cause: 'The image could not be checked: see the function\'s log.' },
    },
  };
}

/** A step of a release workflow. Any error fails the execution, and with it the image. */
function releaseStates(functionArn: string, releases: readonly ReleaseProperty[]): object {
  return {
    Releases: {
      Type: 'Pass',
      Parameters: { 'Release.$': '$', 'Releases': releases, 'Result': { Payload: {} } },
      Next: 'PollRelease',
    },
    PollRelease: {
      ...call(functionArn, {
        'Action': 'RELEASE', 'Release.$': '$.Release', 'Releases.$': '$.Releases', 'State.$': '$.Result.Payload', 'StartedAt.$': '$$.Execution.StartTime',
      }),
      Retry: [BUSY_FOR_LONG, retry(LAMBDA_ERRORS, 6), retry(['States.ALL'], 2)],
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'ReleaseUnknown' }],
      ResultPath: '$.Result',
      Next: 'IsReleased',
    },
    IsReleased: {
      Type: 'Choice',
      Choices: [
        { Variable: '$.Result.Payload.Refused', IsPresent: true, Next: 'Refused' },
        { Variable: '$.Result.Payload.Superseded', IsPresent: true, Next: 'Superseded' },
        { Variable: '$.Result.Payload.Failed', IsPresent: true, Next: 'ReleaseFailed' },
        { Variable: '$.Result.Payload.Done', BooleanEquals: true, Next: 'Passed' },
      ],
      Default: 'WaitForRelease',
    },
    WaitForRelease: { Type: 'Wait', SecondsPath: '$.Result.Payload.Seconds', Next: 'PollRelease' },
    Passed: { Type: 'Succeed', OutputPath: '$.Result.Payload' },
    Refused: { Type: 'Fail', Error: IMAGE_REFUSED, CausePath: '$.Result.Payload.Refused' },
    Superseded: { Type: 'Fail', Error: IMAGE_SUPERSEDED, CausePath: '$.Result.Payload.Superseded' },
    ReleaseFailed: { Type: 'Fail', Error: RELEASE_FAILED, CausePath: '$.Result.Payload.Failed' },
    ReleaseUnknown: { Type: 'Fail', Error: RELEASE_FAILED, Cause: 'The function failed: see its log.' },
  };
}

function waitPayload(action: WaitAction): object {
  return { 'Action': action, 'Wait.$': '$', 'Execution.$': '$$.Execution.Name', 'StartedAt.$': '$$.Execution.StartTime' };
}

function call(functionArn: string, payload: object) {
  return {
    Type: 'Task',
    Resource: `arn:${Aws.PARTITION}:states:::lambda:invoke`,
    Parameters: {
      FunctionName: functionArn,
      Payload: payload,
    },
  };
}

function retry(errors: string[], attempts: number) {
  return { ErrorEquals: errors, IntervalSeconds: 2, BackoffRate: 2, MaxDelaySeconds: 30, MaxAttempts: attempts, JitterStrategy: 'FULL' };
}
