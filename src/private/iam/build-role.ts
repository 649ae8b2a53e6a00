import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeFindings } from './acknowledge-finding';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/set-up-ib-env.html';

/**
 * The role of build instances, with the managed policies that Image Builder asks for and no others.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/set-up-ib-env.html
 */
export class BuildRole extends iam.Role {
  private readonly acknowledged: Record<string, string> = {};
  private buildsContainers = false;

  public constructor(scope: Construct, id: string) {
    super(scope, id, {
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      description: 'Role of the instances on which EC2 Image Builder builds and tests images',
    });
    acknowledgeFindings(this.node.defaultChild!, this.acknowledged);
    this.addAwsManagedPolicy('AmazonSSMManagedInstanceCore', 'Image Builder runs the steps of a build through Systems Manager');
    this.addAwsManagedPolicy('EC2InstanceProfileForImageBuilder', 'Image Builder asks for this policy on the instances that build an AMI');
  }

  /** Adds what a build of container images needs, once. */
  public allowContainerBuilds(): void {
    if (this.buildsContainers) return;
    this.buildsContainers = true;
    this.addAwsManagedPolicy(
      'EC2InstanceProfileForImageBuilderECRContainerBuilds',
      'Image Builder asks for this policy on the instances that build a container image',
    );
  }

  private addAwsManagedPolicy(name: string, reason: string): void {
    this.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName(name));
    this.acknowledged[`AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${name}]`] = `${reason}; AWS keeps it up to date with the service. See ${SEE}`;
  }
}
