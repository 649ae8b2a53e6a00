import { Aws } from 'aws-cdk-lib';
import { MAX_PUBLISH_WAIT_SECONDS, WaitAction } from '../../contract/contract';

/** The function's own budgets end earlier; this is for an execution that lost its own. */
const TIMEOUT_SECONDS = MAX_PUBLISH_WAIT_SECONDS + 3600;

/**
 * Check, wait, check: what the state machine does until there is nothing more to wait for.
 *
 * A check that fails is repeated, and one that goes on failing is answered by giving up. All of that takes less than
 * the minutes that a wait leaves of CloudFormation's hour, also where each run of the function reaches its time-out.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
 */
export function waitingDefinition(functionArn: string): object {
  return {
    Comment: 'Waits for an image of EC2 Image Builder, and answers CloudFormation',
    StartAt: 'Check',
    TimeoutSeconds: TIMEOUT_SECONDS,
    States: {
      Check: {
        ...call(functionArn, 'CHECK'),
        Retry: [
          retry(['Lambda.TooManyRequestsException', 'Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException'], 6),
          retry(['States.ALL'], 2),
        ],
        // The state as it was before the check goes to whoever gives up.
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'GiveUp' }],
        OutputPath: '$.Payload',
        Next: 'IsDone',
      },
      IsDone: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.NotPublished', IsPresent: true, Next: 'NotPublished' },
          { Variable: '$.Done', BooleanEquals: true, Next: 'Done' },
        ],
        Default: 'Wait',
      },
      Wait: { Type: 'Wait', SecondsPath: '$.Seconds', Next: 'Check' },
      Done: { Type: 'Succeed' },
      NotPublished: { Type: 'Fail', Error: 'NotPublished', CausePath: '$.NotPublished' },
      GiveUp: {
        ...call(functionArn, 'GIVE_UP'),
        Retry: [retry(['States.ALL'], 6)],
        Next: 'GaveUp',
      },
      GaveUp: { Type: 'Fail', Error: 'GaveUp', Cause: 'The image could not be checked: see the function\'s log.' },
    },
  };
}

function call(functionArn: string, action: WaitAction) {
  return {
    Type: 'Task',
    Resource: `arn:${Aws.PARTITION}:states:::lambda:invoke`,
    Parameters: {
      FunctionName: functionArn,
      Payload: { 'Action': action, 'Wait.$': '$', 'StartedAt.$': '$$.Execution.StartTime' },
    },
  };
}

function retry(errors: string[], attempts: number) {
  return { ErrorEquals: errors, IntervalSeconds: 2, BackoffRate: 2, MaxDelaySeconds: 30, MaxAttempts: attempts, JitterStrategy: 'FULL' };
}
