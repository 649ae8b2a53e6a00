import { Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { sharingOf } from './ami-sharing';
import { turnedOn } from './fast-launch-rules';
import { areDifferent } from '../../private/checks/same-place';
import { warn } from '../../private/checks/warnings';
import { AmiDistribution } from '../ami-distribution';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-apply-image-configurations';
const SEE_FAST_LAUNCH = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/cr-upd-ami-distribution-settings.html';

/** Warns of settings for an AMI that the account of the stack does not get: in another Region, only the target accounts get one. */
export function warnOfMissingAmi(scope: IConstruct, region: string, distribution: AmiDistribution): void {
  const { account } = Stack.of(scope);
  const { targetAccounts = [] } = distribution;
  const isKnown = ![account, targetAccounts, ...targetAccounts].some((value) => Token.isUnresolved(value));
  if (!isKnown || targetAccounts.length === 0 || targetAccounts.includes(account) || sharingOf(scope, distribution).isOwnRegion !== false) return;
  const settings = ownSettings(distribution, account).map((name) => `'${name}'`).join(', ');
  if (settings === '') return;
  warn(scope, 'noOwnAmi', `The distribution to '${region}' has targetAccounts without the account '${account}' of the stack, which gets no AMI there for ${settings}: add the account to targetAccounts, or leave out these settings (a parameter may have the accountId of a target account). See ${SEE}`);
}

/** Warns of fast launches of AMIs of other accounts. */
export function warnOfFastLaunchElsewhere(scope: IConstruct, distribution: AmiDistribution): void {
  const { account } = Stack.of(scope);
  const other = turnedOn([distribution]).find(({ accountId }) => accountId !== undefined && areDifferent(account, accountId));
  if (!other) return;
  warn(scope, 'fastLaunchInOtherAccount', `Image Builder turns on fast launches in the account of the build only, got one for the account '${other.accountId}': leave it out, and turn on fast launches in that account. See ${SEE_FAST_LAUNCH}`);
}

/** The settings that Image Builder applies to the AMI of the account of the build. */
function ownSettings(distribution: AmiDistribution, account: string): string[] {
  const { ssmParameters = [], launchTemplates = [], licenseConfigurationArns = [] } = distribution;
  const applied = {
    ssmParameters: Token.isUnresolved(ssmParameters) ? [] : ssmParameters.filter(({ accountId }) => accountId === undefined),
    launchTemplates,
    fastLaunches: turnedOn([distribution]).filter(({ accountId = account }) => accountId === account),
    licenseConfigurationArns,
  };
  return Object.entries(applied).filter(([, list]) => list.length > 0).map(([name]) => name);
}
