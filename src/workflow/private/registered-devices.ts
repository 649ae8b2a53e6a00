import * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * Block devices as the EC2 API names their properties.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RegisterImage.html
 */
export function renderRegisteredDevices(devices: ec2.BlockDevice[] = []): object[] | undefined {
  if (devices.length === 0) return undefined;
  return devices.map(({ deviceName, volume, mappingEnabled }) => mappingEnabled === false
    ? { DeviceName: deviceName, NoDevice: '' }
    : { DeviceName: deviceName, VirtualName: volume.virtualName, Ebs: volume.ebsDevice && renderVolume(volume.ebsDevice) });
}

function renderVolume(ebs: ec2.EbsDeviceProps): object {
  return {
    DeleteOnTermination: ebs.deleteOnTermination,
    Encrypted: ebs.encrypted,
    Iops: ebs.iops,
    KmsKeyId: ebs.kmsKey?.keyRef.keyArn,
    SnapshotId: ebs.snapshotId,
    Throughput: ebs.throughput,
    VolumeSize: ebs.volumeSize,
    VolumeType: ebs.volumeType,
  };
}
