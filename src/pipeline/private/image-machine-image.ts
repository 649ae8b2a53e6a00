import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct, IConstruct } from 'constructs';
import { platformOfImage } from './image-platform';
import { warnOfImageInOtherStack } from './other-stack';
import { areDifferent } from '../../private/checks/same-place';
import { ValidationError } from '../../private/checks/validation-error';
import { Platform } from '../../recipe/platform';
import { ImageMachineImageOptions } from '../image-machine-image-options';

/** The AMI of an image, as instances, launch templates and Auto Scaling groups take it. */
export class ImageMachineImage implements ec2.IMachineImage {
  public constructor(private readonly image: IConstruct, private readonly imageId: string, private readonly options: ImageMachineImageOptions) {}

  public getImage(scope: Construct): ec2.MachineImageConfig {
    this.checkRegion(scope);
    warnOfImageInOtherStack(scope, this.image);
    const osType = this.options.operatingSystem ?? operatingSystem(platformOfImage(this.image));
    return { imageId: this.imageId, osType, userData: this.options.userData ?? emptyUserData(osType) };
  }

  private checkRegion(scope: Construct): void {
    const [own, other] = [Stack.of(this.image).region, Stack.of(scope).region];
    if (!areDifferent(own, other)) return;
    throw new ValidationError(scope, `The AMI of '${this.image.node.path}' is in the Region '${own}'; a copy in '${other}' has another id: let a DistributionConfiguration write that id to an SSM parameter, and use ec2.MachineImage.fromSsmParameter().`);
  }
}

/** EC2 has no type for macOS. */
export function operatingSystem(platform: Platform | undefined): ec2.OperatingSystemType {
  if (platform === Platform.WINDOWS) return ec2.OperatingSystemType.WINDOWS;
  return platform === Platform.MAC_OS ? ec2.OperatingSystemType.UNKNOWN : ec2.OperatingSystemType.LINUX;
}

export function emptyUserData(osType: ec2.OperatingSystemType): ec2.UserData {
  return osType === ec2.OperatingSystemType.WINDOWS ? ec2.UserData.forWindows() : ec2.UserData.forLinux();
}
