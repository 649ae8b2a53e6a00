import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { BundledCode } from './bundled-code';
import { FunctionOptions } from './function-options';
import { customizesRoles } from '../facts/customized-roles';
import { lazyDependable } from '../facts/dependencies';

/** The settings in which the functions of this library differ. */
export interface LibraryFunctionProps {
  /** The folder of its bundle. */
  readonly bundle: string;
  readonly description: string;
  readonly timeout: Duration;
  readonly role: iam.IRole;
  readonly logGroup: logs.ILogGroup;
  readonly environment?: Record<string, string>;
  readonly options: FunctionOptions;
}

/**
 * A function whose permissions are in the managed policies of this library. They already contain everything that
 * `lambda.Function` would put into an inline policy; statements that the app adds later, for example by a grant, are still added.
 */
export class LibraryFunction extends lambda.Function {
  public readonly role: iam.IRole;
  public readonly grantPrincipal: iam.IPrincipal;

  public constructor(scope: Construct, id: string, { bundle, role, options, ...props }: LibraryFunctionProps) {
    super(scope, id, {
      ...props,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: new BundledCode(bundle),
      memorySize: 256,
      tracing: lambda.Tracing.ACTIVE,
      // Imported, because otherwise the function would explicitly depend on the role, in addition to its reference. The base class adds
      // nothing to an imported role that cannot change. A customized role cannot be imported: its ARN may lack the name.
      role: customizesRoles(scope) ? role : iam.Role.fromRoleArn(scope, 'FunctionRole', role.roleArn, { mutable: false }),
      vpc: options.vpc,
      vpcSubnets: options.vpcSubnets,
      securityGroups: options.securityGroups,
      reservedConcurrentExecutions: options.reservedConcurrentExecutions,
      deadLetterQueue: options.deadLetterQueue,
    });
    this.role = role;
    this.grantPrincipal = role;
    this.node.addDependency(lazyDependable(() => role.node.tryFindChild('DefaultPolicy')?.node.findAll() ?? []));
  }

  public addToRolePolicy(statement: iam.PolicyStatement): void {
    this.role.addToPrincipalPolicy(statement);
  }
}
