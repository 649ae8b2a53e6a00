import { ImageMachineImageOptions } from '../pipeline/image-machine-image-options';

/** What to know of a golden image to start instances of it. */
export interface GoldenMachineImageOptions extends ImageMachineImageOptions {
  /**
   * Read the parameter each time that an instance is launched, so that it gets the newest AMI without a deployment. Only for
   * launch templates and Auto Scaling groups with one.
   *
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-systems-manager-parameter-to-find-AMI.html
   * @default false - CloudFormation reads it in each deployment
   */
  readonly resolveAtLaunch?: boolean;
}
