import { CfnDistributionConfiguration } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { accountRule } from '../../private/checks/checked-list';
import { checkInteger, checkText } from '../../private/checks/text-rules';
import { ValidationError } from '../../private/checks/validation-error';
import { FastLaunch } from '../fast-launch';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_FastLaunchConfiguration.html';

/** Checks and renders faster launching. */
export function renderFastLaunch(scope: IConstruct, fastLaunch: FastLaunch): CfnDistributionConfiguration.FastLaunchConfigurationProperty {
  const { enabled, accountId, maxParallelLaunches, targetSnapshotCount } = fastLaunch;
  checkText(scope, accountId, accountRule('accounts of fastLaunches', SEE));
  checkInteger(scope, maxParallelLaunches, 'maxParallelLaunches', 1, Number.MAX_SAFE_INTEGER, SEE);
  checkInteger(scope, targetSnapshotCount, 'targetSnapshotCount', 1, 10000, SEE);
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
    throw new ValidationError(scope, `launchTemplateVersion is the version of a launch template: give fastLaunches the launchTemplate too, got only the version '${launchTemplateVersion}'. See ${SEE}`);
  }
  const { launchTemplateId, launchTemplateName, versionNumber } = launchTemplate;
  return {
    launchTemplateId,
    launchTemplateName: launchTemplateId === undefined ? launchTemplateName : undefined,
    launchTemplateVersion: launchTemplateVersion ?? versionNumber,
  };
}
