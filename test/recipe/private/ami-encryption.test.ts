import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { AmiEncryption } from '../../../src/private/facts/recipe-facts';
import { encryptionOf } from '../../../src/recipe/private/ami-encryption';

const stack = new Stack(new App(), 'Stack');
const plain = ec2.BlockDeviceVolume.ebs(8);
const byDefault = ec2.BlockDeviceVolume.ebs(8, { encrypted: true });
const byAws = ec2.BlockDeviceVolume.ebs(8, { encrypted: true, kmsKey: kms.Alias.fromAliasName(stack, 'Aws', 'alias/aws/ebs') });
const byCustomer = ec2.BlockDeviceVolume.ebs(8, { encrypted: true, kmsKey: new kms.Key(stack, 'Key') });

test.each([
  ['no volume', [], AmiEncryption.NONE],
  ['a plain one', [plain], AmiEncryption.NONE],
  ['a store of the instance', [ec2.BlockDeviceVolume.ephemeral(0)], AmiEncryption.NONE],
  ['the default key', [plain, byDefault], AmiEncryption.DEFAULT_KEY],
  ["AWS's key", [byAws], AmiEncryption.DEFAULT_KEY],
  ["one with the customer's key and one without", [byCustomer, byDefault], AmiEncryption.DEFAULT_KEY],
  ["the customer's key", [plain, byCustomer], AmiEncryption.CUSTOMER_KEY],
])('the encryption of an AMI is known: %s', (_, volumes, encryption) => {
  expect(encryptionOf(stack, volumes.map((volume) => ({ deviceName: '/dev/xvda', volume })))).toBe(encryption);
});

test('a volume that the recipe leaves out is not encrypted', () => {
  expect(encryptionOf(stack, [{ deviceName: '/dev/sdb', volume: byDefault, mappingEnabled: false }])).toBe(AmiEncryption.NONE);
});
