import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { checkSameRegion } from '../../private/checks/same-place';
import { checkInteger } from '../../private/checks/text-rules';
import { ValidationError } from '../../private/checks/validation-error';
import { warn } from '../../private/checks/warnings';
import { keyArnFor } from '../../private/facts/key-arn';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_EbsInstanceBlockDeviceSpecification.html';
const SEE_NAMES = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/device_naming.html';

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

/** The names of the root devices of images. */
const ROOT_DEVICES = ['/dev/sda1', '/dev/xvda'];

/**
 * The block devices of an instance, within the limits of Image Builder (which are not those of EC2).
 *
 * @param rootDevice the device of the image's root volume, where it is known
 */
export function renderBlockDevices(scope: IConstruct, devices: ec2.BlockDevice[] = [], rootDevice?: string): RenderedBlockDevice[] | undefined {
  if (devices.length === 0) return undefined;
  warnOfOtherRoot(scope, devices.map(({ deviceName }) => deviceName), rootDevice);
  return devices.map(({ deviceName, volume, mappingEnabled }) => mappingEnabled === false
    ? { deviceName, noDevice: '' }
    : { deviceName, virtualName: volume.virtualName, ebs: volume.ebsDevice && renderVolume(scope, deviceName, volume.ebsDevice) });
}

/** Warns of the root device name of another image: it adds a second volume instead of changing the root volume. */
function warnOfOtherRoot(scope: IConstruct, names: string[], rootDevice: string | undefined): void {
  const other = names.find((name) => ROOT_DEVICES.includes(name));
  if (rootDevice === undefined || other === undefined || names.includes(rootDevice)) return;
  warn(scope, 'otherRootDevice', `The block device '${other}' adds an empty volume, since the root volume of the base image is '${rootDevice}': use '${rootDevice}' if you mean the root volume. See ${SEE_NAMES}`);
}

function renderVolume(scope: IConstruct, deviceName: string, ebs: ec2.EbsDeviceProps): RenderedEbsVolume {
  checkInteger(scope, ebs.volumeSize, `the volume size of '${deviceName}' in GiB`, 1, 16000, SEE);
  checkInteger(scope, ebs.iops, `the IOPS of '${deviceName}'`, 100, 64000, SEE);
  checkInteger(scope, ebs.throughput, `the throughput of '${deviceName}' in MiB/s`, 125, 1000, SEE);
  checkVolumeType(scope, deviceName, ebs);
  if (ebs.kmsKey && !ebs.encrypted) {
    throw new ValidationError(scope, `The volume '${deviceName}' has a 'kmsKey' but is not encrypted: set 'encrypted' to true, too. See ${SEE}`);
  }
  if (ebs.kmsKey) checkSameRegion(scope, { what: `kmsKey of the volume '${deviceName}'`, resource: ebs.kmsKey, advice: "give a key of the stack's Region", see: SEE });
  return {
    deleteOnTermination: ebs.deleteOnTermination,
    encrypted: ebs.encrypted,
    iops: ebs.iops,
    kmsKeyId: keyArnFor(scope, ebs.kmsKey),
    snapshotId: ebs.snapshotId,
    throughput: ebs.throughput,
    volumeSize: ebs.volumeSize,
    volumeType: ebs.volumeType,
  };
}

function checkVolumeType(scope: IConstruct, deviceName: string, { volumeType, iops, throughput }: ec2.EbsDeviceProps): void {
  if (volumeType === undefined) return;
  const needsIops = volumeType === ec2.EbsDeviceVolumeType.IO1 || volumeType === ec2.EbsDeviceVolumeType.IO2;
  if (needsIops && iops === undefined) {
    throw new ValidationError(scope, `The volume '${deviceName}' of type ${volumeType} needs a number of I/O operations: set 'iops' to 100 to 64000. See ${SEE}`);
  }
  if (throughput !== undefined && volumeType !== ec2.EbsDeviceVolumeType.GP3) {
    throw new ValidationError(scope, `Only a volume of type gp3 has a throughput, got one for '${deviceName}' of type ${volumeType}: leave it out, or use ec2.EbsDeviceVolumeType.GP3. See ${SEE}`);
  }
}
