import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/**
 * A function whose permissions are in the managed policies of this library. What `lambda.Function` would add by itself, in an inline
 * policy, is there already; what the app adds later is added.
 */
export class LibraryFunction extends lambda.Function {
  private readonly ownRole: iam.IRole;

  public constructor(scope: Construct, id: string, { role, ...props }: lambda.FunctionProps & { readonly role: iam.IRole }) {
    // Imported, since otherwise the function would depend on the role explicitly, in addition to its reference.
    super(scope, id, { ...props, role: iam.Role.fromRoleArn(scope, 'FunctionRole', role.roleArn, { mutable: false }) });
    this.ownRole = role;
  }

  public addToRolePolicy(statement: iam.PolicyStatement): void {
    // There is none while the constructor of the base class runs.
    const role = this.ownRole as iam.IRole | undefined;
    role?.addToPrincipalPolicy(statement);
    const policy = role?.node.tryFindChild('DefaultPolicy');
    if (policy) this.node.addDependency(policy);
  }
}
