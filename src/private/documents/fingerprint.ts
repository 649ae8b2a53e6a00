import { Lazy, Token } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { resolvedHash } from './resolved-hash';
import { generatedNameOf } from '../checks/names';
import { outermostStack } from '../checks/outermost-stack';

const HASH_LENGTH = 8;
const MAX_NAME_LENGTH = 126;
const COMMENT = '# cdk-image-builder: ';

/** The most characters of the line with the fingerprint, which may hold the ARN of a key. */
export const MAX_FINGERPRINT_LENGTH = 128;

/** The fewest characters of that line, with the break before it. */
export const MIN_FINGERPRINT_LENGTH = 1 + COMMENT.length + HASH_LENGTH;

/** Properties of a component or workflow, beside its document, whose change replaces it. */
export interface FingerprintProperties {
  readonly kmsKeyId?: string;
  readonly [name: string]: unknown;
}

/**
 * A document with a fingerprint of the other properties, of the construct's path and of the name of its stack in a comment at its end.
 *
 * CloudFormation replaces a component or workflow when its description changes, just as when its document does, and Image
 * Builder rejects a document that the newest build of this name and version already has. So it does for a construct whose id or
 * stack, or only the name of its stack, changes while its given name stays.
 *
 * Not cached: an aspect may add tags at any time.
 */
export function withFingerprint(scope: IConstruct, text: string, properties: () => FingerprintProperties): string {
  return Lazy.uncachedString({
    produce: () => {
      const { kmsKeyId } = properties();
      const place = { path: scope.node.path, stackName: outermostStack(scope).stackName };
      // The next deployment may set a parameter to another key.
      const key = Token.isUnresolved(kmsKeyId) ? ` ${kmsKeyId}` : '';
      return `${text}${text.endsWith('\n') ? '' : '\n'}${COMMENT}${fingerprint(scope, { ...properties(), ...place })}${key}`;
    },
  });
}

/** A name with the fingerprint, for a resource whose document is in S3, where it gets no comment. */
export function nameWithFingerprint(scope: Construct, id: string, properties: () => FingerprintProperties): string {
  const name = generatedNameOf(scope, id, MAX_NAME_LENGTH - 1 - HASH_LENGTH);
  return Lazy.uncachedString({ produce: () => `${name}-${fingerprint(scope, properties())}` });
}

function fingerprint(scope: IConstruct, properties: FingerprintProperties): string {
  return resolvedHash(scope, properties).slice(0, HASH_LENGTH);
}
