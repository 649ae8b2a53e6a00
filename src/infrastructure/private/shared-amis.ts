import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { AmiSharing, sharingOf } from './ami-sharing';
import { ValidationError } from '../../private/checks/validation-error';
import { warn } from '../../private/checks/warnings';
import { AmiEncryption, RecipeFacts } from '../../private/facts/recipe-facts';
import { AmiDistribution } from '../ami-distribution';

const SEE_KEYS = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AMIEncryption.html';
const SEE_COPIES = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/cross-account-dist.html';
const SEE_DEFAULT_KEY = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyEbsDefaultKmsKeyId.html';
const SEE_WATERMARKS = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachImageWatermark.html';

/** Rejects sharing AMIs that the other accounts could not use. */
export function checkSharedAmis(scope: IConstruct, distributions: AmiDistribution[], recipe: RecipeFacts): void {
  for (const distribution of distributions) {
    if (distribution.launchPermission?.makePublic) checkPublic(scope, recipe);
    const sharing = sharingOf(scope, distribution);
    checkKeys(scope, distribution, sharing, recipe);
    if (distribution.kmsKey && recipe.encryption === AmiEncryption.NONE && sharing.isOwnRegion && sharing.targetAccounts.length === 0) {
      warn(scope, 'ownRegionKey', `The kmsKey of the distribution to ${nameOf(distribution)} has no effect, because the AMI in the Region of the stack is encrypted as the recipe says, and the recipe encrypts nothing: encrypt the volumes of the recipe in its 'blockDevices', and give them the key. See ${SEE_KEYS}`);
    }
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

/**
 * The recipe's key encrypts the AMI in the Region of the stack, and the accounts that get a copy read that one. The key of a
 * distribution encrypts the copies in other Regions and accounts. Without a key, the account's default key for EBS encrypts: other
 * accounts can use it only if the account has chosen a customer managed key for that, which is not known at synthesis.
 */
function checkKeys(scope: IConstruct, distribution: AmiDistribution, sharing: AmiSharing, { encryption = AmiEncryption.NONE }: RecipeFacts): void {
  const { isOwnRegion, targetAccounts, launchAccounts, organizations } = sharing;
  const isShared = [targetAccounts, launchAccounts, organizations].some(({ length }) => length > 0);
  if (encryption === AmiEncryption.NONE || !isShared) return;
  const hasCopies = targetAccounts.length > 0;
  const sharesOwn = hasCopies || isOwnRegion === true;
  const shares = `and the distribution to ${nameOf(distribution)} shares it with other accounts`;
  const volumeKeys = "give each encrypted volume of the recipe a 'kmsKey', a customer managed key of the stack's Region whose policy lets those accounts use it";
  if (encryption === AmiEncryption.AWS_KEY && sharesOwn) {
    throw new ValidationError(scope, `The recipe encrypts the AMI with a key that AWS manages, ${shares}, which cannot use that key: ${volumeKeys}. See ${hasCopies ? SEE_COPIES : SEE_KEYS}`);
  }
  if (encryption === AmiEncryption.DEFAULT_KEY && sharesOwn) {
    warn(scope, 'sharedDefaultKey', `The recipe encrypts the AMI with the default key for EBS of the account, ${shares}, which can use that key only if the account has chosen a customer managed key as its default: ${volumeKeys}. See ${SEE_DEFAULT_KEY}`);
  }
  if (distribution.kmsKey) return;
  const advice = "give that distribution a 'kmsKey', a customer managed key of its Region whose policy lets those accounts use it";
  if (hasCopies) throw new ValidationError(scope, `The recipe encrypts the AMI, ${shares} as a copy, which needs a key of its own: ${advice}. See ${SEE_COPIES}`);
  const mayKeepKey = isOwnRegion ?? encryption === AmiEncryption.CUSTOMER_KEY;
  if (mayKeepKey) return;
  warn(scope, 'sharedDefaultKey', `The recipe encrypts the AMI, ${shares}. The default key for EBS of the account encrypts the copy there, and other accounts can use it only if the account has chosen a customer managed key as its default in that Region: ${advice}. See ${SEE_DEFAULT_KEY}`);
}

function nameOf({ region }: AmiDistribution): string {
  return region === undefined || Token.isUnresolved(region) ? 'the Region of the stack' : `'${region}'`;
}
