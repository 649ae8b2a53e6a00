import { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { LifecycleExclusions, AmiExclusions } from './lifecycle-exclusions';
import { LifecycleImageType } from './lifecycle-image-type';
import { LifecyclePeriod } from './lifecycle-period';
import { LifecycleAgeDeletionOptions, LifecycleDeletionOptions, LifecycleStateOptions } from './lifecycle-rule-options';
import { checkedAccounts, checkedTexts } from '../private/checks/checked-list';
import { checkedTags } from '../private/checks/tag-rules';
import { checkInteger } from '../private/checks/text-rules';
import { unlessEmpty } from '../private/checks/unless-empty';
import { ValidationError } from '../private/checks/validation-error';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailFilter.html';
const SEE_RULES = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-rules.html';
const SEE_DELETION_SCOPE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailActionIncludeResources.html';
const API = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference';
const SEE_EXCLUSIONS = `${API}/API_LifecyclePolicyDetailExclusionRules.html`;
const SEE_AMIS = `${API}/API_LifecyclePolicyDetailExclusionRulesAmis.html`;

type Tags = { [key: string]: string };

/**
 * A rule of a lifecycle policy: an action and the images that it applies to.
 *
 * A policy runs once a day. In one run, at most one rule applies to an image: the first that matches, in the order
 * deprecate, disable, delete.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-rules.html
 */
export abstract class LifecyclePolicyDetail {
  /**
   * Keeps the newest images of each recipe version and deletes the others, with their AMIs and snapshots or container
   * images. Images whose build failed do not count, and are deleted.
   *
   * Image Builder counts per recipe version, whether recipes or tags select the images. Each change of a recipe is a new
   * version, and the last images of the old version stay. If your recipe changes often, add a policy that selects by
   * `imageTags` (tags outlive the recipe version, which a deployment deletes) and uses `deleteAfter()` with an age by
   * which a newer image is sure to exist. For images that a gate or an approval holds back, that is never sure: let the policy
   * spare the released one, with the `protectedImageTags` `{ 'cdk-image-builder:release': 'RELEASED' }`.
   *
   * @param count the number of images to keep: 1 to 1,000
   * @param options what is deleted with the images, and which images are left alone
   * @throws if the count is not a whole number from 1 to 1,000
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/lifecycle-policy-execution.html
   */
  public static keepLast(count: number, options: LifecycleDeletionOptions = {}): LifecyclePolicyDetail {
    checkInteger(undefined, count, 'the number of images to keep', 1, 1000, SEE);
    return new Deletion(false, options, { type: 'COUNT', value: count });
  }

  /**
   * Deletes images once they reach this age, with their AMIs and snapshots or container images.
   *
   * @param age the age: 1 to 1,000 days, weeks, months or years
   * @param options what is deleted with the images, and which images are left alone
   * @throws if the age is outside that range, or `retainAtLeast` is not 1 to 10
   */
  public static deleteAfter(age: LifecyclePeriod, options: LifecycleAgeDeletionOptions = {}): LifecyclePolicyDetail {
    checkInteger(undefined, options.retainAtLeast, 'retainAtLeast', 1, 10, SEE);
    return new Deletion(options.retainAtLeast === undefined, options, { ...ageFilter(age), retainAtLeast: options.retainAtLeast });
  }

  /**
   * Deprecates images once they reach this age, and their AMIs, which can still be launched. Synthesis fails for container
   * images.
   *
   * @param age the age: 1 to 1,000 days, weeks, months or years
   * @param options whether AMIs are deprecated too, and which images are left alone
   * @throws if the age is outside that range
   */
  public static deprecateAfter(age: LifecyclePeriod, options: LifecycleStateOptions = {}): LifecyclePolicyDetail {
    return new StateChange('DEPRECATE', ageFilter(age), options);
  }

  /**
   * Disables images once they reach this age, and their AMIs, which can no longer be launched and are no longer shared.
   * Synthesis fails for container images.
   *
   * @param age the age: 1 to 1,000 days, weeks, months or years
   * @param options whether AMIs are disabled too, and which images are left alone
   * @throws if the age is outside that range
   */
  public static disableAfter(age: LifecyclePeriod, options: LifecycleStateOptions = {}): LifecyclePolicyDetail {
    return new StateChange('DISABLE', ageFilter(age), options);
  }

  /** Whether the rule may apply to the newest image, as a rule by age alone does. */
  public abstract readonly reachesNewest: boolean;

  protected constructor() {}

  /**
   * Checks the rule and renders it.
   *
   * @param protectedTags the rule leaves images with any of these tags alone
   * @internal
   */
  public abstract _render(scope: IConstruct, imageType: LifecycleImageType, protectedTags?: Tags): CfnLifecyclePolicy.PolicyDetailProperty;
}

class Deletion extends LifecyclePolicyDetail {
  public constructor(
    public readonly reachesNewest: boolean,
    private readonly options: LifecycleDeletionOptions,
    private readonly filter: CfnLifecyclePolicy.FilterProperty,
  ) {
    super();
  }

  public _render(scope: IConstruct, imageType: LifecycleImageType, protectedTags?: Tags): CfnLifecyclePolicy.PolicyDetailProperty {
    return {
      action: { type: 'DELETE', includeResources: renderDeletionScope(scope, imageType, this.options) },
      filter: this.filter,
      exclusionRules: renderExclusions(scope, imageType, withTags(this.options.exclusions, protectedTags)),
    };
  }
}

class StateChange extends LifecyclePolicyDetail {
  public readonly reachesNewest = true;

  public constructor(
    private readonly type: 'DEPRECATE' | 'DISABLE',
    private readonly filter: CfnLifecyclePolicy.FilterProperty,
    private readonly options: LifecycleStateOptions,
  ) {
    super();
  }

  public _render(scope: IConstruct, imageType: LifecycleImageType, protectedTags?: Tags): CfnLifecyclePolicy.PolicyDetailProperty {
    if (imageType === LifecycleImageType.CONTAINER) {
      throw new ValidationError(scope, `Container images can only be deleted, got a rule to ${this.type.toLowerCase()} them: use keepLast() or deleteAfter(). See ${SEE_RULES}`);
    }
    return {
      action: { type: this.type, includeResources: { amis: this.options.includeAmis ?? true } },
      filter: this.filter,
      exclusionRules: renderExclusions(scope, imageType, withTags(this.options.exclusions, protectedTags)),
    };
  }
}

function withTags(exclusions: LifecycleExclusions | undefined, tags: Tags | undefined): LifecycleExclusions | undefined {
  return tags ? { ...exclusions, imageTags: { ...exclusions?.imageTags, ...tags } } : exclusions;
}

function ageFilter({ value, unit }: LifecyclePeriod): CfnLifecyclePolicy.FilterProperty {
  checkInteger(undefined, value, `the age in ${unit.toLowerCase()}`, 1, 1000, SEE);
  return { type: 'AGE', value, unit };
}

/** The resources that are deleted together with an image: by default, everything it would leave behind. */
function renderDeletionScope(
  scope: IConstruct,
  imageType: LifecycleImageType,
  options: LifecycleDeletionOptions,
): CfnLifecyclePolicy.IncludeResourcesProperty {
  const { includeAmis, includeSnapshots, includeContainers } = options;
  if (imageType === LifecycleImageType.CONTAINER) {
    if (includeAmis !== undefined || includeSnapshots !== undefined) {
      throw new ValidationError(scope, `Container images have no AMIs and snapshots: use includeContainers instead of includeAmis and includeSnapshots. See ${SEE_DELETION_SCOPE}`);
    }
    return { containers: includeContainers ?? true };
  }
  if (includeContainers !== undefined) {
    throw new ValidationError(scope, `Images with AMIs have no containers: use includeAmis and includeSnapshots instead of includeContainers. See ${SEE_DELETION_SCOPE}`);
  }
  const amis = includeAmis ?? true;
  if (includeSnapshots && !amis) {
    throw new ValidationError(scope, `Snapshots are only deleted together with the AMIs that need them: give includeAmis too, or leave out includeSnapshots. See ${SEE_DELETION_SCOPE}`);
  }
  return { amis, snapshots: includeSnapshots ?? amis };
}

/** Renders the exclusions of a rule; empty exclusions are left out. */
function renderExclusions(
  scope: IConstruct,
  imageType: LifecycleImageType,
  exclusions: LifecycleExclusions = {},
): CfnLifecyclePolicy.ExclusionRulesProperty | undefined {
  if (exclusions.amis && imageType === LifecycleImageType.CONTAINER) {
    throw new ValidationError(scope, `Container images have no AMIs that a rule could leave alone: use exclusions.imageTags instead of exclusions.amis. See ${SEE_EXCLUSIONS}`);
  }
  return unlessEmpty({
    amis: exclusions.amis && renderAmiExclusions(scope, exclusions.amis),
    tagMap: checkedTags(scope, exclusions.imageTags, { what: 'the images to leave alone', selects: true, see: SEE_EXCLUSIONS }),
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
