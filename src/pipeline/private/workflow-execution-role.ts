import { aws_iam as iam, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledgeFinding } from '../../private/acknowledge-finding';
import { flattenReference } from '../../private/flatten-reference';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html';
const MANAGED_POLICY = 'EC2ImageBuilderExecutionPolicy';

/**
 * The role with which Image Builder runs workflows: the managed policy for it, and what the workflows' steps need beyond that.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html
 */
export class WorkflowExecutionRole extends iam.Role {
  constructor(scope: Construct, id: string, statements: iam.PolicyStatement[]) {
    super(scope, id, {
      assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com'),
      description: 'Role with which EC2 Image Builder runs the workflows of a build',
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(MANAGED_POLICY)],
    });
    acknowledgeFinding(
      this.node.defaultChild!,
      `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${MANAGED_POLICY}]`,
      `Image Builder asks for this policy to run workflows; AWS keeps it up to date with the service. See ${SEE}`,
    );
    if (statements.length > 0) this.allow(statements);
  }

  /** A managed policy, since several rule packs refuse inline ones. */
  private allow(statements: iam.PolicyStatement[]): void {
    const policy = new iam.ManagedPolicy(this, 'StepsPolicy', {
      description: 'What the steps of the workflows need',
      statements,
      roles: [this],
    });
    for (const resource of statements.flatMap((statement) => statement.resources)) {
      const flat = flattenReference(Stack.of(this).resolve(resource));
      if (flat.includes('*')) {
        acknowledgeFinding(policy.node.defaultChild!, `AwsSolutions-IAM5[Resource::${flat}]`, `What a step starts has ids or versions that are not known before it runs. See ${SEE}`);
      }
    }
  }
}
