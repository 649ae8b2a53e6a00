import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';

/** What is known of a pipeline that exists already: its ARN or its name, and perhaps more. */
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
   * The recipe of the pipeline, itself imported perhaps. Image Builder names images after it, and most of their
   * events do not say which pipeline built them: without it, these events and the status of images cannot be narrowed
   * down to the pipeline.
   *
   * @default - not known
   */
  readonly recipe?: interfaces.IImageRecipeRef | interfaces.IContainerRecipeRef;

  /**
   * The pipeline's attribute `DeploymentId`, with which an `Image` starts it: an output of the stack that has it.
   *
   * @default - not known: the pipeline cannot build an `Image`
   */
  readonly imagePipelineDeploymentId?: string;
}
