import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { aws_kms } from 'aws-cdk-lib/interfaces';
import { IConstruct } from 'constructs';
import { sharingOf } from './ami-sharing';
import { limitKeyPolicy } from './key-policy-size';
import { areDifferent } from '../../private/checks/same-place';
import { warn } from '../../private/checks/warnings';
import { AmiDistribution } from '../ami-distribution';

const SEE = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/share-amis-with-org-org-unit-key.html';
/** The actions that an account needs to launch instances from an encrypted AMI, or to copy it. */
const ACTIONS = [
  'kms:Decrypt', 'kms:DescribeKey', 'kms:CreateGrant', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ListGrants', 'kms:ReEncrypt*',
];

/** The ARN of an organization, or of an organizational unit. */
const ORGANIZATION = /^arn:[^:]+:organizations::[^:]*:(?:organization|ou)\/(o-[a-z0-9]+)(?:\/(ou-[a-z0-9-]+))?$/;

/** Stands for users whom the policy of a key cannot name. */
const UNKNOWN_USERS = 'the accounts and organizations that only the deployment knows';

/**
 * A key that encrypts AMIs, and who must be allowed to use it: ids of accounts, ARNs of organizations and organizational units, and
 * `UNKNOWN_USERS`.
 */
export interface SharedKey {
  readonly key: aws_kms.IKeyRef;
  readonly users: Set<string>;
}

/**
 * The keys of shared AMIs. The key of a distribution encrypts its copies. The keys of the recipe encrypt the AMI in the Region
 * of the stack, which the accounts that get a copy read, whatever the Region of the copy.
 *
 * @param recipeKeys the customer managed keys of the volumes of the recipe
 */
export function sharedKeys(scope: IConstruct, distributions: AmiDistribution[], recipeKeys: readonly aws_kms.IKeyRef[] = []): SharedKey[] {
  const keys = new Map<aws_kms.IKeyRef, Set<string>>();
  const share = (key: aws_kms.IKeyRef, users: string[]) => keys.set(key, new Set([...keys.get(key) ?? [], ...users]));
  for (const distribution of distributions) {
    const { isOwnRegion, targetAccounts, launchAccounts, organizations } = sharingOf(scope, distribution);
    const copying = named(targetAccounts);
    const all = [...copying, ...named(launchAccounts), ...organizations.map((arn) => (isOrganization(arn) ? arn : UNKNOWN_USERS))];
    if (distribution.kmsKey) share(distribution.kmsKey, all);
    for (const key of recipeKeys) share(key, isOwnRegion === false ? copying : all);
  }
  return [...keys].map(([key, users]) => ({ key, users })).filter(({ users }) => users.size > 0);
}

/** The accounts of a list; the single element of a list that only the deployment knows stands for any number of accounts. */
function named(accounts: string[]): string[] {
  return accounts.map((account) => (Token.isUnresolved([account]) ? UNKNOWN_USERS : account));
}

/** Lets the accounts and organizations that an encrypted AMI is shared with use its key. */
export function shareKey(scope: IConstruct, { key, users }: SharedKey): void {
  const unknown = [...users].filter((user) => user === UNKNOWN_USERS);
  const accounts = [...users].filter((user) => user !== UNKNOWN_USERS && !isOrganization(user));
  const organizations = [...users].filter(isOrganization);
  // The condition of an organization would hold for all principals of its statement.
  const principals = [
    ...accounts.length > 0 ? [accounts.map((account) => new iam.AccountPrincipal(account))] : [],
    ...organizations.map((arn) => [membersOutside(key.env.account, arn)]),
  ];
  const isExtended = isKey(key) && canName(scope, key, users) && principals
    .map((some) => key.addToResourcePolicy(new iam.PolicyStatement({ actions: ACTIONS, principals: some, resources: ['*'] })))
    .every(({ statementAdded }) => statementAdded);
  if (isExtended) limitKeyPolicy(key, accounts);
  const others = [
    ...accounts.length > 0 ? [`the accounts ${accounts.join(', ')}`] : [],
    ...organizations.length > 0 ? [`the members of ${organizations.join(', ')}`] : [],
  ];
  const who = [...isExtended ? [] : others, ...unknown].join(' and ');
  if (who === '') return;
  warn(scope, 'sharedKeyPolicy', `The app cannot extend the policy of the key '${key.node.path}', which encrypts a shared AMI, for everyone who uses the AMI: the policy must grant ${ACTIONS.join(', ')} to ${who}, or they can neither launch instances from the AMI nor get a copy of it. See ${SEE}`);
}

function isOrganization(user: string): boolean {
  return ORGANIZATION.test(user);
}

/**
 * The principals of an organization or an organizational unit in its other accounts, by its ARN. In the account of the key, a
 * principal that the policy matches by a wildcard may use the key without any permission of its own: so could whatever runs on a
 * build instance.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-resource-based.html
 */
function membersOutside(account: string, arn: string): iam.IPrincipal {
  const [, organization, unit] = ORGANIZATION.exec(arn)!;
  const members = unit === undefined
    ? new iam.OrganizationPrincipal(organization)
    : new iam.AnyPrincipal().withConditions({ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': [`${organization}/*/${unit}/*`] } });
  return members.withConditions({ StringNotEquals: { 'aws:PrincipalAccount': account } });
}

/** In another stack, the policy cannot name an account that only the stack of the build knows: each stack would need the other. */
function canName(scope: IConstruct, key: kms.IKey, users: Set<string>): boolean {
  if (areDifferent(Stack.of(scope).account, key.env.account)) return false;
  return Stack.of(scope) === Stack.of(key) || ![...users].some((user) => Token.isUnresolved(user));
}

function isKey(key: aws_kms.IKeyRef): key is kms.IKey {
  return 'addToResourcePolicy' in key;
}
