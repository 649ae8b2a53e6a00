import { Resource } from 'aws-cdk-lib';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import type { IImagePipeline } from './image-pipeline';
import { ImagePipelineExecution, ImagePipelineExecutionOptions } from './image-pipeline-execution';

/**
 * What pipelines can do, whether they are made in the app or exist already.
 *
 * @internal
 */
export abstract class ImagePipelineBase extends Resource implements IImagePipeline {
  public abstract readonly imagePipelineArn: string;
  public abstract readonly imagePipelineName: string;

  /** A reference to this pipeline. */
  public get imagePipelineRef(): interfaces.ImagePipelineReference {
    return { imagePipelineArn: this.imagePipelineArn };
  }

  public start(id: string, options: ImagePipelineExecutionOptions = {}): ImagePipelineExecution {
    return new ImagePipelineExecution(this, id, { pipeline: this, ...options });
  }
}
