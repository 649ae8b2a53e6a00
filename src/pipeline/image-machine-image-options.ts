import * as ec2 from 'aws-cdk-lib/aws-ec2';

/** Options for starting instances from an image. */
export interface ImageMachineImageOptions {
  /**
   * The operating system that the instances run.
   *
   * @default - the platform of the recipe's base image and components; if they do not say it, `LINUX`
   */
  readonly operatingSystem?: ec2.OperatingSystemType;

  /**
   * The user data of the instances.
   *
   * @default - empty user data for the operating system
   */
  readonly userData?: ec2.UserData;
}
