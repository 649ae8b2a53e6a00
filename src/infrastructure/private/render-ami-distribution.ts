import { Stack, Token } from 'aws-cdk-lib';
import { CfnLaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import { CfnDistributionConfiguration } from 'aws-cdk-lib/aws-imagebuilder';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { IConstruct } from 'constructs';
import { warnOfFastLaunchElsewhere, warnOfMissingAmi } from './own-ami';
import { quoted } from '../../private/checks/callers-language';
import { accountRule, checkedAccounts, checkedList, checkedTexts } from '../../private/checks/checked-list';
import { checkParameterName } from '../../private/checks/parameter-name';
import { areDifferent } from '../../private/checks/same-place';
import { checkedTags } from '../../private/checks/tag-rules';
import { checkText, checkInteger } from '../../private/checks/text-rules';
import { unlessEmpty } from '../../private/checks/unless-empty';
import { ValidationError } from '../../private/checks/validation-error';
import { warn } from '../../private/checks/warnings';
import { isManagedByAws } from '../../private/facts/aws-managed-key';
import { keyArnFor } from '../../private/facts/key-arn';
import { resourceOf } from '../../private/facts/resource-of';
import { AmiDistribution } from '../ami-distribution';
import { AmiLaunchTemplate } from '../ami-launch-template';
import { AmiSsmParameter } from '../ami-ssm-parameter';
import { FastLaunch } from '../fast-launch';
import { LaunchPermission } from '../launch-permission';

const API = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference';
const SEE = `${API}/API_AmiDistributionConfiguration.html`;
const SEE_DISTRIBUTION = `${API}/API_Distribution.html`;
const SEE_LAUNCH_TEMPLATE = `${API}/API_LaunchTemplateConfiguration.html`;
const SEE_SHARED = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-explicit.html';
const SEE_PARAMETER = `${API}/API_SsmParameterConfiguration.html`;
const SEE_KEYS = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AMIEncryption.html';
const SEE_FAST_LAUNCH = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_FastLaunchConfiguration.html';
const SEE_LAUNCH_PERMISSION = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LaunchPermissionConfiguration.html';

/** EC2's minimum, since Image Builder passes the number on to EC2; its own page says 1. */
const MIN_PARALLEL_LAUNCHES = 6;
const SEE_ENABLE_FAST_LAUNCH = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableFastLaunch.html';

const BUILD_DATE = /\{\{\s*imagebuilder:buildDate\s*\}\}/;

/** Renders the distribution of an AMI in a Region; an AMI without a name gets `defaultName`. */
export function renderAmiDistribution(
  scope: IConstruct,
  region: string,
  distribution: AmiDistribution,
  defaultName: string,
): CfnDistributionConfiguration.DistributionProperty {
  checkAmiName(scope, distribution.amiName);
  checkText(scope, distribution.description, { what: 'the description of the AMI', maxLength: 1024, see: SEE });
  const targetAccounts = checkedAccounts(scope, distribution.targetAccounts, 'target accounts', SEE);
  const launchPermission = renderLaunchPermission(scope, distribution.launchPermission);
  warnOfSameParameters(scope, distribution.ssmParameters);
  warnOfUnsharedAmi(scope, distribution);
  warnOfMissingAmi(scope, region, distribution);
  warnOfFastLaunchElsewhere(scope, distribution);
  checkKey(scope, region, distribution, targetAccounts !== undefined || launchPermission !== undefined);
  if (distribution.launchPermission?.makePublic) warnOfPublicAmi(scope, region);
  checkTemplateRegions(scope, region, distribution);
  return {
    region,
    // The L1 does not convert the case of these keys.
    amiDistributionConfiguration: {
      // Image Builder rejects a Region without any setting.
      Name: distribution.amiName ?? defaultName,
      Description: distribution.description,
      AmiTags: checkedTags(scope, distribution.amiTags, { what: 'the AMI', see: SEE }),
      KmsKeyId: keyArnFor(scope, distribution.kmsKey),
      LaunchPermissionConfiguration: launchPermission,
      TargetAccountIds: targetAccounts,
    },
    licenseConfigurationArns: checkedLicenses(scope, distribution.licenseConfigurationArns),
    launchTemplateConfigurations: checkedList(scope, distribution.launchTemplates, { what: 'launch templates in a Region', maxCount: 100, see: SEE_DISTRIBUTION })
      ?.map((template) => renderLaunchTemplate(scope, template)),
    fastLaunchConfigurations: checkedList(scope, distribution.fastLaunches, { what: 'fastLaunches in a Region', maxCount: 1000, see: SEE_DISTRIBUTION })
      ?.map((fastLaunch) => renderFastLaunch(scope, fastLaunch)),
    ssmParameterConfigurations: checkedList(scope, distribution.ssmParameters, { what: 'parameters', see: SEE_DISTRIBUTION })
      ?.map((parameter) => renderParameter(scope, parameter, targetAccounts)),
  };
}

function warnOfPublicAmi(scope: IConstruct, region: string): void {
  const where = Token.isUnresolved(region) ? 'the Region of the stack' : `'${region}'`;
  warn(scope, 'publicAmi', `With makePublic everybody can launch the AMIs in ${where} and read all that is on them: make sure that they hold no secrets, and acknowledge this warning, or share them with accounts or organizations instead. An account that blocks public sharing, as it does by default, fails the distribution. See https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html`);
}

/** The new version of a launch template names the AMI of this account, also where the other account has a copy. */
function warnOfUnsharedAmi(scope: IConstruct, { launchTemplates = [], launchPermission = {} }: AmiDistribution): void {
  const { accounts = [], organizationArns = [], organizationalUnitArns = [], makePublic } = launchPermission;
  // The members of an organization are unknown, as are those of a list that only the deployment knows.
  if (makePublic || organizationArns.length > 0 || organizationalUnitArns.length > 0 || Token.isUnresolved(launchTemplates)) return;
  const mayLaunch = (account: string) => [accounts, Stack.of(scope).account, ...accounts].some((one) => Token.isUnresolved(one) || one === account);
  const unshared = launchTemplates.find(({ accountId }) => accountId !== undefined && !Token.isUnresolved(accountId) && !mayLaunch(accountId));
  if (!unshared) return;
  warn(scope, 'launchTemplateNotShared', `The new version of the launch template in the account '${unshared.accountId}' names the AMI of this account, which is not shared with that one, so EC2 refuses to launch instances there: add the account to the accounts of launchPermission. See ${SEE_SHARED}`);
}

function checkAmiName(scope: IConstruct, name: string | undefined): void {
  checkText(scope, name, {
    what: 'the AMI name',
    maxLength: 127,
    pattern: /^[-_A-Za-z0-9{][-_A-Za-z0-9\s:{}.]+[-_A-Za-z0-9}]$/,
    allowed: "letters, digits, spaces and '-_:.{}', and must begin and end with a letter, a digit, '-', '_' or a brace",
    see: SEE,
  });
  if (name !== undefined && !Token.isUnresolved(name) && !BUILD_DATE.test(name)) {
    throw new ValidationError(scope, `The AMI name must contain '{{ imagebuilder:buildDate }}', since each AMI needs its own name: for example use '${name} {{ imagebuilder:buildDate }}', got '${name}'. See ${SEE}`);
  }
}

function checkKey(scope: IConstruct, region: string, { kmsKey, launchPermission }: AmiDistribution, isShared: boolean): void {
  if (!kmsKey) return;
  if (launchPermission?.makePublic) {
    throw new ValidationError(scope, `An encrypted AMI cannot be public: give the distribution to '${region}' either kmsKey or makePublic, got both. See ${SEE_KEYS}`);
  }
  if (isShared && isManagedByAws(Stack.of(scope), kmsKey)) {
    throw new ValidationError(scope, `The AMI is shared from '${region}', so that kmsKey must be a customer managed key, got an alias of a key that AWS manages ('alias/aws/...'), which no other account can use. See ${SEE_KEYS}`);
  }
  const keyRegion = kmsKey.env.region;
  if (areDifferent(region, keyRegion)) {
    throw new ValidationError(scope, `kmsKey must be a key in the Region of the distribution, '${region}', got a key in '${keyRegion}': import the key of '${region}' by its ARN, with Key.fromKeyArn(), since an imported alias belongs to the Region of its stack. See ${SEE_KEYS}`);
  }
}

/** Rejects a launch template that the app creates in another Region. The Region of an import is that of its stack, wherever it is used. */
function checkTemplateRegions(scope: IConstruct, region: string, { launchTemplates = [], fastLaunches = [] }: AmiDistribution): void {
  if (Token.isUnresolved(launchTemplates) || Token.isUnresolved(fastLaunches)) return;
  for (const { launchTemplate } of [...launchTemplates, ...fastLaunches]) {
    const resource = launchTemplate && resourceOf(launchTemplate, CfnLaunchTemplate);
    if (!resource || !areDifferent(region, Stack.of(resource).region)) continue;
    throw new ValidationError(scope, `A launch template must be in the Region of the distribution, '${region}', got '${launchTemplate.node.path}' in '${Stack.of(resource).region}': create one there, and import it by its launchTemplateId. See ${SEE_LAUNCH_TEMPLATE}`);
  }
}

function checkedLicenses(scope: IConstruct, arns: string[] | undefined): string[] | undefined {
  return checkedTexts(scope, arns, { what: 'license configurations in a Region', maxCount: 50, see: SEE_DISTRIBUTION }, {
    what: 'the ARN of a license configuration',
    pattern: /^arn:aws[^:]*:license-manager:[^:]+:[0-9]{12}:license-configuration:lic-[a-z0-9-_]{32}$/,
    form: "of the form 'arn:<partition>:license-manager:<region>:<account>:license-configuration:lic-<32 characters>'",
    see: SEE_DISTRIBUTION,
  });
}

function renderLaunchTemplate(scope: IConstruct, template: AmiLaunchTemplate): CfnDistributionConfiguration.LaunchTemplateConfigurationProperty {
  const { launchTemplate, accountId, setDefaultVersion } = template;
  checkText(scope, accountId, accountRule('each of the accounts of launch templates', SEE_LAUNCH_TEMPLATE));
  if (launchTemplate.launchTemplateId === undefined) {
    throw new ValidationError(scope, `Image Builder needs the id of the launch template, and '${launchTemplate.node.path}' has only the name ${quoted(launchTemplate.launchTemplateName!)}: import it with its launchTemplateId. See ${SEE_LAUNCH_TEMPLATE}`);
  }
  return { launchTemplateId: launchTemplate.launchTemplateId, accountId, setDefaultVersion: setDefaultVersion ?? true };
}

function renderParameter(
  scope: IConstruct,
  parameter: AmiSsmParameter,
  targetAccounts: string[] | undefined,
): CfnDistributionConfiguration.SsmParameterConfigurationProperty {
  const { parameterName, accountId, dataType } = parameter;
  checkParameterName(scope, parameterName, SEE_PARAMETER);
  checkText(scope, accountId, accountRule('each of the accounts of parameters', SEE_PARAMETER));
  checkIsTarget(scope, accountId, targetAccounts);
  return { parameterName, amiAccountId: accountId, dataType: dataType ?? ssm.ParameterDataType.AWS_EC2_IMAGE };
}

/** Warns of two entries for one parameter: a build would write both, and the last one would win. */
function warnOfSameParameters(scope: IConstruct, parameters: AmiSsmParameter[] = []): void {
  if (Token.isUnresolved(parameters)) return;
  const keys = parameters.map(({ parameterName, accountId }) => `${accountId ?? Stack.of(scope).account} ${parameterName}`);
  const twice = parameters.find((_, index) => keys.indexOf(keys[index]) < index);
  if (!twice) return;
  warn(scope, 'ssmParameterTwice', `The ssmParameters of a distribution hold '${twice.parameterName}' twice for one account and Region: leave one of them out, or give it another name. See ${SEE_PARAMETER}`);
}

function checkIsTarget(scope: IConstruct, accountId: string | undefined, targetAccounts: string[] | undefined): void {
  if (accountId === undefined) return;
  const targets = targetAccounts ?? [Stack.of(scope).account];
  const isKnown = ![accountId, targets, ...targets].some((value) => Token.isUnresolved(value));
  if (isKnown && !targets.includes(accountId)) {
    throw new ValidationError(scope, `The account of a parameter must be a target account of the AMI in that Region, got '${accountId}': add it to targetAccounts. See ${SEE_PARAMETER}`);
  }
}

/** Checks and renders fast launch settings. */
function renderFastLaunch(scope: IConstruct, fastLaunch: FastLaunch): CfnDistributionConfiguration.FastLaunchConfigurationProperty {
  const { enabled, accountId, maxParallelLaunches, targetSnapshotCount } = fastLaunch;
  checkText(scope, accountId, accountRule('each of the accounts of fastLaunches', SEE_FAST_LAUNCH));
  checkInteger(scope, maxParallelLaunches, 'maxParallelLaunches', MIN_PARALLEL_LAUNCHES, Number.MAX_SAFE_INTEGER, SEE_ENABLE_FAST_LAUNCH);
  checkInteger(scope, targetSnapshotCount, 'targetSnapshotCount', 1, 10000, SEE_FAST_LAUNCH);
  return {
    enabled: enabled ?? true,
    accountId,
    launchTemplate: renderTemplate(scope, fastLaunch),
    maxParallelLaunches,
    snapshotConfiguration: targetSnapshotCount === undefined ? undefined : { targetResourceCount: targetSnapshotCount },
  };
}

function renderTemplate(
  scope: IConstruct,
  { launchTemplate, launchTemplateVersion }: FastLaunch,
): CfnDistributionConfiguration.FastLaunchLaunchTemplateSpecificationProperty | undefined {
  if (!launchTemplate) {
    if (launchTemplateVersion === undefined) return undefined;
    throw new ValidationError(scope, `launchTemplateVersion is the version of a launch template: give fastLaunches the launchTemplate too, got only the version '${launchTemplateVersion}'. See ${SEE_FAST_LAUNCH}`);
  }
  const { launchTemplateId, launchTemplateName, versionNumber } = launchTemplate;
  return {
    launchTemplateId,
    launchTemplateName: launchTemplateId === undefined ? launchTemplateName : undefined,
    launchTemplateVersion: launchTemplateVersion ?? versionNumber,
  };
}

/** Launch permissions in the case of CloudFormation. */
interface RenderedLaunchPermission {
  readonly UserIds?: string[];
  readonly UserGroups?: string[];
  readonly OrganizationArns?: string[];
  readonly OrganizationalUnitArns?: string[];
}

/** Checks and renders launch permissions; empty ones are left out. */
function renderLaunchPermission(scope: IConstruct, permission: LaunchPermission = {}): RenderedLaunchPermission | undefined {
  return unlessEmpty({
    UserIds: checkedAccounts(scope, permission.accounts, 'accounts of the launch permission', SEE_LAUNCH_PERMISSION),
    UserGroups: permission.makePublic ? ['all'] : undefined,
    OrganizationArns: checkedTexts(scope, permission.organizationArns, { what: 'organizations', maxCount: 25, see: SEE_LAUNCH_PERMISSION }, {
      what: 'the ARN of an organization',
      pattern: /^arn:aws[^:]*:organizations::[0-9]{12}:organization\/o-[a-z0-9]{10,32}$/,
      form: "of the form 'arn:<partition>:organizations::<account>:organization/o-<id>'",
      see: SEE_LAUNCH_PERMISSION,
    }),
    OrganizationalUnitArns: checkedTexts(scope, permission.organizationalUnitArns, { what: 'organizational units', maxCount: 25, see: SEE_LAUNCH_PERMISSION }, {
      what: 'the ARN of an organizational unit',
      pattern: /^arn:aws[^:]*:organizations::[0-9]{12}:ou\/o-[a-z0-9]{10,32}\/ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/,
      form: "of the form 'arn:<partition>:organizations::<account>:ou/o-<id>/ou-<id>'",
      see: SEE_LAUNCH_PERMISSION,
    }),
  });
}
