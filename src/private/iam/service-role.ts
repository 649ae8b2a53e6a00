import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { acknowledgeFinding, acknowledgeFindings } from './acknowledge-finding';
import { flattenReference } from './flatten-reference';
import { wildcardReasonOf } from './key-scope';
import { plainRole, PlainRoleProps } from './plain-role';
import { AMI_BUILD_POLICIES, EXECUTION_POLICY, LIFECYCLE_POLICY, NeededPolicy } from './role-policies';

const SHARED_LIFECYCLE_ID = 'CdkImageBuilderLifecycleRole';

/** Permissions of a role beyond the managed policies of AWS. */
export interface RolePermissions {
  readonly description: string;
  readonly statements: iam.PolicyStatement[];
  /** The reason for wildcards in the resources. */
  readonly wildcardReason: string;
}

/** A role that the library creates, with exactly the managed policies that Image Builder requires. */
export class ServiceRole {
  /**
   * The role of instances that build an AMI.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/set-up-ib-env.html
   */
  public static forBuilds(scope: Construct, id: string): ServiceRole {
    const description = 'Role of the instances on which EC2 Image Builder builds and tests images';
    return new ServiceRole(scope, id, { service: 'ec2.amazonaws.com', description }, AMI_BUILD_POLICIES);
  }

  /**
   * The role with which Image Builder runs workflows and writes logs.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html
   */
  public static forWorkflows(scope: Construct, id: string): ServiceRole {
    const description = 'Role with which EC2 Image Builder runs the workflows of a build';
    return new ServiceRole(scope, id, { service: 'imagebuilder.amazonaws.com', description }, [EXECUTION_POLICY]);
  }

  /**
   * The role with which Image Builder runs a lifecycle policy or deletes an image.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html
   */
  public static forLifecycle(scope: Construct, id: string, description = 'Role with which EC2 Image Builder runs a lifecycle policy'): ServiceRole {
    return new ServiceRole(scope, id, { service: 'imagebuilder.amazonaws.com', description }, [LIFECYCLE_POLICY]);
  }

  /** The one lifecycle role of a stack, for policies that share it. */
  public static sharedForLifecycle(scope: IConstruct): iam.IRole {
    const stack = Stack.of(scope);
    return stack.node.tryFindChild(SHARED_LIFECYCLE_ID) as iam.IRole | undefined ?? ServiceRole.forLifecycle(stack, SHARED_LIFECYCLE_ID).role;
  }

  public readonly role: iam.IRole;
  private readonly acknowledged: Record<string, string> = {};

  private constructor(scope: Construct, id: string, props: PlainRoleProps, policies: readonly NeededPolicy[]) {
    this.role = plainRole(scope, id, props);
    acknowledgeFindings(this.role.node.defaultChild, this.acknowledged);
    this.addAwsPolicies(policies);
  }

  /** Adds managed policies of AWS, each once. */
  public addAwsPolicies(policies: readonly NeededPolicy[]): void {
    for (const { path = '', name, reason } of policies) {
      this.role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName(`${path}${name}`));
      this.acknowledged[`AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${path}${name}]`] = reason;
    }
  }

  /**
   * Grants permissions beyond the policies of AWS, in a managed policy, because several rule packs reject inline ones. Each
   * scope and id has one policy, which collects all statements.
   */
  public allow(scope: Construct, id: string, { description, statements, wildcardReason }: RolePermissions): iam.ManagedPolicy {
    const policy = scope.node.tryFindChild(id) as iam.ManagedPolicy | undefined
      ?? new iam.ManagedPolicy(scope, id, { description, roles: [this.role] });
    policy.addStatements(...statements);
    for (const statement of statements) {
      for (const arn of statement.resources) {
        const flat = flattenReference(Stack.of(policy).resolve(arn));
        if (flat.includes('*')) acknowledgeFinding(policy.node.defaultChild, `AwsSolutions-IAM5[Resource::${flat}]`, wildcardReasonOf(statement, wildcardReason));
      }
    }
    return policy;
  }
}
