import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { aws_kms } from 'aws-cdk-lib/interfaces';
import { IConstruct } from 'constructs';
import { isManagedByAws } from '../../private/facts/aws-managed-key';
import { AmiEncryption, RecipeFacts } from '../../private/facts/recipe-facts';

/** Whether these block devices encrypt an AMI, and with which keys. */
export function encryptionFacts(scope: IConstruct, devices: ec2.BlockDevice[] = []): Required<Pick<RecipeFacts, 'encryption' | 'volumeKeys'>> {
  const keys = encryptedVolumes(devices).map((volume) => customerKeyOf(scope, volume));
  const volumeKeys = [...new Set(keys.filter((key) => key !== undefined))];
  if (keys.length === 0) return { encryption: AmiEncryption.NONE, volumeKeys };
  return { encryption: keys.includes(undefined) ? AmiEncryption.DEFAULT_KEY : AmiEncryption.CUSTOMER_KEY, volumeKeys };
}

function encryptedVolumes(devices: ec2.BlockDevice[]): ec2.EbsDeviceProps[] {
  return devices
    .filter(({ mappingEnabled }) => mappingEnabled !== false)
    .map(({ volume }) => volume.ebsDevice)
    .filter((ebs) => ebs?.encrypted)
    .map((ebs) => ebs!);
}

function customerKeyOf(scope: IConstruct, { kmsKey }: ec2.EbsDeviceProps): aws_kms.IKeyRef | undefined {
  return kmsKey && !isManagedByAws(Stack.of(scope), kmsKey) ? kmsKey : undefined;
}
