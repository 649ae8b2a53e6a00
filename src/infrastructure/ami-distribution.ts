import { aws_kms } from 'aws-cdk-lib/interfaces';
import { AmiLaunchTemplate } from './ami-launch-template';
import { AmiSsmParameter } from './ami-ssm-parameter';
import { FastLaunch } from './fast-launch';
import { LaunchPermission } from './launch-permission';

/**
 * What happens to the AMI of a build in one Region.
 *
 * Synthesis fails if a list is longer than the API allows, or if the AMI is shared in a way in which nobody could use it.
 * The quotas of an account are lower; you can ask for higher ones.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/cr-upd-ami-distribution-settings.html
 */
export interface AmiDistribution {
  /**
   * The Region that gets the AMI. Each Region is given once.
   *
   * @default - the Region of the stack
   */
  readonly region?: string;

  /**
   * The name of the AMI, at most 127 characters. It must hold `{{ imagebuilder:buildDate }}`, which makes it unique.
   *
   * @default - the name of the distribution configuration and the build date
   */
  readonly amiName?: string;

  /**
   * The description of the AMI, 1 to 1,024 characters.
   *
   * @default - in the Region of the build the one of the recipe, else none
   */
  readonly description?: string;

  /**
   * Tags on the AMI, at most 50.
   *
   * @default - none
   */
  readonly amiTags?: { [key: string]: string };

  /**
   * Ids of the accounts that each get a copy of the AMI: at most 1,536 by the API, and 50 by the default quota.
   *
   * Each must have the role EC2ImageBuilderDistributionCrossAccountRole that trusts the account of the pipeline, with
   * the managed policy Ec2ImageBuilderCrossAccountDistributionAccess. If the AMI is encrypted, `kmsKey` must be given,
   * and both the policy of the key and that role must allow the account to use it.
   *
   * @default - only the account of the pipeline
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/cross-account-dist.html
   */
  readonly targetAccounts?: string[];

  /**
   * Who may launch instances from the AMI. If it is encrypted, `kmsKey` must be given, and its policy must allow
   * those accounts to use it.
   *
   * @default - only the account that owns the AMI
   */
  readonly launchPermission?: LaunchPermission;

  /**
   * The key that encrypts the AMI, of the same Region. An AMI that is shared needs a customer managed key: other
   * accounts cannot use a key that AWS manages. Synthesis refuses to share an AMI without one where the block devices
   * of the recipe are encrypted.
   *
   * @default - an encrypted AMI is encrypted with the account's default key for EBS, which cannot be shared
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AMIEncryption.html
   */
  readonly kmsKey?: aws_kms.IKeyRef;

  /**
   * ARNs of the License Manager configurations of the AMI, at most 50.
   *
   * @default - none
   */
  readonly licenseConfigurationArns?: string[];

  /**
   * The launch templates that get a new version with the AMI: at most 100 by the API, and 5 by the default quota.
   *
   * @see https://docs.aws.amazon.com/general/latest/gr/imagebuilder.html
   * @default - none
   */
  readonly launchTemplates?: AmiLaunchTemplate[];

  /**
   * Faster launching of a Windows AMI: one entry for each account, at most 1,000.
   *
   * @default - none
   */
  readonly fastLaunches?: FastLaunch[];

  /**
   * The Systems Manager parameters that get the id of the AMI: at most 10 by the default quota.
   *
   * @see https://docs.aws.amazon.com/general/latest/gr/imagebuilder.html
   * @default - none
   */
  readonly ssmParameters?: AmiSsmParameter[];
}
