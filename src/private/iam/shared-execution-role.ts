import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { ManagedPolicySet } from './managed-policy-set';
import { ServiceRole } from './service-role';

const ID = 'CdkImageBuilderExecutionRole';
const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html';

/** The one role of a stack with which Image Builder runs the library's workflows and writes parameters. */
export class SharedExecutionRole extends Construct {
  public static of(scope: IConstruct): SharedExecutionRole {
    const stack = Stack.of(scope);
    return stack.node.tryFindChild(ID) as SharedExecutionRole | undefined ?? new SharedExecutionRole(stack, ID);
  }

  public readonly role: iam.IRole;
  private readonly policies: ManagedPolicySet;
  private readonly allowed = new Set<string>();

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    this.role = ServiceRole.forWorkflows(this, 'Role').role;
    this.policies = new ManagedPolicySet(this, this.role, 'What the release of images needs');
  }

  /** Adds permissions that the role does not have yet. */
  public allow(statements: readonly iam.PolicyStatement[]): void {
    for (const { actions, resources } of statements) {
      for (const resource of resources) {
        const key = JSON.stringify([actions, Stack.of(this).resolve(resource)]);
        if (this.allowed.has(key)) continue;
        this.allowed.add(key);
        const wildcardReason = `The Regions of a distribution, and what a step starts, have names that are not known before a build. See ${SEE}`;
        this.policies.allow({ actions, resource, name: resource, wildcardReason: resource.includes('*') ? wildcardReason : undefined });
      }
    }
  }
}
