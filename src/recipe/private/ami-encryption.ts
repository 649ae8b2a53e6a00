import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { isManagedByAws } from '../../private/facts/aws-managed-key';
import { AmiEncryption, RecipeFacts } from '../../private/facts/recipe-facts';

/** Whether these block devices encrypt an AMI, and with which keys. */
export function encryptionFacts(scope: IConstruct, devices: ec2.BlockDevice[] = []): Required<Pick<RecipeFacts, 'encryption' | 'volumeKeys'>> {
  const volumes = encryptedVolumes(devices);
  const keys = new Set(volumes.map(({ kmsKey }) => kmsKey).filter((key) => key !== undefined));
  const ofCustomer = [...keys].filter((key) => !isManagedByAws(Stack.of(scope), key));
  return { encryption: weakest(volumes, keys.size > ofCustomer.length), volumeKeys: ofCustomer };
}

function weakest(volumes: ec2.EbsDeviceProps[], hasKeyOfAws: boolean): AmiEncryption {
  if (volumes.length === 0) return AmiEncryption.NONE;
  if (hasKeyOfAws) return AmiEncryption.AWS_KEY;
  return volumes.some(({ kmsKey }) => !kmsKey) ? AmiEncryption.DEFAULT_KEY : AmiEncryption.CUSTOMER_KEY;
}

function encryptedVolumes(devices: ec2.BlockDevice[]): ec2.EbsDeviceProps[] {
  return devices
    .filter(({ mappingEnabled }) => mappingEnabled !== false)
    .map(({ volume }) => volume.ebsDevice)
    .filter((ebs) => ebs !== undefined)
    .filter(({ encrypted }) => encrypted);
}
