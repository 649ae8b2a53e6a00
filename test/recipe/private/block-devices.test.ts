import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { renderBlockDevices } from '../../../src/recipe/private/block-devices';

const { EbsDeviceVolumeType } = ec2;

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

function volume(options: ec2.EbsDeviceOptions): () => unknown {
  return () => renderBlockDevices(stack, [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(8, options) }]);
}

test.each([EbsDeviceVolumeType.IO1, EbsDeviceVolumeType.IO2])('a volume of type %s is rejected without IOPS', (volumeType) => {
  expect(volume({ volumeType, iops: 100 })).not.toThrow();
  expect(volume({ volumeType })).toThrow(`The volume '/dev/xvda' of type ${volumeType} needs a number of I/O operations: set 'iops'`);
});

test('only a gp3 volume accepts a throughput', () => {
  expect(volume({ volumeType: EbsDeviceVolumeType.GP3, throughput: 125 })).not.toThrow();
  expect(volume({ throughput: 125 })).not.toThrow();
  expect(volume({ volumeType: EbsDeviceVolumeType.GP2 })).not.toThrow();
  expect(volume({ volumeType: EbsDeviceVolumeType.GP2, throughput: 125 })).toThrow("Only a volume of type gp3 has a throughput, got one for '/dev/xvda' of type gp2");
});

test('a volume rejects a key of another Region', () => {
  stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } });
  const key = (region: string) => kms.Key.fromKeyArn(stack, region, `arn:aws:kms:${region}:123456789012:key/mrk-1`);
  expect(volume({ encrypted: true, kmsKey: key('eu-west-1') })).not.toThrow();
  expect(volume({ encrypted: true, kmsKey: key('us-east-1') })).toThrow("The kmsKey of the volume '/dev/xvda' must be in the stack's own Region 'eu-west-1', got 'Stack/us-east-1' in 'us-east-1': give a key of the stack's Region");
});

test('a volume accepts a key only if it is encrypted', () => {
  const kmsKey = new kms.Key(stack, 'Key');
  expect(volume({ encrypted: true, kmsKey })).not.toThrow();
  expect(volume({ kmsKey })).toThrow("has a 'kmsKey' but is not encrypted: set 'encrypted' to true, too");
});

describe('root device of a recipe', () => {
  const disk = ec2.BlockDeviceVolume.ebs(50);
  const named = (...names: string[]) => names.map((deviceName) => ({ deviceName, volume: disk }));

  test('gives a warning under the device name of another image', () => {
    renderBlockDevices(stack, named('/dev/sda1'), '/dev/xvda');
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp("The block device '/dev/sda1' adds an empty volume, since the root volume of the base image is '/dev/xvda'.*cdk-image-builder:otherRootDevice"));
  });

  test.each([
    ['under its own name', named('/dev/xvda'), '/dev/xvda'],
    ['and another beside it', named('/dev/xvda', '/dev/sda1'), '/dev/xvda'],
    ['of an unknown image', named('/dev/sda1'), undefined],
    ['and only a second volume', named('/dev/sdb'), '/dev/xvda'],
  ])('gives no warning: %s', (_, devices, rootDevice) => {
    renderBlockDevices(stack, devices, rootDevice);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});
