import { Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ValidationError } from '../../private/checks/validation-error';
import { AmiEncryption, RecipeFacts } from '../../private/facts/recipe-facts';
import { AmiDistribution } from '../ami-distribution';
import { LaunchPermission } from '../launch-permission';

const SEE_KEYS = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AMIEncryption.html';
const SEE_WATERMARKS = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachImageWatermark.html';

/** Rejects sharing AMIs that the other accounts could not use. */
export function checkSharedAmis(scope: IConstruct, distributions: AmiDistribution[], recipe: RecipeFacts): void {
  for (const distribution of distributions) {
    if (distribution.launchPermission?.makePublic) checkPublic(scope, recipe);
    if (!distribution.kmsKey && isShared(scope, distribution)) checkKey(scope, distribution, recipe);
  }
}

function checkPublic(scope: IConstruct, { encryption = AmiEncryption.NONE, hasWatermarks }: RecipeFacts): void {
  if (encryption !== AmiEncryption.NONE) {
    throw new ValidationError(scope, `An encrypted AMI cannot be public, and the recipe has encrypted block devices: leave out makePublic or the encryption. See ${SEE_KEYS}`);
  }
  if (hasWatermarks) {
    throw new ValidationError(scope, `An AMI with watermarks cannot be public: leave out makePublic, or amiWatermarks of the recipe. See ${SEE_WATERMARKS}`);
  }
}

function checkKey(scope: IConstruct, { region }: AmiDistribution, { encryption = AmiEncryption.NONE }: RecipeFacts): void {
  if (encryption === AmiEncryption.NONE) return;
  const home = Stack.of(scope).region;
  const isCopy = region !== undefined && region !== home && ![region, home].some((value) => Token.isUnresolved(value));
  // In its own Region the AMI keeps the recipe's key; a copy in another one does not.
  if (encryption === AmiEncryption.CUSTOMER_KEY && !isCopy) return;
  const where = region === undefined || Token.isUnresolved(region) ? 'the Region of the stack' : `'${region}'`;
  throw new ValidationError(scope, `The recipe encrypts the AMI, and the distribution to ${where} shares it with other accounts, which cannot use the default key: give that distribution a kmsKey, a customer managed key of its Region whose policy lets those accounts use it. See ${SEE_KEYS}`);
}

function isShared(scope: IConstruct, { targetAccounts = [], launchPermission }: AmiDistribution): boolean {
  const own = Stack.of(scope).account;
  return [...targetAccounts, ...othersOf(launchPermission)].some((other) => other !== own);
}

function othersOf({ accounts = [], organizationArns = [], organizationalUnitArns = [] }: LaunchPermission = {}): string[] {
  return [...accounts, ...organizationArns, ...organizationalUnitArns];
}
