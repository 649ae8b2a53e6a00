import { Resource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import type { IImagePipeline } from './image-pipeline';
import { ImagePipelineExecution, ImagePipelineExecutionOptions } from './image-pipeline-execution';
import { ExecutionPermissions } from './private/execution-permissions';
import { grantOn } from '../private/grant-on';

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

  public grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return grantOn(this.imagePipelineArn, grantee, actions);
  }

  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, 'imagebuilder:GetImagePipeline', 'imagebuilder:ListImagePipelineImages');
  }

  public grantStartExecution(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, 'imagebuilder:StartImagePipelineExecution');
  }

  public grantDefaultExecutionRolePermissions(grantee: iam.IGrantable): iam.Grant {
    return this._executionPermissions().grantTo(this, grantee);
  }

  /**
   * What the execution role of the pipeline needs beyond its managed policy, as far as that is known.
   *
   * @internal
   */
  protected _executionPermissions(): ExecutionPermissions {
    return new ExecutionPermissions(undefined, []);
  }
}
