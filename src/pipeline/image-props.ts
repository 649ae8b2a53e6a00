import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { ImageBuildOptions } from './image-build-props';

/** Properties of an `Image`: a recipe and how to build it, or a pipeline, which already has both. */
export interface ImageProps extends ImageBuildOptions {
  /**
   * The recipe to build: an image recipe (for an AMI) or a container recipe. Cannot be given together with `pipeline`.
   *
   * @default - `pipeline` builds the image
   */
  readonly recipe?: interfaces.IImageRecipeRef | interfaces.IContainerRecipeRef;

  /**
   * The pipeline that builds the image, with its own recipe, infrastructure, workflows, scan and log group: none of
   * these may be given to the image too.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-imagebuilder-image-imagepipelineexecutionsettings.html
   * @default - the image is built from `recipe`
   */
  readonly pipeline?: interfaces.IImagePipelineRef;

  /**
   * Whether `pipeline` builds again in each deployment that changed it. Any change counts, including a change of its schedule.
   * An image of a `recipe` does not need this setting: every change of its content builds it again.
   *
   * @default false
   */
  readonly rebuildOnPipelineUpdate?: boolean;

  /**
   * Whether the AMIs, snapshots or container images are deleted together with the image, when it is removed from the stack or
   * replaced by a new one. Nothing checks whether they are in use. This needs the `RemovalPolicy` `DESTROY`, which is the
   * default of an image. Container images are deleted only from repositories with the tag `LifecycleExecutionAccess:
   * EC2 Image Builder`.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-imagebuilder-image-deletionsettings.html
   * @default false - they stay, and cost money, until you or a `LifecyclePolicy` deletes them
   */
  readonly deleteUnderlyingResources?: boolean;

  /**
   * The role with which Image Builder deletes them. It needs what the managed policy
   * EC2ImageBuilderLifecycleExecutionPolicy allows. Only with `deleteUnderlyingResources`.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html
   * @default - a role with this policy
   */
  readonly deletionExecutionRole?: iam.IRole;

  /**
   * Tags of the image in Image Builder, not of its AMI or container image: at most 35, because the library keeps 15 of 50
   * for the state of builds and releases.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };

  /**
   * Log group of the build. If its name does not begin with `/aws/imagebuilder/`, the execution role and the build
   * instances are allowed to write to it.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/schedule-pipeline.html
   * @default - the service creates one, `/aws/imagebuilder/` and the name of the images, which never expires
   */
  readonly logGroup?: logs.ILogGroup;
}
