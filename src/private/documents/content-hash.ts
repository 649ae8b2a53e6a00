import { createHash } from 'node:crypto';
import { Lazy, Stack } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { holdsToken } from './holds-token';
import { nameToBe } from '../checks/names';
import { MAX_VERSION_NODE } from '../checks/semantic-version';
import { sortedKeys } from '../checks/sorted-keys';

const HASH_LENGTH = 8;
const MAX_NAME_LENGTH = 126;

/**
 * Hashes what the template says of a resource; tokens count by what they refer to. It remembers its last hash, since a name
 * is asked for at each of several resolutions.
 */
export function contentHasher(scope: IConstruct): (content: object) => string {
  let last = { text: '', hash: '' };
  return (content) => {
    const known: unknown = holdsToken(content) ? Stack.of(scope).resolve(content) : content;
    const text = JSON.stringify(sortedKeys(known));
    if (text !== last.text) last = { text, hash: createHash('sha256').update(text).digest('hex') };
    return last.hash;
  };
}

/**
 * A name that is new whenever the content is, for a resource that cannot be changed.
 *
 * Not cached: tags that an aspect adds are content too.
 */
export function nameFromContent(scope: Construct, id: string, hash: () => string): string {
  const name = nameToBe(scope, id, MAX_NAME_LENGTH - 1 - HASH_LENGTH);
  return Lazy.uncachedString({ produce: () => `${name}-${hash().slice(0, HASH_LENGTH)}` });
}

/** A version that is new whenever the content is, for a resource whose name is given. */
export function versionFromContent(hash: () => string): string {
  return Lazy.uncachedString({ produce: () => `1.0.${parseInt(hash().slice(0, HASH_LENGTH), 16) % MAX_VERSION_NODE}` });
}
