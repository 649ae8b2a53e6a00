import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { lazyDependable } from '../facts/dependencies';

/**
 * A function whose permissions are in the managed policies of this library. What `lambda.Function` would add by itself, in an inline
 * policy, is there already; what the app adds later, by a grant or a statement, is added.
 */
export class LibraryFunction extends lambda.Function {
  public readonly role: iam.IRole;
  public readonly grantPrincipal: iam.IPrincipal;

  public constructor(scope: Construct, id: string, { role, ...props }: lambda.FunctionProps & { readonly role: iam.IRole }) {
    // Imported, since otherwise the function would depend on the role explicitly, in addition to its reference. The base class adds
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
