import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { resourceOf } from '../facts/resource-of';

/** The reason for a wildcard that names the key of an alias. */
export const KEYS_WITH_ALIAS = 'The key of an imported alias is not known at synthesis; a condition allows only keys with that alias.';

/** The key of a condition that names an alias. */
const ALIASES = 'kms:ResourceAliases';

/** The part of a statement that names a key. */
export interface KeyScope {
  readonly resources: string[];
  readonly conditions?: iam.Conditions;
}

/**
 * Names a key in the policy of a role. IAM does not accept the ARN of an alias for that: an alias of the app stands for its key,
 * and a condition names any other alias.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/cmks-in-iam-policies.html
 */
export function keyScope(key: kms.IKey): KeyScope {
  if (!isAlias(key)) return { resources: [key.keyArn] };
  if (resourceOf(key, kms.CfnAlias)) return keyScope(key.aliasTargetKey);
  return {
    resources: [Stack.of(key).formatArn({ service: 'kms', resource: 'key', resourceName: '*' })],
    conditions: { 'ForAnyValue:StringEquals': { [ALIASES]: key.aliasName } },
  };
}

/**
 * The reason for the wildcards in a statement among others.
 *
 * @param otherwise the reason for those that name no key
 */
export function wildcardReasonOf({ conditions }: iam.PolicyStatement, otherwise: string): string {
  return Object.values(conditions as iam.Conditions).some((condition) => ALIASES in (condition as object)) ? KEYS_WITH_ALIAS : otherwise;
}

/** Whether a key is given by one of its aliases. */
export function isAlias(key: kms.IKey): key is kms.IAlias {
  return 'aliasName' in key;
}
