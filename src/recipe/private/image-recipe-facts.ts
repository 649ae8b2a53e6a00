import { aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { isManagedByAws } from '../../private/aws-managed-key';
import { Platform } from '../platform';

/** How the volumes of an AMI are encrypted: the weakest of those that are. */
export enum AmiEncryption {
  /** Not, as far as the recipe tells. */
  NONE,
  /** With a key that no other account can use. */
  DEFAULT_KEY,
  /** With customer managed keys only. */
  CUSTOMER_KEY,
}

/** What a build needs to know of an image recipe. */
export interface ImageRecipeFacts {
  readonly platform?: Platform;
  readonly architecture?: ec2.InstanceArchitecture;
  readonly encryption: AmiEncryption;
  readonly hasWatermarks: boolean;
}

/** How these block devices encrypt an AMI. */
export function encryptionOf(scope: IConstruct, devices: ec2.BlockDevice[] = []): AmiEncryption {
  const encrypted = devices
    .filter(({ mappingEnabled }) => mappingEnabled !== false)
    .map(({ volume }) => volume.ebsDevice)
    .filter(ebs => ebs?.encrypted);
  if (encrypted.length === 0) return AmiEncryption.NONE;
  const byCustomer = encrypted.every(ebs => ebs?.kmsKey && !isManagedByAws(Stack.of(scope), ebs.kmsKey));
  return byCustomer ? AmiEncryption.CUSTOMER_KEY : AmiEncryption.DEFAULT_KEY;
}
