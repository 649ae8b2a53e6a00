import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';

/** Identifies an existing pipeline, by its ARN or by its name, with optional details. */
export interface ImagePipelineAttributes {
  /**
   * The ARN of the pipeline.
   *
   * @default - made from the name, in the stack's account and Region
   */
  readonly imagePipelineArn?: string;

  /**
   * The name of the pipeline.
   *
   * @default - read from the ARN
   */
  readonly imagePipelineName?: string;

  /**
   * The recipe of the pipeline, which may be imported too. Image Builder names images after their recipe, and most events do
   * not say which pipeline built an image. Without the recipe, events and statuses cannot be narrowed down to the pipeline.
   *
   * @default - not known
   */
  readonly recipe?: interfaces.IImageRecipeRef | interfaces.IContainerRecipeRef;

  /**
   * The attribute `DeploymentId` of the pipeline, which an `Image` needs to start it. Pass it on in an
   * SSM parameter: CloudFormation does not change an export that another stack imports.
   *
   * @default - not known: the pipeline cannot build an `Image`
   */
  readonly imagePipelineDeploymentId?: string;
}
