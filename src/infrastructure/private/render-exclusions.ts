import { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { checkedAccounts, checkedTexts } from '../../private/checks/checked-list';
import { checkedTags } from '../../private/checks/tag-rules';
import { checkInteger } from '../../private/checks/text-rules';
import { ValidationError } from '../../private/checks/validation-error';
import { AmiExclusions, LifecycleExclusions } from '../lifecycle-exclusions';
import { LifecycleImageType } from '../lifecycle-image-type';
import { LifecyclePeriod } from '../lifecycle-period';

const API = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference';
const SEE = `${API}/API_LifecyclePolicyDetailExclusionRules.html`;
const SEE_AMIS = `${API}/API_LifecyclePolicyDetailExclusionRulesAmis.html`;

/** What a rule leaves alone; exclusions that hold for nothing are none. */
export function renderExclusions(
  scope: IConstruct,
  imageType: LifecycleImageType,
  exclusions: LifecycleExclusions = {},
): CfnLifecyclePolicy.ExclusionRulesProperty | undefined {
  if (exclusions.amis && imageType === LifecycleImageType.CONTAINER) {
    throw new ValidationError(scope, `Container images have no AMIs that a rule could leave alone: use exclusions.imageTags instead of exclusions.amis. See ${SEE}`);
  }
  return unlessEmpty({
    amis: exclusions.amis && renderAmiExclusions(scope, exclusions.amis),
    tagMap: checkedTags(scope, exclusions.imageTags, { what: 'the images to leave alone', see: SEE }),
  });
}

function renderAmiExclusions(scope: IConstruct, amis: AmiExclusions): CfnLifecyclePolicy.AmiExclusionRulesProperty | undefined {
  return unlessEmpty({
    isPublic: amis.isPublic,
    regions: checkedTexts(scope, amis.regions, { what: 'Regions to leave alone', see: SEE_AMIS }, { what: 'a Region to leave alone', maxLength: 1024, see: SEE_AMIS }),
    sharedAccounts: checkedAccounts(scope, amis.sharedAccounts, 'accounts to leave alone', SEE_AMIS),
    lastLaunched: amis.lastLaunched && renderLastLaunched(scope, amis.lastLaunched),
    tagMap: checkedTags(scope, amis.amiTags, { what: 'the AMIs to leave alone', see: SEE_AMIS }),
  });
}

function renderLastLaunched(scope: IConstruct, { value, unit }: LifecyclePeriod): CfnLifecyclePolicy.LastLaunchedProperty {
  checkInteger(scope, value, `lastLaunched in ${unit.toLowerCase()}`, 1, 365, SEE_AMIS);
  return { value, unit };
}

function unlessEmpty<T extends object>(rules: T): T | undefined {
  return Object.values(rules).some((value) => value !== undefined) ? rules : undefined;
}
