/** Identifies an existing image, by its ARN or by its name, with optional details. */
export interface ImageAttributes {
  /**
   * The ARN of the image: of a build version, or of a version, where `x` stands for the newest.
   *
   * @default - made from the name and the version, in the stack's account and Region
   */
  readonly imageArn?: string;

  /**
   * The name of the image.
   *
   * @default - read from the ARN
   */
  readonly imageName?: string;

  /**
   * The version of the image, given together with the name.
   *
   * @default 'x.x.x', the newest
   */
  readonly imageVersion?: string;

  /**
   * The id of its AMI in the Region of the stack, for `toMachineImage()`.
   *
   * @default - not known
   */
  readonly imageId?: string;
}
