import * as ec2 from 'aws-cdk-lib/aws-ec2';

/** What to know of an image to start instances of it. */
export interface ImageMachineImageOptions {
  /**
   * The operating system that the instances run.
   *
   * @default - that of the recipe's base image and components, as far as these say it; else `LINUX`
   */
  readonly operatingSystem?: ec2.OperatingSystemType;

  /**
   * The user data of the instances.
   *
   * @default - empty user data for the operating system
   */
  readonly userData?: ec2.UserData;
}
