import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { checkInteger } from '../../private/text-rules';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_EbsInstanceBlockDeviceSpecification.html';

/** A block device as image and container recipes render it. */
export interface RenderedBlockDevice {
  readonly deviceName: string;
  readonly virtualName?: string;
  readonly noDevice?: string;
  readonly ebs?: RenderedEbsVolume;
}

interface RenderedEbsVolume {
  readonly deleteOnTermination?: boolean;
  readonly encrypted?: boolean;
  readonly iops?: number;
  readonly kmsKeyId?: string;
  readonly snapshotId?: string;
  readonly throughput?: number;
  readonly volumeSize?: number;
  readonly volumeType?: string;
}

/** The block devices of an instance, within the limits of Image Builder (which are not those of EC2). */
export function renderBlockDevices(scope: IConstruct, devices: ec2.BlockDevice[] = []): RenderedBlockDevice[] | undefined {
  if (devices.length === 0) return undefined;
  return devices.map(({ deviceName, volume, mappingEnabled }) => mappingEnabled === false
    ? { deviceName, noDevice: '' }
    : { deviceName, virtualName: volume.virtualName, ebs: volume.ebsDevice && renderVolume(scope, deviceName, volume.ebsDevice) });
}

function renderVolume(scope: IConstruct, deviceName: string, ebs: ec2.EbsDeviceProps): RenderedEbsVolume {
  checkInteger(scope, ebs.volumeSize, `the volume size of '${deviceName}' in GiB`, 1, 16000, SEE);
  checkInteger(scope, ebs.iops, `the IOPS of '${deviceName}'`, 100, 64000, SEE);
  checkInteger(scope, ebs.throughput, `the throughput of '${deviceName}' in MiB/s`, 125, 1000, SEE);
  return {
    deleteOnTermination: ebs.deleteOnTermination,
    encrypted: ebs.encrypted,
    iops: ebs.iops,
    kmsKeyId: ebs.kmsKey?.keyRef.keyArn,
    snapshotId: ebs.snapshotId,
    throughput: ebs.throughput,
    volumeSize: ebs.volumeSize,
    volumeType: ebs.volumeType,
  };
}
