import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { WorkflowStep, WorkflowStepProps } from './workflow-step';
import { WorkflowValue } from '../workflow-value';

/** The architectures of an AMI. */
export enum ImageArchitecture {
  /** 32-bit x86. */
  I386 = 'i386',
  /** 64-bit x86. */
  X86_64 = 'x86_64',
  /** 64-bit Arm. */
  ARM64 = 'arm64',
  /** 64-bit x86 Mac. */
  X86_64_MAC = 'x86_64_mac',
  /** Apple silicon Mac. */
  ARM64_MAC = 'arm64_mac',
}

/** The boot modes of an AMI. */
export enum ImageBootMode {
  /** Legacy BIOS. */
  LEGACY_BIOS = 'legacy-bios',
  /** UEFI. */
  UEFI = 'uefi',
  /** UEFI where the instance type has it, else legacy BIOS. */
  UEFI_PREFERRED = 'uefi-preferred',
}

/** The virtualization types of an AMI. */
export enum ImageVirtualizationType {
  /** Hardware virtual machine. */
  HVM = 'hvm',
  /** Paravirtual. */
  PARAVIRTUAL = 'paravirtual',
}

/** Properties of a step that registers an AMI. */
export interface RegisterImageStepProps extends WorkflowStepProps {
  /**
   * The processor architecture of the AMI.
   *
   * @default - the default of EC2
   */
  readonly architecture?: ImageArchitecture;

  /**
   * The block devices of the AMI. A snapshot that another step made is given as text: `step.output.at(0).toString()`.
   * Volumes must not have a `kmsKey`: encrypt their snapshots with it.
   *
   * @default - none
   */
  readonly blockDevices?: ec2.BlockDevice[];

  /**
   * The boot mode of the AMI.
   *
   * @default - the default of EC2
   */
  readonly bootMode?: ImageBootMode;

  /**
   * The description of the AMI.
   *
   * @default - none
   */
  readonly imageDescription?: string;

  /**
   * Whether enhanced networking with ENA is on.
   *
   * @default - the default of EC2
   */
  readonly enaSupport?: boolean;

  /**
   * The location of the manifest, for AMIs that are stored in S3.
   *
   * @default - none
   */
  readonly imageLocation?: string;

  /**
   * Whether instances of the AMI accept IMDSv2 only.
   *
   * @default false
   */
  readonly requireImdsv2?: boolean;

  /**
   * Whether the AMI gets the tags of the first snapshot of the block devices.
   *
   * @default false
   */
  readonly includeSnapshotTags?: boolean;

  /**
   * The ID of the kernel.
   *
   * @default - none
   */
  readonly kernelId?: string;

  /**
   * The ID of the RAM disk.
   *
   * @default - none
   */
  readonly ramdiskId?: string;

  /**
   * The name of the root device, such as `/dev/sda1`.
   *
   * @default - none
   */
  readonly rootDeviceName?: string;

  /**
   * Enhanced networking with the Intel 82599 VF interface, such as `simple`.
   *
   * @default - none
   */
  readonly sriovNetSupport?: string;

  /**
   * Whether the AMI has NitroTPM 2.0.
   *
   * @default false
   */
  readonly tpmSupport?: boolean;

  /**
   * The UEFI variable store, in Base64.
   *
   * @default - none
   */
  readonly uefiData?: string;

  /**
   * The virtualization type of the AMI.
   *
   * @default - the default of EC2
   */
  readonly virtualizationType?: ImageVirtualizationType;
}

/**
 * Registers an AMI from snapshots.
 *
 * It may take 9 hours by default, and at most 12.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-register-image
 */
export class RegisterImageStep extends WorkflowStep {
  /** The ID of the AMI. A build workflow must return it as its output `ImageId`. */
  public readonly imageId: WorkflowValue;

  /** @param name The name of the step, unique in the workflow. */
  public constructor(name: string, props: RegisterImageStepProps) {
    super(name, 'RegisterImage', {
      architecture: props.architecture,
      blockDeviceMapping: renderRegisteredDevices(props.blockDevices),
      bootMode: props.bootMode,
      description: props.imageDescription,
      enaSupport: props.enaSupport,
      imageLocation: props.imageLocation,
      imdsSupport: props.requireImdsv2 ? 'v2.0' : undefined,
      includeSnapshotTags: props.includeSnapshotTags,
      kernelId: props.kernelId,
      ramdiskId: props.ramdiskId,
      rootDeviceName: props.rootDeviceName,
      sriovNetSupport: props.sriovNetSupport,
      tpmSupport: props.tpmSupport ? 'v2.0' : undefined,
      uefiData: props.uefiData,
      virtualizationType: props.virtualizationType,
    }, props);
    this.imageId = WorkflowValue.fromStepOutput(name, 'imageId');
  }
}

/**
 * Block devices as the EC2 API names their properties.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RegisterImage.html
 */
function renderRegisteredDevices(devices: ec2.BlockDevice[] = []): object[] | undefined {
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
