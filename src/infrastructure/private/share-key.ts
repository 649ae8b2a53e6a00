import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { aws_kms } from 'aws-cdk-lib/interfaces';
import { IConstruct } from 'constructs';
import { areDifferent } from '../../private/checks/same-place';
import { warn } from '../../private/checks/warnings';
import { AmiDistribution } from '../ami-distribution';

const SEE = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/share-amis-with-org-org-unit-key.html';
/** What an account needs to launch instances from an encrypted AMI, or to copy it. */
const ACTIONS = ['kms:Decrypt', 'kms:DescribeKey', 'kms:CreateGrant', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'];

/** Lets the accounts that an encrypted AMI is shared with use its key. */
export function shareKey(scope: IConstruct, region: string, { kmsKey, targetAccounts = [], launchPermission = {} }: AmiDistribution): void {
  if (!kmsKey || Token.isUnresolved(targetAccounts) || Token.isUnresolved(launchPermission.accounts)) return;
  const own = Stack.of(scope).account;
  const accounts = [...new Set([...targetAccounts, ...launchPermission.accounts ?? []])].filter((account) => account !== own);
  if (accounts.length === 0) return;
  const principals = accounts.map((account) => new iam.AccountPrincipal(account));
  const statement = new iam.PolicyStatement({ actions: ACTIONS, principals, resources: ['*'] });
  if (isKey(kmsKey) && !areDifferent(own, kmsKey.env.account) && kmsKey.addToResourcePolicy(statement).statementAdded) return;
  warn(scope, 'sharedKeyPolicy', `The app cannot change the policy of the key '${kmsKey.node.path}', which encrypts the AMI in '${region}': the policy must allow the accounts ${accounts.join(', ')} ${ACTIONS.join(', ')}, or they cannot launch instances from it. See ${SEE}`);
}

function isKey(key: aws_kms.IKeyRef): key is kms.IKey {
  return 'addToResourcePolicy' in key;
}
