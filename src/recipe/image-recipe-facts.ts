import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { Platform } from './platform';
import { isManagedByAws } from '../private/facts/aws-managed-key';

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
    .filter((ebs) => ebs?.encrypted);
  if (encrypted.length === 0) return AmiEncryption.NONE;
  const byCustomer = encrypted.every((ebs) => ebs?.kmsKey && !isManagedByAws(Stack.of(scope), ebs.kmsKey));
  return byCustomer ? AmiEncryption.CUSTOMER_KEY : AmiEncryption.DEFAULT_KEY;
}
