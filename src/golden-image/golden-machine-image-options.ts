import { ImageMachineImageOptions } from '../pipeline/image-machine-image-options';

/** Options for starting instances from a golden image. */
export interface GoldenMachineImageOptions extends ImageMachineImageOptions {
  /**
   * Whether each launch of an instance reads the parameter, so that it gets the newest AMI without a deployment. Only for
   * launch templates, and Auto Scaling groups that use one.
   *
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-systems-manager-parameter-to-find-AMI.html
   * @default false - CloudFormation reads it in each deployment
   */
  readonly resolveAtLaunch?: boolean;
}
