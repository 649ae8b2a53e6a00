import { imageState } from '../build-state';
import { Image, instantOf } from '../image';
import { normalizeName, parseArn, stableGuid } from '../names';
import { Resource, Tags } from '../resource';
import { latestVersion } from '../versions';
import { Call } from './call';
import { PolicyDetail, PolicyProperties } from './lifecycle-policies';
import { getResource } from './references';

/** The effect of a run on an image. */
export interface LifecycleAction {
  readonly imageArn: string;
  readonly status: string;
}

interface Rule {
  readonly status: string;
  /** The states of images that it is for. */
  readonly from: string[];
}

/** In their order: one action for each image and run. */
const RULES: Record<string, Rule> = {
  DEPRECATE: { status: 'DEPRECATED', from: ['AVAILABLE'] },
  DISABLE: { status: 'DISABLED', from: ['AVAILABLE', 'DEPRECATED'] },
  DELETE: { status: 'DELETED', from: ['AVAILABLE', 'DEPRECATED', 'DISABLED'] },
};
/** They do not count, nothing protects them, and they can only be deleted. */
const UNFINISHED = ['FAILED', 'CANCELLED'];
const UNITS: Record<string, number> = { DAYS: 1, WEEKS: 7, MONTHS: 30, YEARS: 365 };
const DAY = 86_400_000;

/**
 * Does what the service does once a day for a policy. Exclusions by properties of AMIs are not played.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-lifecycles.html
 */
export function runLifecyclePolicy(call: Call, lifecyclePolicyArn: string): LifecycleAction[] {
  const { properties } = getResource(call, lifecyclePolicyArn) as Resource<PolicyProperties>;
  const now = call.clock.now();
  const stateOf = (image: Image) => imageState(image.plan, instantOf(image, now)).status;
  const images = call.store.imagesIn(call).filter((image) => isSelected(properties, image));
  const changes = new Map<Image, string>();
  for (const [type, { status, from }] of Object.entries(RULES)) {
    const detail = properties.policyDetails.find(({ action }) => action.type === type);
    if (!detail) continue;
    const finished = images.filter((image) => RULES.DELETE.from.includes(stateOf(image)));
    const due = [...groupByVersion(finished)].flatMap((group) => dueOf(detail, group, now)).filter((image) => from.includes(stateOf(image)));
    const unfinished = type === 'DELETE' ? images.filter((image) => UNFINISHED.includes(stateOf(image))) : [];
    for (const image of [...due, ...unfinished]) if (!changes.has(image)) changes.set(image, status);
  }
  for (const [image, status] of changes) {
    const executionId = `lce-${stableGuid(`${image.arn}/update/${image.updates.length}`)}`;
    image.updates.push({ status, start: now, end: now, executionId });
  }
  return [...changes].map(([{ arn: imageArn }, status]) => ({ imageArn, status }));
}

function isSelected({ resourceType, resourceSelection: { recipes, tagMap } }: PolicyProperties, image: Image): boolean {
  if (image.type !== (resourceType === 'AMI_IMAGE' ? 'AMI' : 'DOCKER')) return false;
  if (tagMap) return hasOneOf(image.tags, tagMap);
  return recipes!.some(({ name, semanticVersion }) =>
    normalizeName(name) === parseArn(image.recipe.arn).name && latestVersion(semanticVersion, [image.version]) !== undefined);
}

/** The images of each version of a recipe, because a policy keeps images of each version. */
function groupByVersion(images: Image[]): Iterable<Image[]> {
  const groups = new Map<string, Image[]>();
  for (const image of images) groups.set(image.recipe.arn, [...groups.get(image.recipe.arn) ?? [], image]);
  return groups.values();
}

/** An image that an exclusion protects takes its place among those that are kept. */
function dueOf({ filter, exclusionRules }: PolicyDetail, images: Image[], now: number): Image[] {
  const newestFirst = [...images].sort((a, b) => b.createdAt - a.createdAt);
  const candidates = filter.type === 'COUNT'
    ? newestFirst.slice(filter.value)
    : newestFirst.slice(filter.retainAtLeast ?? 0).filter(({ createdAt }) => now - createdAt > filter.value * UNITS[filter.unit!] * DAY);
  return candidates.filter(({ tags }) => !hasOneOf(tags, exclusionRules?.tagMap ?? {}));
}

function hasOneOf(tags: Tags, tagMap: Tags): boolean {
  return Object.entries(tagMap).some(([key, value]) => tags[key] === value);
}
