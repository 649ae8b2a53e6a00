import { Duration, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { checkInteger } from '../../private/checks/text-rules';
import { BundledCode } from '../../private/functions/bundled-code';
import { LibraryFunction } from '../../private/functions/library-function';
import { acknowledgeFinding } from '../../private/iam/acknowledge-finding';
import { allowLogsToUse, FUNCTION_LOG_GROUPS } from '../../private/iam/encrypted-logs';
import { allowRunning } from '../../private/iam/function-permissions';
import { ManagedPolicySet } from '../../private/iam/managed-policy-set';
import { MonitoringFunctionOptions } from '../monitoring-function-options';

/** Rules that ask for a dead-letter queue. */
const DEAD_LETTER_RULES = ['Serverless-LambdaDLQ', 'NIST.800.53.R5-LambdaDLQ', 'HIPAA.Security-LambdaDLQ'];
const SEE = 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html';

/** The settings in which the functions differ. */
export interface MonitoringFunctionProps {
  /** The folder of its bundle. */
  readonly bundle: string;
  readonly description: string;
  /** What its role is for. */
  readonly purpose: string;
  readonly timeout: Duration;
  readonly environment: Record<string, string>;
  /** Why the function needs no dead-letter queue. */
  readonly withoutDeadLetters: string;
  readonly options: MonitoringFunctionOptions;
}

/** A function of the library beside the one that serves CloudFormation, with its role, permissions and log. */
export class MonitoringFunction extends Construct {
  public readonly function: lambda.Function;
  public readonly logGroup: logs.LogGroup;
  /** What the function may do beyond writing its log. */
  public readonly policies: ManagedPolicySet;

  public constructor(scope: Construct, id: string, { options, ...props }: MonitoringFunctionProps) {
    super(scope, id);
    checkInteger(this, options.reservedConcurrentExecutions, 'reservedConcurrentExecutions', 1, Number.MAX_SAFE_INTEGER, SEE);
    const name = `${Stack.of(this).stackName}/${Names.uniqueResourceName(scope, { maxLength: 64, separator: '-', allowedSpecialCharacters: '-' })}`;
    this.logGroup = new logs.LogGroup(this, 'LogGroup', {
      logGroupName: FUNCTION_LOG_GROUPS + name,
      retention: options.logRetention ?? logs.RetentionDays.ONE_MONTH,
      encryptionKey: options.encryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    if (options.encryptionKey) allowLogsToUse(options.encryptionKey, Stack.of(this), name);

    const role = new iam.Role(this, 'Role', {
      description: props.purpose,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      permissionsBoundary: options.permissionsBoundary,
    });
    this.policies = new ManagedPolicySet(this, role, props.purpose);
    allowRunning(this.policies, { logGroup: this.logGroup, inVpc: options.vpc !== undefined });

    this.function = new LibraryFunction(this, 'Resource', {
      description: props.description,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: new BundledCode(props.bundle),
      memorySize: 256,
      timeout: props.timeout,
      tracing: lambda.Tracing.ACTIVE,
      role,
      logGroup: this.logGroup,
      environment: props.environment,
      vpc: options.vpc,
      vpcSubnets: options.vpcSubnets,
      securityGroups: options.securityGroups,
      reservedConcurrentExecutions: options.reservedConcurrentExecutions,
    });
    for (const rule of DEAD_LETTER_RULES) acknowledgeFinding(this.function.node.defaultChild!, rule, props.withoutDeadLetters);
    // Lambda rejects a function in a VPC if its role may not use it yet.
    this.function.node.addDependency(this.policies.first);
  }
}
