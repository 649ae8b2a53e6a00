import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { BuildLogs } from './build-logs';
import { InstancePlacement } from './instance-placement';
import { ParentInstance } from './parent-instance';

/**
 * Properties of an infrastructure configuration.
 *
 * Synthesis fails if both `role` and `instanceProfile` are given, if `subnetSelection` is given without `vpc` or selects no
 * subnet, or if the instance types or the placement do not fit the image.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateInfrastructureConfiguration.html
 */
export interface InfrastructureConfigurationProps {
  /**
   * The name: 3 to 128 characters of a-z, 0-9 and hyphen.
   *
   * @default - a name made from the construct's path
   */
  readonly infrastructureConfigurationName?: string;

  /**
   * A description of 1 to 1,024 characters.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * The instance types that Image Builder may choose from.
   *
   * @default - Image Builder chooses what fits the image
   */
  readonly instanceTypes?: ec2.InstanceType[];

  /**
   * The role of the instances. It must allow what the managed policies AmazonSSMManagedInstanceCore and
   * EC2InstanceProfileForImageBuilder do, and for containers EC2InstanceProfileForImageBuilderECRContainerBuilds:
   * your own role gets none of them from here. Synthesis warns if a role of the app lacks them. Cannot be given
   * together with `instanceProfile`.
   *
   * @default - a role with these policies, unless there is an instance profile
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/set-up-ib-env.html
   */
  readonly role?: iam.IRole;

  /**
   * The instance profile of the instances. Cannot be given together with `role`.
   *
   * @default - an instance profile for the role
   */
  readonly instanceProfile?: iam.IInstanceProfile;

  /**
   * The VPC that the instances run in. They must reach Systems Manager and Image Builder from there.
   *
   * @default - the default VPC of the account
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnet that the instances run in: the first one that is selected. Needs `vpc`.
   *
   * @default - a private subnet of the VPC, if it has one
   */
  readonly subnetSelection?: ec2.SubnetSelection;

  /**
   * The security groups of the instances.
   *
   * @default - with a VPC, a security group that allows all outbound traffic; else the default one
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * The key pair to log on with to an instance that is kept after a failure.
   *
   * @default - none
   */
  readonly keyPair?: ec2.IKeyPair;

  /**
   * The bucket that the logs of builds and tests are put to. The role may put objects there.
   *
   * @default - logs go to CloudWatch Logs only
   */
  readonly logging?: BuildLogs;

  /**
   * The topic that gets a message for each image that becomes `AVAILABLE` or `FAILED`. There is none for an image that is
   * cancelled: use `onImageStateChange()` of the pipeline for those too.
   *
   * It must be a standard topic. If it is encrypted, then with a customer managed key of the same account. The policy of a
   * key that the app makes is extended, so that Image Builder may use it; for another key, synthesis warns of what its
   * policy must allow.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/integ-sns.html
   */
  readonly notificationTopic?: sns.ITopic;

  /**
   * Whether an instance is terminated after a failure; else it stays, and costs, until you terminate it.
   *
   * @default true
   */
  readonly terminateInstanceOnFailure?: boolean;

  /**
   * Whether instances that still run after a success are terminated; else they stay, and cost, until you terminate
   * them. A step of a workflow that terminates an instance does so in any case.
   *
   * @default true
   */
  readonly terminateInstanceOnCompletion?: boolean;

  /**
   * The hardware and the Availability Zone that the instances run in. With a VPC, the subnet is one of that zone.
   *
   * @default - hardware that other accounts share, in any Availability Zone
   */
  readonly placement?: InstancePlacement;

  /**
   * Where builds take an instance from that runs already, instead of launching one. Only for the build, not for tests.
   *
   * @default - an instance is launched for each build
   */
  readonly parentInstance?: ParentInstance;

  /**
   * Whether the instance metadata service asks for tokens (IMDSv2).
   *
   * @default ec2.HttpTokens.REQUIRED
   */
  readonly httpTokens?: ec2.HttpTokens;

  /**
   * How many hops the answers of the instance metadata service may travel, 1 to 64. Builds of container images
   * need at least 2 where tokens are required.
   *
   * @default - 2 if container images are built; else what EC2 has for the instance
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_InstanceMetadataOptions.html
   */
  readonly httpPutResponseHopLimit?: number;

  /**
   * Tags on the instances, at most 30. Image Builder itself sets CreatedBy, Ec2ImageBuilderArn, Name and Tags.
   *
   * @default - none
   */
  readonly resourceTags?: { [key: string]: string };

  /**
   * Tags on the infrastructure configuration itself.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
}
