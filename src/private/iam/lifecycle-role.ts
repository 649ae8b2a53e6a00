import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { acknowledgeFinding } from './acknowledge-finding';
import { flattenReference } from './flatten-reference';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html';

const SHARED_ID = 'CdkImageBuilderLifecycleRole';

/**
 * The role that Image Builder takes to run a lifecycle policy or to delete an image, with the managed policy for it.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html
 */
export class LifecycleRole extends iam.Role {
  /** The one of a stack, for policies that share it. */
  public static of(scope: IConstruct): LifecycleRole {
    const stack = Stack.of(scope);
    return stack.node.tryFindChild(SHARED_ID) as LifecycleRole | undefined ?? new LifecycleRole(stack, SHARED_ID);
  }

  public constructor(scope: Construct, id: string, description = 'Role with which EC2 Image Builder runs a lifecycle policy') {
    const policy = iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/EC2ImageBuilderLifecycleExecutionPolicy');
    super(scope, id, {
      assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com'),
      description,
      managedPolicies: [policy],
    });
    const arn = flattenReference(Stack.of(this).resolve(policy.managedPolicyArn));
    acknowledgeFinding(
      this.node.defaultChild!,
      `AwsSolutions-IAM4[Policy::${arn}]`,
      `Image Builder asks for this policy, which only changes what Image Builder has made; AWS keeps it up to date with the service. See ${SEE}`,
    );
  }
}
