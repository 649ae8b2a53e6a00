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
   * The role of the instances. It needs the permissions of the managed policies AmazonSSMManagedInstanceCore and
   * EC2InstanceProfileForImageBuilder, and for containers of EC2InstanceProfileForImageBuilderECRContainerBuilds.
   * You attach them to your own role yourself; synthesis warns if a role of the app lacks them. Cannot be given together
   * with `instanceProfile`.
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
   * The VPC that the instances run in, in the Region of the stack. Systems Manager and Image Builder must be reachable from it.
   *
   * @default - the default VPC of the account
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnet that the instances run in: the first one of the selection. Needs `vpc`.
   *
   * @default - a private subnet of the VPC, if it has one
   */
  readonly subnetSelection?: ec2.SubnetSelection;

  /**
   * The security groups of the instances, in the Region of the stack.
   *
   * @default - with a VPC, a new security group that allows all outbound traffic; otherwise the default security group
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * The key pair for logging in to an instance that is kept after a failure, in the Region of the stack.
   *
   * @default - none
   */
  readonly keyPair?: ec2.IKeyPair;

  /**
   * The bucket that stores the logs of builds and tests. The role of the instances may write to it.
   *
   * @default - logs go to CloudWatch Logs only
   */
  readonly logging?: BuildLogs;

  /**
   * The topic that gets a message for each image that becomes `AVAILABLE` or `FAILED`. Cancelled images send no message:
   * use `onImageStateChange()` of the pipeline to see those too.
   *
   * The topic must be a standard topic in the Region of the stack, either unencrypted or encrypted with a customer managed key of the same account.
   * Image Builder must be allowed to use that key: a key of the app gets the statement in its policy; for an imported key,
   * synthesis warns and says what its policy must allow. A topic of another account must belong to the app, or allow the account
   * of the stack to publish.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/integ-sns.html
   */
  readonly notificationTopic?: sns.ITopic;

  /**
   * Whether an instance is terminated after a failure. If not, it runs and costs money until you terminate it.
   *
   * @default true
   */
  readonly terminateInstanceOnFailure?: boolean;

  /**
   * Whether instances that are still running after a success are terminated. If not, they run and cost money until
   * you terminate them. A workflow step that terminates an instance does so regardless.
   *
   * @default true
   */
  readonly terminateInstanceOnCompletion?: boolean;

  /**
   * The hardware and the Availability Zone that the instances run in. With a VPC, the subnet is in that zone.
   *
   * @default - shared hardware, in any Availability Zone
   */
  readonly placement?: InstancePlacement;

  /**
   * An Auto Scaling group with running instances that builds use instead of launching one. Tests still launch their own.
   *
   * @default - an instance is launched for each build
   */
  readonly parentInstance?: ParentInstance;

  /**
   * Whether the instance metadata service requires tokens (IMDSv2).
   *
   * @default ec2.HttpTokens.REQUIRED
   */
  readonly httpTokens?: ec2.HttpTokens;

  /**
   * The hop limit for responses of the instance metadata service: 1 to 64. Container builds need at least 2 if tokens are
   * required.
   *
   * @default - 2 for container builds; otherwise the default of EC2 for the instance
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_InstanceMetadataOptions.html
   */
  readonly httpPutResponseHopLimit?: number;

  /**
   * Tags on the instances, at most 30. Image Builder sets CreatedBy, Ec2ImageBuilderArn, Name and Tags itself.
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
