import { Aws, Fn, Lazy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { stateMachineDefinition } from './state-machine-definition';
import { ReleaseProperty } from '../../contract/release';
import { acknowledgeFinding } from '../../private/iam/acknowledge-finding';

/**
 * The name of the state machine. It contains the GUID of the stack, so it is unique, and known before the state machine exists: the policy of the
 * function names the state machine, which itself depends on the function.
 */
export function stateMachineName(): string {
  return `cdk-image-builder-${Fn.select(2, Fn.split('/', Aws.STACK_ID))}`;
}

/** Properties of the state machine. */
export interface ProviderStateMachineProps {
  /** Polls the image, or runs the step of its release. */
  readonly function: lambda.IFunction;
  /** Properties of its log group. */
  readonly logGroup: logs.LogGroupProps;
  readonly permissionsBoundary?: iam.IManagedPolicy;
  /** The releases of the stack that are known at the time of the call. */
  readonly releases: () => ReleaseProperty[];
}

/**
 * The state machine of a stack, which waits for images and runs the steps of releases: it calls the function, waits, and calls it
 * again.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
 */
export class ProviderStateMachine extends Construct {
  public readonly stateMachineArn: string;

  public constructor(scope: Construct, id: string, props: ProviderStateMachineProps) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', {
      description: 'Role of the state machine that waits for EC2 Image Builder images',
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com'),
      permissionsBoundary: props.permissionsBoundary,
    });
    const policy = this.addPolicy(role, props.function.functionArn);
    // It logs each poll. The CDK CLI prints the function's log after a failure, so these lines must not be in it.
    const logGroup = new logs.LogGroup(this, 'LogGroup', props.logGroup);

    const machine = new sfn.CfnStateMachine(this, 'Resource', {
      stateMachineName: stateMachineName(),
      stateMachineType: 'STANDARD',
      roleArn: role.roleArn,
      definitionString: Lazy.string({
        produce: () => Stack.of(this).toJsonString(stateMachineDefinition(props.function.functionArn, props.releases())),
      }),
      loggingConfiguration: {
        level: 'ALL',
        includeExecutionData: false,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logGroup.logGroupArn } }],
      },
      tracingConfiguration: { enabled: true },
    });
    // Step Functions rejects a state machine if its role may not write logs yet.
    machine.node.addDependency(policy);
    this.stateMachineArn = machine.ref;
  }

  /** @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html */
  private addPolicy(role: iam.IRole, functionArn: string): iam.ManagedPolicy {
    const policy = new iam.ManagedPolicy(this, 'Policy', {
      description: 'What the state machine that waits for EC2 Image Builder images may do',
      statements: [
        new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] }),
        new iam.PolicyStatement({
          actions: ['logs:CreateLogDelivery', 'logs:GetLogDelivery', 'logs:UpdateLogDelivery', 'logs:DeleteLogDelivery',
            'logs:ListLogDeliveries', 'logs:PutResourcePolicy', 'logs:DescribeResourcePolicies', 'logs:DescribeLogGroups',
            'xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
          resources: ['*'],
        }),
      ],
      roles: [role],
    });
    acknowledgeFinding(policy.node.defaultChild, 'AwsSolutions-IAM5[Resource::*]',
      'The delivery of logs, and X-Ray, have no resource to scope to. See https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html');
    return policy;
  }
}
