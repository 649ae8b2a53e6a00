import { Duration, Names, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { functionLogGroup } from '../../private/functions/function-log-group';
import { checkFunctionOptions } from '../../private/functions/function-options';
import { functionRole } from '../../private/functions/function-role';
import { LibraryFunction } from '../../private/functions/library-function';
import { acknowledgeFinding } from '../../private/iam/acknowledge-finding';
import { allowRunning } from '../../private/iam/function-permissions';
import { ManagedPolicySet } from '../../private/iam/managed-policy-set';
import { MonitoringFunctionOptions } from '../monitoring-function-options';

/** Rules that ask for a dead-letter queue. */
const DEAD_LETTER_RULES = ['Serverless-LambdaDLQ', 'NIST.800.53.R5-LambdaDLQ', 'HIPAA.Security-LambdaDLQ'];

/** The settings in which the functions differ. */
export interface MonitoringFunctionProps {
  /** The folder of its bundle. */
  readonly bundle: string;
  readonly description: string;
  /** The purpose of its role. */
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
  /** The permissions of the function beyond those to write its log. */
  public readonly policies: ManagedPolicySet;

  public constructor(scope: Construct, id: string, { options, ...props }: MonitoringFunctionProps) {
    super(scope, id);
    checkFunctionOptions(this, options);
    const name = `${Stack.of(this).stackName}/${Names.uniqueResourceName(scope, { maxLength: 64, separator: '-', allowedSpecialCharacters: '-' })}`;
    this.logGroup = new logs.LogGroup(this, 'LogGroup', functionLogGroup(this, name, options));
    const role = functionRole(this, props.purpose, options);
    this.policies = new ManagedPolicySet(this, role, props.purpose);
    allowRunning(this.policies, { logGroup: this.logGroup, inVpc: options.vpc !== undefined });

    this.function = new LibraryFunction(this, 'Resource', {
      bundle: props.bundle,
      description: props.description,
      timeout: props.timeout,
      role,
      logGroup: this.logGroup,
      environment: props.environment,
      options,
    });
    for (const rule of DEAD_LETTER_RULES) acknowledgeFinding(this.function.node.defaultChild, rule, props.withoutDeadLetters);
    // Lambda rejects a function in a VPC if its role may not use it yet.
    this.function.node.addDependency(this.policies.first);
  }
}
