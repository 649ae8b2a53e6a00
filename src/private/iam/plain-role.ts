import { PropertyInjectors, Resource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { aws_iam as interfaces } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { customizesRoles } from '../facts/customized-roles';

export interface PlainRoleProps {
  /** The service principal that assumes the role. */
  readonly service: string;
  readonly description: string;
}

/**
 * A role with the same template as `iam.Role`. Apps with hundreds of roles synthesize much faster with plain ones: they have
 * no aspect and no lazy values that resolve to nothing.
 *
 * An app that customizes its roles, with property injectors or `iam.Role.customizeRoles()`, gets an `iam.Role`.
 */
export function plainRole(scope: Construct, id: string, props: PlainRoleProps): iam.IRole {
  const isCustomized = customizesRoles(scope) || scope.node.scopes.some((one) => (
    PropertyInjectors.hasPropertyInjectors(one) && PropertyInjectors.of(one).for(iam.Role.PROPERTY_INJECTION_ID)
  ));
  return isCustomized
    ? new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal(props.service), description: props.description })
    : new PlainRole(scope, id, props);
}

class PlainRole extends Resource implements iam.IRole {
  public readonly roleArn: string;
  public readonly roleName: string;
  public readonly assumeRoleAction = 'sts:AssumeRole';
  public readonly grantPrincipal: iam.IPrincipal = this;
  public readonly principalAccount = this.env.account;

  private readonly resource: iam.CfnRole;
  private readonly managedPolicyArns: string[] = [];
  private defaultPolicy?: iam.Policy;

  public constructor(scope: Construct, id: string, { service, description }: PlainRoleProps) {
    super(scope, id);
    this.resource = new iam.CfnRole(this, 'Resource', {
      description,
      assumeRolePolicyDocument: {
        Statement: [{ Action: this.assumeRoleAction, Effect: 'Allow', Principal: { Service: service } }],
        Version: '2012-10-17',
      },
    });
    this.roleArn = this.resource.attrArn;
    this.roleName = this.resource.ref;
  }

  public get roleRef(): interfaces.RoleReference {
    return { roleName: this.roleName, roleArn: this.roleArn };
  }
  public get policyFragment(): iam.PrincipalPolicyFragment {
    return new iam.ArnPrincipal(this.roleArn).policyFragment;
  }

  public addManagedPolicy({ managedPolicyArn }: iam.IManagedPolicy): void {
    if (this.managedPolicyArns.includes(managedPolicyArn)) return;
    this.managedPolicyArns.push(managedPolicyArn);
    this.resource.managedPolicyArns = this.managedPolicyArns;
  }

  public attachInlinePolicy(policy: iam.Policy): void {
    policy.attachToRole(this);
  }

  public addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    this.defaultPolicy ??= new iam.Policy(this, 'DefaultPolicy', { roles: [this] });
    this.defaultPolicy.addStatements(statement);
    return { statementAdded: true, policyDependable: this.defaultPolicy };
  }

  public grant(grantee: iam.IPrincipal, ...actions: string[]): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.roleArn] });
  }

  public grantPassRole(grantee: iam.IPrincipal): iam.Grant {
    return this.grant(grantee, 'iam:PassRole');
  }

  public grantAssumeRole(grantee: iam.IPrincipal): iam.Grant {
    return this.grant(grantee, 'sts:AssumeRole');
  }
}
