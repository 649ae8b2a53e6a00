import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeFinding } from './acknowledge-finding';
import { flattenReference } from './flatten-reference';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html';

/** The managed policy that Image Builder asks for on an execution role. */
export const EXECUTION_POLICY = 'EC2ImageBuilderExecutionPolicy';

/**
 * The role with which Image Builder runs workflows and writes logs: the managed policy for it, and what is needed beyond that.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html
 */
export class ExecutionRole extends iam.Role {
  public constructor(scope: Construct, id: string) {
    super(scope, id, {
      assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com'),
      description: 'Role with which EC2 Image Builder runs the workflows of a build',
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(EXECUTION_POLICY)],
    });
    acknowledgeFinding(
      this.node.defaultChild!,
      `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${EXECUTION_POLICY}]`,
      `Image Builder asks for this policy to run workflows; AWS keeps it up to date with the service. See ${SEE}`,
    );
  }

  /**
   * Allows what the managed policy does not, by a policy of its own, since several rule packs refuse inline ones.
   *
   * @param wildcards why resources hold wildcards
   */
  public allow(id: string, description: string, statements: iam.PolicyStatement[], wildcards: string): iam.ManagedPolicy {
    const policy = new iam.ManagedPolicy(this, id, { description, statements, roles: [this] });
    for (const resource of statements.flatMap((statement) => statement.resources)) {
      const flat = flattenReference(Stack.of(this).resolve(resource));
      if (flat.includes('*')) acknowledgeFinding(policy.node.defaultChild!, `AwsSolutions-IAM5[Resource::${flat}]`, `${wildcards} See ${SEE}`);
    }
    return policy;
  }
}
