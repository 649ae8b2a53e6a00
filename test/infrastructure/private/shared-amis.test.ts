import { App, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { AmiDistribution } from '../../../src/infrastructure/ami-distribution';
import { checkSharedAmis } from '../../../src/infrastructure/private/shared-amis';
import { AmiEncryption } from '../../../src/private/facts/recipe-facts';

const { NONE, DEFAULT_KEY, CUSTOMER_KEY } = AmiEncryption;
const OTHERS: Array<[string, Partial<AmiDistribution>]> = [
  ['a copy for another account', { targetAccounts: ['111122223333', '444455556666'] }],
  ['a permission for an account', { launchPermission: { accounts: ['444455556666'] } }],
  ['a permission for an organization', { launchPermission: { organizationArns: ['arn:aws:organizations::444455556666:organization/o-1234567890'] } }],
  ['a permission for a unit', { launchPermission: { organizationalUnitArns: ['arn:aws:organizations::444455556666:ou/o-1234567890/ou-1234-12345678'] } }],
];

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
});

function share(distribution: AmiDistribution, encryption: AmiEncryption, hasWatermarks = false): () => void {
  return () => checkSharedAmis(stack, [{}, distribution], { encryption, hasWatermarks });
}

test.each(OTHERS)('%s of an encrypted AMI needs a customer managed key', (_, sharing) => {
  expect(share(sharing, NONE)).not.toThrow();
  expect(share({ ...sharing, kmsKey: new kms.Key(stack, 'Key') }, DEFAULT_KEY)).not.toThrow();
  expect(share(sharing, DEFAULT_KEY)).toThrow('the distribution to the Region of the stack shares it with other accounts');
});

test.each(OTHERS)("with the recipe's own key, %s needs no other key in the same Region", (_, sharing) => {
  expect(share(sharing, CUSTOMER_KEY)).not.toThrow();
  expect(share({ ...sharing, region: 'eu-west-1' }, CUSTOMER_KEY)).not.toThrow();
  expect(share({ ...sharing, region: 'us-east-1' }, CUSTOMER_KEY)).toThrow("the distribution to 'us-east-1' shares it");
});

test.each([{}, { targetAccounts: ['111122223333'] }, { launchPermission: {} }, { launchPermission: { accounts: [] } }])('the launch permission %p shares nothing', (distribution) => {
  expect(share(distribution, DEFAULT_KEY)).not.toThrow();
});

test('an encrypted AMI cannot be public', () => {
  expect(share({ launchPermission: { makePublic: true } }, NONE)).not.toThrow();
  for (const encryption of [DEFAULT_KEY, CUSTOMER_KEY]) {
    expect(share({ launchPermission: { makePublic: true } }, encryption)).toThrow('An encrypted AMI cannot be public');
  }
});

test('an AMI with watermarks cannot be public', () => {
  expect(share({ launchPermission: { makePublic: true } }, NONE, true)).toThrow('An AMI with watermarks cannot be public');
  expect(share({ targetAccounts: ['444455556666'] }, NONE, true)).not.toThrow();
});

test('in a stack of any Region, the key of the recipe may be that of the Region', () => {
  stack = new Stack(new App(), 'Anywhere');
  expect(share({ targetAccounts: ['444455556666'] }, DEFAULT_KEY)).toThrow('cannot use the default key');
  expect(share({ targetAccounts: ['444455556666'], region: 'eu-west-1' }, CUSTOMER_KEY)).not.toThrow();
});
