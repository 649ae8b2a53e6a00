import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { AmiDistribution } from '../../../src/infrastructure/ami-distribution';
import { checkSharedAmis } from '../../../src/infrastructure/private/shared-amis';
import { AmiEncryption } from '../../../src/private/facts/recipe-facts';

const { NONE, AWS_KEY, DEFAULT_KEY, CUSTOMER_KEY } = AmiEncryption;
const PERMISSIONS: Array<[string, Partial<AmiDistribution>]> = [
  ['a permission for an account', { launchPermission: { accounts: ['444455556666'] } }],
  ['a permission for an organization', { launchPermission: { organizationArns: ['arn:aws:organizations::444455556666:organization/o-1234567890'] } }],
  ['a permission for a unit', { launchPermission: { organizationalUnitArns: ['arn:aws:organizations::444455556666:ou/o-1234567890/ou-1234-12345678'] } }],
];
const OTHERS: typeof PERMISSIONS = [['a copy for another account', { targetAccounts: ['111122223333', '444455556666'] }], ...PERMISSIONS];

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
});

function share(distribution: AmiDistribution, encryption: AmiEncryption, hasWatermarks = false): () => void {
  return () => checkSharedAmis(stack, [{}, distribution], { encryption, hasWatermarks });
}

test.each(OTHERS)('%s of an AMI that is not encrypted needs no key', (_, sharing) => {
  expect(share(sharing, NONE)).not.toThrow();
  expect(share({ ...sharing, region: 'us-east-1' }, NONE)).not.toThrow();
});

const warnings = (id: string) => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp(`cdk-image-builder:${id}`)).map(({ entry }) => String(entry.data));

test.each(OTHERS)('%s of an AMI that is built with a key of AWS is refused, whatever the key of the distribution', (_, sharing) => {
  const error = /encrypts the AMI with a key that AWS manages, and the distribution to .* give each encrypted volume of the recipe a 'kmsKey'/;
  for (const region of [undefined, 'eu-west-1']) {
    expect(share({ ...sharing, region }, AWS_KEY)).toThrow(error);
    expect(share({ ...sharing, region, kmsKey: new kms.Key(stack, `Key${region}`) }, AWS_KEY)).toThrow(error);
  }
});

test.each(PERMISSIONS)('%s of an AMI that is built with the default key gets a warning, because the account may have chosen that key', (_, sharing) => {
  expect(share({ ...sharing, kmsKey: new kms.Key(stack, 'Key') }, DEFAULT_KEY)).not.toThrow();
  expect(share(sharing, DEFAULT_KEY)).not.toThrow();
  expect(warnings('sharedDefaultKey')).toEqual([expect.stringMatching(/only if the account has chosen a customer managed key .* give each encrypted volume/)]);
});

test.each(PERMISSIONS)("with the recipe's own key, %s needs no other key in the same Region", (_, sharing) => {
  for (const region of [undefined, 'eu-west-1']) expect(share({ ...sharing, region }, CUSTOMER_KEY)).not.toThrow();
  expect(warnings('sharedDefaultKey')).toEqual([]);
});

test.each(PERMISSIONS)('in another Region, %s needs the key of the distribution alone, or a default key that the account has chosen there', (_, sharing) => {
  for (const encryption of [AWS_KEY, DEFAULT_KEY, CUSTOMER_KEY]) {
    share({ ...sharing, region: 'us-east-1', kmsKey: new kms.Key(stack, `Key${encryption}`) }, encryption)();
  }
  expect(warnings('sharedDefaultKey')).toEqual([]);
  share({ ...sharing, region: 'us-east-1' }, CUSTOMER_KEY)();
  expect(warnings('sharedDefaultKey')).toEqual([expect.stringMatching(/the distribution to 'us-east-1' shares it .* give that distribution a 'kmsKey'/)]);
});

test.each([undefined, 'eu-west-1', 'us-east-1'])('a copy for another account needs the keys of both the recipe and the distribution (to %s)', (region) => {
  const kmsKey = new kms.Key(stack, 'Key');
  expect(share({ targetAccounts: ['444455556666'], region, kmsKey }, AWS_KEY)).toThrow(/give each encrypted volume of the recipe a 'kmsKey'/);
  for (const encryption of [DEFAULT_KEY, CUSTOMER_KEY]) {
    expect(share({ targetAccounts: ['444455556666'], region }, encryption)).toThrow(/give that distribution a 'kmsKey'/);
  }
  expect(share({ targetAccounts: ['444455556666'], region, kmsKey }, CUSTOMER_KEY)).not.toThrow();
  stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  expect(share({ targetAccounts: ['444455556666'], region, kmsKey: new kms.Key(stack, 'Key') }, DEFAULT_KEY)).not.toThrow();
  expect(warnings('sharedDefaultKey')).toHaveLength(1);
});

describe('a key of a distribution to the Region of the stack', () => {
  const kmsKey = () => new kms.Key(stack, 'Key');
  const warned = () => warnings('ownRegionKey').length > 0;

  test('has no effect without encrypted volumes, so there is a warning', () => {
    share({ kmsKey: kmsKey() }, NONE)();
    expect(warned()).toBe(true);
  });

  test.each<[string, Partial<AmiDistribution>, AmiEncryption?]>([
    ['with encrypted volumes', {}, CUSTOMER_KEY],
    ['with copies for other accounts', { targetAccounts: ['444455556666'] }, NONE],
    ['in another Region', { region: 'us-east-1' }, NONE],
    ['with an imported recipe', {}, undefined],
  ])('is right %s', (_, distribution, encryption) => {
    checkSharedAmis(stack, [{ ...distribution, kmsKey: kmsKey() }], { encryption });
    expect(warned()).toBe(false);
  });
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

test('in a stack of any Region, the Region of the distribution may be its own or another one', () => {
  stack = new Stack(new App(), 'Anywhere');
  const launchPermission = { accounts: ['444455556666'] };
  expect(share({ launchPermission }, AWS_KEY)).toThrow('which cannot use that key');
  expect(share({ launchPermission, region: 'eu-west-1' }, CUSTOMER_KEY)).not.toThrow();
  expect(share({ launchPermission, region: 'eu-west-1', kmsKey: new kms.Key(stack, 'Key') }, AWS_KEY)).not.toThrow();
  expect(warnings('sharedDefaultKey')).toEqual([]);
  expect(share({ launchPermission, region: 'eu-west-1' }, AWS_KEY)).not.toThrow();
  expect(warnings('sharedDefaultKey')).toEqual([expect.stringContaining("give that distribution a 'kmsKey'")]);
});
