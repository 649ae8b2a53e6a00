import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { wildcardReasonOf } from './key-scope';
import { ManagedPolicySet } from './managed-policy-set';
import { ServiceRole } from './service-role';

const ID = 'CdkImageBuilderExecutionRole';
const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html';

/** A role with which Image Builder runs the workflows of several builds of a stack, and the policies that it needs for them. */
export class SharedExecutionRole extends Construct {
  /** The one role that the library creates in a stack, for its own workflows and for parameters. */
  public static of(scope: IConstruct): SharedExecutionRole {
    const stack = Stack.of(scope);
    return stack.node.tryFindChild(ID) as SharedExecutionRole | undefined
      ?? new SharedExecutionRole(stack, ID, (role) => ServiceRole.forWorkflows(role, 'Role').role, 'What the release of images needs');
  }

  /**
   * The role of another stack, with policies in the stack of the builds: policies in the stack of the role would refer to the
   * resources of the builds, and the two stacks would depend on each other.
   *
   * @returns undefined for a role of the same stack, and for a role that is imported or takes no policies
   */
  public static ofOtherStack(scope: IConstruct, given: iam.IRole): SharedExecutionRole | undefined {
    const stack = Stack.of(scope);
    if (Stack.of(given) === stack || given.node.defaultChild?.node.scope !== given) return undefined;
    const id = `${ID}${given.node.addr.slice(-8)}`;
    return stack.node.tryFindChild(id) as SharedExecutionRole | undefined
      ?? new SharedExecutionRole(stack, id, () => given, 'What the builds of this stack need');
  }

  public readonly role: iam.IRole;
  private readonly policies: ManagedPolicySet;
  private readonly allowed = new Set<string>();

  private constructor(scope: Construct, id: string, roleIn: (scope: Construct) => iam.IRole, description: string) {
    super(scope, id);
    this.role = roleIn(this);
    this.policies = new ManagedPolicySet(this, this.role, description);
  }

  /** Adds permissions that the role does not have yet. */
  public allow(statements: readonly iam.PolicyStatement[]): void {
    for (const statement of statements) {
      const { actions, resources, conditions } = statement;
      for (const resource of resources) {
        const key = JSON.stringify(Stack.of(this).resolve([actions, resource, conditions]));
        if (this.allowed.has(key)) continue;
        this.allowed.add(key);
        const wildcardReason = wildcardReasonOf(statement, `The Regions of a distribution, and what a step starts, have names that are not known before a build. See ${SEE}`);
        this.policies.allow({ actions, resource, name: resource, conditions, wildcardReason: resource.includes('*') ? wildcardReason : undefined });
      }
    }
  }
}
