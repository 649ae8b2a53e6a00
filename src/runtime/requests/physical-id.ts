/*
 * A resource stores its memory between two requests in its physical id: CloudFormation passes it to the next request, keeps
 * the id of the last success if an update fails, and deletes the resource of an old id once it is replaced.
 */

const HASH = /^[0-9a-f]{16}$/;
const LOGICAL_ID = /^[A-Za-z0-9]+$/;
const IMAGE_ARN = /^arn:[^|\s]+:imagebuilder:[^|\s]*:image\/[^|\s]+$/;

/** The properties that a resource accepted last, and those before, each by its hash. */
export interface AcceptedProperties {
  readonly hash: string;
  readonly before?: string;
}

/** The id of a wait or a status: `<logical id>-<hash>-<hash before>`. */
export function formatPropertiesId(logicalId: string, { hash, before }: AcceptedProperties): string {
  return [logicalId, hash, before].filter((part) => part !== undefined).join('-');
}

/**
 * Parses the id of a wait or a status; undefined if it is not one. The logical id in it is the one that the resource had then: a
 * refactoring of the stack may have given it another one since.
 */
export function parsePropertiesId(id: string): AcceptedProperties | undefined {
  const [logicalId, hash, before, ...rest] = id.split('-');
  const isId = LOGICAL_ID.test(logicalId) && rest.length === 0 && [hash, before ?? hash].every((part) => HASH.test(part));
  return isId ? { hash, ...before !== undefined && { before } } : undefined;
}

/** The image that was built for a key. */
export interface KeyedImage {
  readonly arn: string;
  readonly key: string;
}

/** The image that a resource built last, and the one before. */
export interface BuiltImages {
  readonly image: KeyedImage;
  readonly before?: KeyedImage;
}

/** The id of a build: `<arn>|<key>|<arn before>|<key before>`. */
export function formatBuildId({ image, before }: BuiltImages): string {
  return [image, before].flatMap((one) => (one ? [one.arn, one.key] : [])).join('|');
}

/** Parses the id of a build; undefined if it is not one. */
export function parseBuildId(id: string): BuiltImages | undefined {
  const [arn, key, arnBefore, keyBefore, ...rest] = id.split('|');
  const image = keyedImage(arn, key);
  const before = keyedImage(arnBefore, keyBefore);
  if (!image || rest.length > 0 || (arnBefore !== undefined && !before)) return undefined;
  return { image, ...before && { before } };
}

function keyedImage(arn: string | undefined, key: string | undefined): KeyedImage | undefined {
  return IMAGE_ARN.test(arn ?? '') && HASH.test(key ?? '') ? { arn: arn!, key: key! } : undefined;
}
