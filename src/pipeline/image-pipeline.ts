import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import * as logs from 'aws-cdk-lib/aws-logs';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { IImagePipeline } from './i-image-pipeline';
import { ImageBuildProps } from './image-build-props';
import { ImagePipelineAttributes } from './image-pipeline-attributes';
import { ImagePipelineOptions } from './image-pipeline-options';
import { BuildConfiguration } from './private/build-configuration';
import { ExecutionPermissions } from './private/execution-permissions';
import { ArnMatcher } from './private/image-events';
import { ImagePipelineBase } from './private/image-pipeline-base';
import { ImportedImagePipeline } from './private/imported-image-pipeline';
import { warnOfSharedRecipe } from './private/shared-recipe';
import { checkName, generatedNameOf } from '../private/checks/names';
import { checkAddedTags, checkedTags, TagRule } from '../private/checks/tag-rules';
import { checkText } from '../private/checks/text-rules';
import { isOfClass, markClass } from '../private/facts/class-mark';
import { checkGateOfBuild } from '../scanning/readable-scan';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImagePipeline.html';
const TAG_RULE: TagRule = { what: 'the image pipeline', see: SEE };

/**
 * Properties of an `ImagePipeline`.
 *
 * Synthesis fails if they do not fit together: a scan without image tests or for the other kind of image, a distribution for
 * the other kind, or workflows that break the rules of the service.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImagePipeline.html
 */
export interface ImagePipelineProps extends ImagePipelineOptions, ImageBuildProps {
  /**
   * What the pipeline is for, 1 to 1,024 characters.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Tags of the pipeline itself.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };

  /**
   * Log group of the images' builds. If its name does not begin with `/aws/imagebuilder/`, the execution role and
   * the build instances are allowed to write to it.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/schedule-pipeline.html
   * @default - the service creates one, `/aws/imagebuilder/` and the name of the images, which never expires
   */
  readonly imageLogGroup?: logs.ILogGroup;

  /**
   * Log group of the pipeline itself, besides those of its builds. If its name does not begin with `/aws/imagebuilder/`, the
   * execution role is allowed to write to it.
   *
   * @default - the service creates one below `/aws/imagebuilder/`, which never expires
   */
  readonly imagePipelineLogGroup?: logs.ILogGroup;
}

/**
 * An EC2 Image Builder image pipeline: builds, tests, scans and distributes the images of a recipe.
 *
 * Creating or updating a pipeline builds nothing; its schedule starts builds, and so does a call of the API.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/start-build-image-pipeline.html
 * @resource AWS::ImageBuilder::ImagePipeline
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { BaseImage, ImagePipeline, ImagePipelineSchedule, ImageRecipe, ImageScanningConfiguration } from 'cdk-image-builder';
 *
 * declare const stack: Stack;
 * const recipe = new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.amazonLinux2023() });
 * new ImagePipeline(stack, 'Pipeline', {
 *   recipe,
 *   schedule: ImagePipelineSchedule.cron({ weekDay: 'SUN', hour: '3', minute: '0' }),
 *   imageScanningConfiguration: ImageScanningConfiguration.testInstance(),
 * });
 */
@propertyInjectable
export class ImagePipeline extends ImagePipelineBase {
  /** Identifies the class to `PropertyInjectors`. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-image-builder.ImagePipeline';

  /**
   * Whether a value is an `ImagePipeline` of this library, even one from another copy of it.
   *
   * @param x any value
   */
  public static isImagePipeline(x: any): x is ImagePipeline {
    return isOfClass(x, ImagePipeline.PROPERTY_INJECTION_ID);
  }

  /** Imports an existing pipeline by its ARN. */
  public static fromImagePipelineArn(scope: Construct, id: string, imagePipelineArn: string): IImagePipeline {
    return ImagePipeline.fromImagePipelineAttributes(scope, id, { imagePipelineArn });
  }

  /** Imports an existing pipeline in the stack's account and Region, by its name. */
  public static fromImagePipelineName(scope: Construct, id: string, imagePipelineName: string): IImagePipeline {
    return ImagePipeline.fromImagePipelineAttributes(scope, id, { imagePipelineName });
  }

  /**
   * Imports an existing pipeline by its ARN or name, with optional details.
   *
   * @throws if neither or both of ARN and name are given
   */
  public static fromImagePipelineAttributes(scope: Construct, id: string, attrs: ImagePipelineAttributes): IImagePipeline {
    return new ImportedImagePipeline(scope, id, attrs);
  }

  public readonly imagePipelineArn: string;

  /**
   * An id that changes whenever the content of the pipeline's builds changes.
   * @attribute
   */
  public readonly imagePipelineDeploymentId: string;

  /** The infrastructure configuration: yours, or one created for this pipeline. */
  public readonly infrastructureConfiguration: interfaces.IInfrastructureConfigurationRef;

  /** The execution role: yours, or a generated one; not set if the service-linked role suffices. */
  public readonly executionRole?: iam.IRole;

  private readonly executionPermissions: ExecutionPermissions;
  private readonly resource: CfnImagePipeline;
  private hasRules = false;

  public constructor(scope: Construct, id: string, props: ImagePipelineProps) {
    super(scope, id, { physicalName: props.imagePipelineName ?? generatedNameOf(scope, id) });
    markClass(this, ImagePipeline.PROPERTY_INJECTION_ID);
    checkName(this, 'image pipeline', props.imagePipelineName);
    checkText(this, props.description, {
      what: 'the description of the image pipeline',
      maxLength: 1024,
      see: SEE,
    });
    const build = new BuildConfiguration(this, props, { image: props.imageLogGroup, pipeline: props.imagePipelineLogGroup }, this.physicalName);
    this.executionPermissions = build.executionPermissions;
    this.infrastructureConfiguration = build.infrastructureConfiguration;
    this.executionRole = build.executionRole;

    const resource = this.resource = new CfnImagePipeline(this, 'Resource', {
      ...build.render(),
      name: this.physicalName,
      description: props.description,
      status: props.enabled === undefined ? undefined : (props.enabled ? 'ENABLED' : 'DISABLED'),
      loggingConfiguration: props.imageLogGroup || props.imagePipelineLogGroup ? {
        imageLogGroupName: props.imageLogGroup?.logGroupName,
        pipelineLogGroupName: props.imagePipelineLogGroup?.logGroupName,
      } : undefined,
      tags: checkedTags(this, props.tags, TAG_RULE),
    });
    checkAddedTags(resource, TAG_RULE);
    const imageTags = checkedTags(this, props.imageTags, { what: 'the images of the pipeline', isImage: true, see: SEE });
    if (imageTags) resource.addPropertyOverride('ImageTags', imageTags);
    props.schedule?._bind(this, resource);
    build.bindTo(resource);
    if (props.gate) checkGateOfBuild(this, props.gate);

    this.imagePipelineArn = this.getResourceArnAttribute(resource.attrArn, {
      service: 'imagebuilder',
      resource: 'image-pipeline',
      resourceName: this.physicalName,
    });
    this.imagePipelineDeploymentId = resource.attrDeploymentId;
  }

  public get imagePipelineName(): string {
    return this.getResourceNameAttribute(this.resource.attrName);
  }

  /** @internal */
  protected _images(): ArnMatcher {
    if (!this.hasRules) warnOfSharedRecipe(this);
    this.hasRules = true;
    return super._images();
  }

  /** @internal */
  protected _executionPermissions(): ExecutionPermissions {
    return this.executionPermissions;
  }
}
