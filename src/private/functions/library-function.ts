import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { lazyDependable } from '../facts/dependencies';

/**
 * A function whose permissions are in the managed policies of this library. They already contain everything that
 * `lambda.Function` would put into an inline policy; statements that the app adds later, for example by a grant, are still added.
 */
export class LibraryFunction extends lambda.Function {
  public readonly role: iam.IRole;
  public readonly grantPrincipal: iam.IPrincipal;

  public constructor(scope: Construct, id: string, { role, ...props }: lambda.FunctionProps & { readonly role: iam.IRole }) {
    // Imported, because otherwise the function would explicitly depend on the role, in addition to its reference. The base class adds
    // nothing to an imported role that cannot change.
    super(scope, id, { ...props, role: iam.Role.fromRoleArn(scope, 'FunctionRole', role.roleArn, { mutable: false }) });
    this.role = role;
    this.grantPrincipal = role;
    this.node.addDependency(lazyDependable(() => role.node.tryFindChild('DefaultPolicy')?.node.findAll() ?? []));
  }

  public addToRolePolicy(statement: iam.PolicyStatement): void {
    this.role.addToPrincipalPolicy(statement);
  }
}
