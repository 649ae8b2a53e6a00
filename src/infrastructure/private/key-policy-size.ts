import { Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { onValidation } from '../../private/checks/on-validation';
import { factsOf, recordFacts } from '../../private/facts/facts';
import { propertyOverride } from '../../private/facts/property-override';
import { resourceOf } from '../../private/facts/resource-of';
import { isAlias } from '../../private/iam/key-scope';

const SEE = 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying.html';
/** The maximum size of the policy of a key in bytes. */
const MAX_BYTES = 32_768;
/** The shortest name of a partition. */
const SHORTEST_PARTITION = 'aws';

/**
 * Rejects a policy that is too long for KMS, once for each key: otherwise the deployment would fail. The app may add statements
 * later, and values that only the deployment knows do not count.
 *
 * @param accounts that the policy allows to use the key
 */
export function limitKeyPolicy(key: kms.IKey, accounts: readonly string[]): void {
  const resource = resourceOf(isAlias(key) ? key.aliasTargetKey : key, kms.CfnKey);
  if (!resource || accounts.length === 0) return;
  const { sharedWith } = factsOf(resource);
  recordFacts(resource, { sharedWith: new Set([...sharedWith ?? [], ...accounts]) });
  if (sharedWith) return;
  onValidation(resource, () => {
    const bytes = leastBytes(resource);
    if (bytes <= MAX_BYTES) return [];
    const [size, max, count] = [bytes, MAX_BYTES, factsOf(resource).sharedWith!.size].map((number) => number.toLocaleString('en-US'));
    return [`The policy of the key '${resource.node.scope!.node.path}' has at least ${size} bytes, and KMS accepts at most ${max}: it names ${count} accounts that AMIs are shared with. Share the AMIs with organizations or organizational units instead, by 'organizationArns' or 'organizationalUnitArns' of the 'launchPermission'. For 'targetAccounts', import the key by its ARN, and let its own policy allow the organization of these accounts. See ${SEE}`];
  });
}

/** The size of the policy of a key in JSON, without the values that only the deployment knows. */
function leastBytes(resource: kms.CfnKey): number {
  const stack = Stack.of(resource);
  const json: unknown = stack.resolve(stack.toJsonString(propertyOverride(resource, 'KeyPolicy') ?? resource.keyPolicy));
  return Buffer.byteLength(typeof json === 'string' ? json : knownText(json));
}

/** The known parts of a text that CloudFormation joins. */
function knownText(json: unknown): string {
  const [delimiter, parts] = (json as { readonly 'Fn::Join': [string, unknown[]] })['Fn::Join'];
  return parts.map((part) => {
    if (typeof part === 'string') return part;
    return (part as { readonly Ref?: string }).Ref === 'AWS::Partition' ? SHORTEST_PARTITION : '';
  }).join(delimiter);
}
