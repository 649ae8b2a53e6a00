import { CfnResource, ITaggable } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { quoted } from './callers-language';
import { onSynthesis } from './on-synthesis';
import { sortedEntries } from './sorted-keys';
import { checkText } from './text-rules';
import { ValidationError } from './validation-error';
import { TAG_PREFIX } from '../../contract/contract';

const MAX_TAGS = 50;

/** The tags that the functions of the library may give one image: 7 of its build, 7 of its release, and that of a monitor. */
const LIBRARY_TAGS = 15;

/** The limits of a map of tags. */
export interface TagRule {
  /** The tagged resource, in the user's words: `the image recipe`. */
  readonly what: string;
  /** Whether the tags select images by the tags that they have, which may be the library's. */
  readonly selects?: boolean;
  /** Whether the functions of the library add their own tags to the resource, which need room. */
  readonly isImage?: boolean;
  /** @default 50 */
  readonly maxCount?: number;
  /** Keys that Image Builder sets itself. */
  readonly reservedKeys?: readonly string[];
  /** The page that states the rule. */
  readonly see: string;
}

/**
 * Checks tags. Returns undefined for an empty map.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_TagResource.html
 */
export function checkedTags(scope: IConstruct, tags: { [key: string]: string } | undefined, rule: TagRule): { [key: string]: string } | undefined {
  const entries = sortedEntries(tags ?? {});
  const { maxCount = MAX_TAGS, reservedKeys = [], see, what } = rule;
  if (entries.length === 0) return undefined;
  if (rule.isImage) checkRoom(scope, entries.length, rule);
  if (entries.length > maxCount) {
    throw new ValidationError(scope, `There may be at most ${maxCount} tags on ${what}, got ${entries.length}. See ${see}`);
  }
  for (const [key, value] of entries) {
    checkText(scope, key, {
      what: `the key of a tag on ${what}`,
      maxLength: 128,
      pattern: /^(?!aws:)[a-zA-Z0-9\s_.:/=+\-@]*$/,
      allowed: "letters, digits, spaces and '_.:/=+-@', and must not begin with 'aws:'",
      see,
    });
    checkText(scope, value, { what: `the value of the tag ${quoted(key)} on ${what}`, minLength: 0, maxLength: 256, see });
    if (!rule.selects) checkPrefix(scope, key, what);
    if (reservedKeys.includes(key)) {
      throw new ValidationError(scope, `The tag ${quoted(key)} on ${what} is set by Image Builder itself; use another key. See ${see}`);
    }
  }
  return Object.fromEntries(entries);
}

/** Checks the tags that `Tags.of()` adds to a resource, which its construct cannot see before synthesis. */
export function checkAddedTags(resource: CfnResource & ITaggable, rule: TagRule): void {
  onSynthesis(resource, () => {
    const keys = Object.keys(resource.tags.tagValues());
    for (const key of keys) checkPrefix(resource, key, rule.what);
    if (rule.isImage) checkRoom(resource, keys.length, rule);
  });
}

/**
 * Why a key may not be used for a tag on a resource; undefined if it may be. The function trusts the library's tags: with one, any
 * image could pass for a build, a verdict or a release of the library.
 */
export function reservedKeyProblem(key: string, what: string): string | undefined {
  if (!key.startsWith(TAG_PREFIX)) return undefined;
  return `The tag ${quoted(key)} on ${what} begins with '${TAG_PREFIX}', which this library keeps for the state of builds and releases: use another key`;
}

function checkPrefix(scope: IConstruct, key: string, what: string): void {
  const problem = reservedKeyProblem(key, what);
  if (problem) throw new ValidationError(scope, `${problem}.`);
}

function checkRoom(scope: IConstruct, count: number, { what, see }: TagRule): void {
  const most = MAX_TAGS - LIBRARY_TAGS;
  if (count <= most) return;
  throw new ValidationError(scope, `There may be at most ${most} tags on ${what}, got ${count}: of the ${MAX_TAGS} that Image Builder allows, this library keeps ${LIBRARY_TAGS} for the state of builds and releases. See ${see}`);
}
