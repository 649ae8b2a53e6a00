import { aws_kms } from 'aws-cdk-lib/interfaces';
import { AmiLaunchTemplate } from './ami-launch-template';
import { AmiSsmParameter } from './ami-ssm-parameter';
import { FastLaunch } from './fast-launch';
import { LaunchPermission } from './launch-permission';

/**
 * How the AMI of a build is distributed in one Region.
 *
 * Synthesis fails if a list is longer than the API allows, or if the accounts that the AMI is shared with could not use it.
 * Account quotas are lower than the limits of the API; you can request increases.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/cr-upd-ami-distribution-settings.html
 */
export interface AmiDistribution {
  /**
   * The Region that gets the AMI. Give each Region only once.
   *
   * @default - the Region of the stack
   */
  readonly region?: string;

  /**
   * The name of the AMI, at most 127 characters. It must contain `{{ imagebuilder:buildDate }}`, which makes it unique.
   *
   * @default - the name of the distribution configuration and the build date
   */
  readonly amiName?: string;

  /**
   * The description of the AMI, 1 to 1,024 characters.
   *
   * @default - the description of the recipe in the Region of the build, none in other Regions
   */
  readonly description?: string;

  /**
   * Tags on the AMI, at most 50.
   *
   * @default - none
   */
  readonly amiTags?: { [key: string]: string };

  /**
   * Ids of the accounts that each get a copy of the AMI: at most 1,536 by the API, and 50 by the default quota. In another Region
   * than that of the stack, only these accounts get one.
   *
   * Each account needs a role EC2ImageBuilderDistributionCrossAccountRole that trusts the account of the pipeline and has
   * the managed policy Ec2ImageBuilderCrossAccountDistributionAccess. For an encrypted AMI, both the recipe's volumes and
   * this distribution need a customer managed key, and that role must be allowed to use both keys. If a key belongs to the
   * app, its policy is extended for these accounts.
   *
   * @default - only the account of the pipeline
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/cross-account-dist.html
   */
  readonly targetAccounts?: string[];

  /**
   * Who may launch instances from the AMI. An encrypted AMI needs a customer managed key whose policy allows those accounts
   * to use it: in the stack's own Region that of the recipe's volumes, and in another Region the `kmsKey`.
   *
   * @default - only the account that owns the AMI
   */
  readonly launchPermission?: LaunchPermission;

  /**
   * The key that encrypts copies of the AMI: those in another Region, and those for `targetAccounts`. It must be in the same
   * Region. In the stack's own Region, the keys of the recipe's volumes encrypt the AMI itself.
   *
   * Synthesis fails if the recipe has encrypted volumes, there are `targetAccounts`, and there is no such key. It warns if only
   * copies in another Region are shared: other accounts cannot use keys that AWS manages.
   *
   * @default - the account's default key for EBS if the AMI is encrypted; such an AMI can be shared only if the account has chosen a
   * customer managed key as its default
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
   * Fast launch settings of a Windows AMI, at most 1,000.
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
