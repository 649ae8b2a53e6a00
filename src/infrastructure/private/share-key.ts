import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { aws_kms } from 'aws-cdk-lib/interfaces';
import { IConstruct } from 'constructs';
import { sharingOf } from './ami-sharing';
import { areDifferent } from '../../private/checks/same-place';
import { warn } from '../../private/checks/warnings';
import { AmiDistribution } from '../ami-distribution';

const SEE = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/share-amis-with-org-org-unit-key.html';
/** The actions that an account needs to launch instances from an encrypted AMI, or to copy it. */
const ACTIONS = [
  'kms:Decrypt', 'kms:DescribeKey', 'kms:CreateGrant', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ListGrants', 'kms:ReEncrypt*',
];

/** A key that encrypts AMIs, and the accounts that must be allowed to use it. */
export interface SharedKey {
  readonly key: aws_kms.IKeyRef;
  readonly accounts: Set<string>;
}

/**
 * The keys of shared AMIs. The key of a distribution encrypts its copies. The keys of the recipe encrypt the AMI in the Region
 * of the stack, which the accounts that get a copy read, whatever the Region of the copy.
 *
 * @param recipeKeys the customer managed keys of the volumes of the recipe
 */
export function sharedKeys(scope: IConstruct, distributions: AmiDistribution[], recipeKeys: readonly aws_kms.IKeyRef[] = []): SharedKey[] {
  const keys = new Map<aws_kms.IKeyRef, Set<string>>();
  const share = (key: aws_kms.IKeyRef, accounts: string[]) => keys.set(key, new Set([...keys.get(key) ?? [], ...accounts]));
  for (const distribution of distributions) {
    const { kmsKey, targetAccounts, launchPermission } = distribution;
    if (Token.isUnresolved(targetAccounts) || Token.isUnresolved(launchPermission?.accounts)) continue;
    const sharing = sharingOf(scope, distribution);
    const all = [...sharing.targetAccounts, ...sharing.launchAccounts];
    if (kmsKey) share(kmsKey, all);
    for (const key of recipeKeys) share(key, sharing.isOwnRegion === false ? sharing.targetAccounts : all);
  }
  return [...keys].map(([key, accounts]) => ({ key, accounts })).filter(({ accounts }) => accounts.size > 0);
}

/** Lets the accounts that an encrypted AMI is shared with use its key. */
export function shareKey(scope: IConstruct, { key, accounts }: SharedKey): void {
  const principals = [...accounts].map((account) => new iam.AccountPrincipal(account));
  const statement = new iam.PolicyStatement({ actions: ACTIONS, principals, resources: ['*'] });
  if (isKey(key) && canNameAccounts(scope, key, accounts) && key.addToResourcePolicy(statement).statementAdded) return;
  warn(scope, 'sharedKeyPolicy', `The app cannot change the policy of the key '${key.node.path}', which encrypts a shared AMI: the policy must allow the accounts ${[...accounts].join(', ')} ${ACTIONS.join(', ')}, or they can neither launch instances from the AMI nor get a copy of it. See ${SEE}`);
}

/** In another stack, the policy cannot name an account that only the stack of the build knows: each stack would need the other. */
function canNameAccounts(scope: IConstruct, key: kms.IKey, accounts: Set<string>): boolean {
  if (areDifferent(Stack.of(scope).account, key.env.account)) return false;
  return Stack.of(scope) === Stack.of(key) || ![...accounts].some((account) => Token.isUnresolved(account));
}

function isKey(key: aws_kms.IKeyRef): key is kms.IKey {
  return 'addToResourcePolicy' in key;
}
