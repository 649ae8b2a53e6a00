import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { BaseImage, GoldenImage, Image, ImagePipeline, ImageBuilderProvider, ImageBuilderProviderOptions, VulnerabilityGate } from '../../../src';
import { RESPONSE_URL_KEY_VARIABLE, RESPONSE_URL_READER_VARIABLE, MAX_WAIT_SECONDS } from '../../../src/contract/contract';
import { IMAGE_REFUSED, IMAGE_SUPERSEDED, MAX_RELEASE_WAIT_SECONDS, RELEASE_FAILED } from '../../../src/contract/release';

const MACHINE = 'AWS::StepFunctions::StateMachine';
const POLICY = 'AWS::IAM::ManagedPolicy';
const ROLE = 'AWS::IAM::Role';
const LOG_GROUP = 'AWS::Logs::LogGroup';
const FUNCTION = 'AWS::Lambda::Function';

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Parameters?: { readonly FunctionName: string; readonly Payload: object };
  readonly Retry?: Array<{ ErrorEquals: string[]; IntervalSeconds: number; BackoffRate: number; MaxDelaySeconds: number; MaxAttempts: number }>;
  readonly Catch?: Array<{ ErrorEquals: string[]; Next: string }>;
  readonly Choices?: Array<{ Next: string }>;
}

let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Golden');
});

function run(name = 'golden'): void {
  ImagePipeline.fromImagePipelineName(stack, name, name).start('Start');
}

function only(type: string): { id: string; Properties: Record<string, any>; DependsOn: string[] } {
  const entries = Object.entries(Template.fromStack(stack).findResources(type));
  expect(entries).toHaveLength(1);
  return { id: entries[0][0], ...entries[0][1] } as ReturnType<typeof only>;
}

/** The log group of the state machine, not that of the function. */
function machineLogs(): { id: string; Properties: Record<string, any> } {
  const entries = Object.entries(Template.fromStack(stack).findResources(LOG_GROUP)).filter(([id]) => id.includes('Waiting'));
  expect(entries).toHaveLength(1);
  return { id: entries[0][0], Properties: entries[0][1].Properties };
}

/** The definition as Step Functions gets it, with the logical id for each reference. */
function definition(): { StartAt: string; TimeoutSeconds: number; States: Record<string, State> } {
  const { DefinitionString } = only(MACHINE).Properties;
  const parts = DefinitionString['Fn::Join'][1] as Array<string | Record<string, unknown>>;
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : String(part.Ref ?? part['Fn::GetAtt']))).join(''));
}

/** The policies of a role. */
function policiesOf(roleId: string): string {
  return JSON.stringify(Object.values(Template.fromStack(stack).findResources(POLICY, { Properties: { Roles: [{ Ref: roleId }] } })));
}

function roleOf(service: string): string {
  const trust = { AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: service } }] } };
  return Object.keys(Template.fromStack(stack).findResources(ROLE, { Properties: trust }))[0];
}

describe('a stack has', () => {
  test('no state machine for statuses', () => {
    Image.fromImageName(stack, 'Image', 'golden').status();
    Template.fromStack(stack).resourceCountIs(MACHINE, 0);
    expect(policiesOf(roleOf('lambda.amazonaws.com'))).not.toContain('ssm:');
  });

  test('one state machine and ten resources in all for executions, however many', () => {
    run('one');
    run('two');
    const types = Object.values(Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
    expect(types.filter((type) => !type.startsWith('Custom::')).sort()).toEqual([
      POLICY, POLICY, POLICY, POLICY, ROLE, ROLE, FUNCTION, LOG_GROUP, LOG_GROUP, MACHINE,
    ]);
  });
});

describe('the definition of the state machine', () => {
  test('checks, waits as long as the function says, and checks again', () => {
    run();
    const { StartAt, States } = definition();
    expect(StartAt).toBe('IsRelease');
    expect(States.IsRelease).toMatchObject({ Choices: [{ Variable: '$.Step', IsPresent: true, Next: 'Releases' }], Default: 'Check' });
    expect(States.Check).toMatchObject({
      Resource: 'arn:AWS::Partition:states:::lambda:invoke',
      Parameters: {
        FunctionName: `${only(FUNCTION).id},Arn`,
        Payload: { 'Action': 'CHECK', 'Wait.$': '$', 'Execution.$': '$$.Execution.Name', 'StartedAt.$': '$$.Execution.StartTime' },
      },
      OutputPath: '$.Payload',
      Next: 'IsDone',
    });
    expect(States.IsDone).toMatchObject({
      Choices: [{ Variable: '$.Done', BooleanEquals: true, Next: 'Done' }],
      Default: 'Wait',
    });
    expect(States.Wait).toMatchObject({ SecondsPath: '$.Seconds', Next: 'Check' });
    expect(States.Done).toEqual({ Type: 'Succeed' });
  });

  test('adds the releases of the stack to a step of a release workflow, which names its image only', () => {
    new GoldenImage(stack, 'Golden', { baseImage: BaseImage.amazonLinux2023(), imageName: 'golden', gate: VulnerabilityGate.atMost({ critical: 0 }) });
    const { Releases, PollRelease } = definition().States;
    expect(Releases).toMatchObject({
      Type: 'Pass',
      Parameters: {
        'Release.$': '$',
        'Releases': [{ ImageName: 'golden', Gate: { MaximumCritical: '0' } }],
        'Result': { Payload: {} },
      },
      Next: 'PollRelease',
    });
    expect(PollRelease).toMatchObject({
      Parameters: {
        FunctionName: `${only(FUNCTION).id},Arn`,
        Payload: {
          'Action': 'RELEASE', 'Release.$': '$.Release', 'Releases.$': '$.Releases', 'State.$': '$.Result.Payload', 'StartedAt.$': '$$.Execution.StartTime',
        },
      },
      ResultPath: '$.Result',
      Next: 'IsReleased',
    });
  });

  test('polls a release until the function says how it ended, and looks for a refusal first', () => {
    run();
    const { IsReleased, WaitForRelease, Passed, Refused, Superseded, ReleaseFailed } = definition().States;
    expect(IsReleased.Choices!.map(({ Next }) => Next)).toEqual(['Refused', 'Superseded', 'ReleaseFailed', 'Passed']);
    expect(IsReleased).toMatchObject({ Default: 'WaitForRelease' });
    expect(WaitForRelease).toEqual({ Type: 'Wait', SecondsPath: '$.Result.Payload.Seconds', Next: 'PollRelease' });
    expect(Passed).toEqual({ Type: 'Succeed', OutputPath: '$.Result.Payload' });
    expect(Refused).toEqual({ Type: 'Fail', Error: IMAGE_REFUSED, CausePath: '$.Result.Payload.Refused' });
    expect(Superseded).toEqual({ Type: 'Fail', Error: IMAGE_SUPERSEDED, CausePath: '$.Result.Payload.Superseded' });
    expect(ReleaseFailed).toEqual({ Type: 'Fail', Error: RELEASE_FAILED, CausePath: '$.Result.Payload.Failed' });
  });

  test('fails a release that the function could not decide on', () => {
    run();
    const { PollRelease, ReleaseUnknown } = definition().States;
    expect(PollRelease.Retry!.at(-1)).toMatchObject({ ErrorEquals: ['States.ALL'], MaxAttempts: 2 });
    expect(PollRelease.Catch).toEqual([{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'ReleaseUnknown' }]);
    expect(ReleaseUnknown).toMatchObject({ Type: 'Fail', Error: RELEASE_FAILED });
  });

  test('answers from its catch path with what was known before the check failed, and fails', () => {
    run();
    const { States } = definition();
    expect(States.Check.Catch).toEqual([{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'GiveUp' }]);
    expect(States.GiveUp).toMatchObject({ Type: 'Task', Next: 'GaveUp', Retry: [{ ErrorEquals: ['Lambda.TooManyRequestsException'] }, { ErrorEquals: ['States.ALL'] }] });
    expect(States.GiveUp.Parameters!.Payload).toEqual({ 'Action': 'GIVE_UP', 'Wait.$': '$', 'Execution.$': '$$.Execution.Name', 'StartedAt.$': '$$.Execution.StartTime' });
    expect(States.GaveUp.Type).toBe('Fail');
  });

  test.each(['Check', 'GiveUp', 'PollRelease'])('%s goes on for longer than the one reserved execution of a function may be busy', (name) => {
    run();
    const [{ ErrorEquals, IntervalSeconds, BackoffRate, MaxDelaySeconds, MaxAttempts }] = definition().States[name].Retry!;
    expect(ErrorEquals).toEqual(['Lambda.TooManyRequestsException']);
    const pauses = Array.from({ length: MaxAttempts }, (_, i) => Math.min(IntervalSeconds * BackoffRate ** i, MaxDelaySeconds));
    expect(pauses.reduce((sum, pause) => sum + pause)).toBeGreaterThan(only(FUNCTION).Properties.Timeout as number);
  });

  test('has no state that leads nowhere', () => {
    run();
    const { StartAt, States } = definition();
    const led = Object.values(States)
      .flatMap(({ Next, Default, Catch = [], Choices = [] }) => [Next, Default, ...[...Catch, ...Choices].map((way) => way.Next)]);
    expect(new Set([StartAt, ...led.filter((name) => name !== undefined)])).toEqual(new Set(Object.keys(States)));
  });

  test.each([
    ['each run of the function that fails takes its whole time-out', 2, 120],
    ['Lambda cannot run the function', 1, 0],
    ['Lambda has no execution left for the function', 0, 0],
  ])('ends before CloudFormation\'s hour where %s', (_what, retrier, secondsOfRun) => {
    run();
    const { Check, GiveUp } = definition().States;
    let seconds = MAX_WAIT_SECONDS + secondsOfRun;
    // To give up may meet the same, but for a run that fails: it makes one call.
    const retries = [Check.Retry![retrier], ...retrier === 0 ? [GiveUp.Retry![0]] : []];
    for (const { IntervalSeconds, BackoffRate, MaxDelaySeconds, MaxAttempts } of retries) {
      for (let attempt = 0; attempt < MaxAttempts; attempt++) {
        seconds += Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds) + secondsOfRun;
      }
    }
    expect(only(FUNCTION).Properties.Timeout).toBe(120);
    expect(seconds).toBeLessThan(3600);
  });

  test('ends an execution that goes on after its budget, and no other', () => {
    run();
    const { TimeoutSeconds } = definition();
    expect(TimeoutSeconds).toBeGreaterThan(Math.max(MAX_WAIT_SECONDS, MAX_RELEASE_WAIT_SECONDS));
    expect(TimeoutSeconds).toBeLessThan(12 * 3600);
  });
});

describe('the state machine', () => {
  test('is traced, and logs all events without their data into a log group of its own', () => {
    run();
    expect(only(MACHINE).Properties).toMatchObject({
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: {
        Level: 'ALL',
        IncludeExecutionData: false,
        Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: { 'Fn::GetAtt': [machineLogs().id, 'Arn'] } } }],
      },
    });
  });

  test('logs below the path for which the resource policy of CloudWatch Logs does not grow', () => {
    run();
    expect(machineLogs().Properties.LogGroupName).toBe('/aws/vendedlogs/cdk-image-builder/Golden/state-machine');
  });

  test('may call the function and deliver logs, and is not made before it may', () => {
    run();
    const allowed = policiesOf(roleOf('states.amazonaws.com'));
    expect(allowed).toContain('lambda:InvokeFunction');
    expect(allowed).toContain('logs:CreateLogDelivery');
    expect(allowed).not.toMatch(/states:|ssm:|imagebuilder:/);
    const [policy] = Object.keys(Template.fromStack(stack).findResources(POLICY, { Properties: { Roles: [{ Ref: roleOf('states.amazonaws.com') }] } }));
    expect(only(MACHINE).DependsOn).toContain(policy);
  });

  test('is started by the function alone, which stops no executions but those of this machine', () => {
    run();
    expect(policiesOf(roleOf('lambda.amazonaws.com'))).toContain('states:StartExecution');
    // The policy names the state machine, which refers to the function, by the GUID of its stack: no other stack has that.
    const own = { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] };
    expect(only(MACHINE).Properties.StateMachineName).toEqual({ 'Fn::Join': ['', ['cdk-image-builder-', own]] });
    Template.fromStack(stack).hasResourceProperties(POLICY, {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Action: ['states:StartExecution', 'states:ListExecutions'],
            Effect: 'Allow',
            Resource: { 'Fn::Join': ['', Match.arrayWith([':stateMachine:cdk-image-builder-', own])] },
          },
          {
            Action: 'states:StopExecution',
            Effect: 'Allow',
            Resource: { 'Fn::Join': ['', Match.arrayWith([':execution:cdk-image-builder-', own, ':*'])] },
          },
        ]),
      },
      Roles: [{ Ref: roleOf('lambda.amazonaws.com') }],
    });
  });
});

describe.each(['before', 'after'])('configured %s the first execution', (when) => {
  function configure(options: ImageBuilderProviderOptions): void {
    if (when === 'after') run();
    ImageBuilderProvider.configure(stack, options);
    if (when === 'before') run();
  }

  test('the key encrypts the response URLs, and the function may use it for nothing else', () => {
    configure({ encryptionKey: new kms.Key(stack, 'Key') });
    const keyArn = { 'Fn::GetAtt': [only('AWS::KMS::Key').id, 'Arn'] };
    expect(only(FUNCTION).Properties.Environment).toEqual({ Variables: { [RESPONSE_URL_KEY_VARIABLE]: keyArn, [RESPONSE_URL_READER_VARIABLE]: { 'Fn::GetAtt': [roleOf('lambda.amazonaws.com'), 'Arn'] } } });
    Template.fromStack(stack).hasResourceProperties(POLICY, {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
          Resource: keyArn,
          Condition: { StringLike: { 'kms:EncryptionContext:SecretARN': { 'Fn::Join': ['', Match.arrayWith([':secret:cdk-image-builder/response-urls/Golden/*'])] } } },
        })]),
      },
    });
  });

  test('the boundary holds for both roles', () => {
    configure({ permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary') });
    Template.fromStack(stack).allResourcesProperties(ROLE, { PermissionsBoundary: Match.anyValue() });
  });

  test('the waits know the state machine, under the id that it has without', () => {
    configure({ reservedConcurrentExecutions: 1 });
    const { id } = only(MACHINE);
    Template.fromStack(stack).hasResourceProperties('Custom::ImageBuilderImageWait', { StateMachineArn: { Ref: id } });
    stack = new Stack(new App(), 'Golden');
    run();
    expect(only(MACHINE).id).toBe(id);
  });
});
