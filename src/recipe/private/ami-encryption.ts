import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { isManagedByAws } from '../../private/facts/aws-managed-key';
import { AmiEncryption } from '../../private/facts/recipe-facts';

/** Whether these block devices encrypt an AMI, and with which key. */
export function encryptionOf(scope: IConstruct, devices: ec2.BlockDevice[] = []): AmiEncryption {
  const encrypted = devices
    .filter(({ mappingEnabled }) => mappingEnabled !== false)
    .map(({ volume }) => volume.ebsDevice)
    .filter((ebs) => ebs?.encrypted);
  if (encrypted.length === 0) return AmiEncryption.NONE;
  const byCustomer = encrypted.every((ebs) => ebs?.kmsKey && !isManagedByAws(Stack.of(scope), ebs.kmsKey));
  return byCustomer ? AmiEncryption.CUSTOMER_KEY : AmiEncryption.DEFAULT_KEY;
}
