import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { AmiEncryption } from '../../../src/private/facts/recipe-facts';
import { encryptionFacts } from '../../../src/recipe/private/ami-encryption';

const stack = new Stack(new App(), 'Stack');
const plain = ec2.BlockDeviceVolume.ebs(8);
const byDefault = ec2.BlockDeviceVolume.ebs(8, { encrypted: true });
const byAws = ec2.BlockDeviceVolume.ebs(8, { encrypted: true, kmsKey: kms.Alias.fromAliasName(stack, 'Aws', 'alias/aws/ebs') });
const key = new kms.Key(stack, 'Key');
const byCustomer = ec2.BlockDeviceVolume.ebs(8, { encrypted: true, kmsKey: key });
const { NONE, AWS_KEY, DEFAULT_KEY, CUSTOMER_KEY } = AmiEncryption;

test.each<[string, ec2.BlockDeviceVolume[], AmiEncryption, kms.Key[]]>([
  ['no volume', [], NONE, []],
  ['a plain one', [plain], NONE, []],
  ['a store of the instance', [ec2.BlockDeviceVolume.ephemeral(0)], NONE, []],
  ['the default key', [plain, byDefault], DEFAULT_KEY, []],
  ["AWS's key", [byAws], AWS_KEY, []],
  ["AWS's key, the default key and the customer's", [byAws, byDefault, byCustomer], AWS_KEY, [key]],
  ["one with the customer's key and one without", [byCustomer, byDefault], DEFAULT_KEY, [key]],
  ["the customer's key, twice", [plain, byCustomer, byCustomer], CUSTOMER_KEY, [key]],
])('the encryption of an AMI and its keys are known: %s', (_, volumes, encryption, volumeKeys) => {
  expect(encryptionFacts(stack, volumes.map((volume) => ({ deviceName: '/dev/xvda', volume })))).toEqual({ encryption, volumeKeys });
});

test('a volume that the recipe leaves out is not encrypted', () => {
  expect(encryptionFacts(stack, [{ deviceName: '/dev/sdb', volume: byCustomer, mappingEnabled: false }])).toEqual({ encryption: NONE, volumeKeys: [] });
});
