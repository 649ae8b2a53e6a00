import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnImage } from 'aws-cdk-lib/aws-imagebuilder';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { IImage } from './i-image';
import { ImageAttributes } from './image-attributes';
import { ImageProps } from './image-props';
import { BuildConfiguration } from './private/build-configuration';
import { deletionRole, warnOfRetention } from './private/deletion-settings';
import { ExecutionPermissions } from './private/execution-permissions';
import { ImageBase } from './private/image-base';
import { ArnMatcher, arnsOfRecipe } from './private/image-events';
import { ImportedImage } from './private/imported-image';
import { warnOfLongApproval } from './private/long-approval';
import { pipelineExecutionSettings } from './private/pipeline-execution-settings';
import { rebuildWithContent } from './private/rebuild-with-content';
import { checkAddedTags, checkedTags, TagRule } from '../private/checks/tag-rules';
import { ValidationError } from '../private/checks/validation-error';
import { isOfClass, markClass } from '../private/facts/class-mark';
import { lazyDependable, resourcesExcept } from '../private/facts/dependencies';
import { factsOf, recordFacts } from '../private/facts/facts';
import { kindOfImages, nameOfImages } from '../private/facts/image-name';
import { checkGateOfBuild } from '../scanning/readable-scan';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImage.html';
/** How long CloudFormation waits for an image. */
const MAX_WAIT = Duration.hours(12);
const APPROVAL_ADVICE = "Give the approval or the step a shorter 'timeout', or build the image by a pipeline: its start() with 'waitForImage' set to false lets no deployment wait.";
const TAG_RULE: TagRule = { what: 'the image', isImage: true, see: SEE };

/**
 * An EC2 Image Builder image, built when the stack is created. An image of a recipe is built again whenever its content
 * changes; for an image of a pipeline, see `rebuildOnPipelineUpdate`.
 *
 * CloudFormation waits for the build, up to 12 hours. If the build fails, the deployment fails. If the resource is deleted,
 * its AMIs, snapshots and container images stay, unless you set `deleteUnderlyingResources`.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-imagebuilder-image.html
 * @resource AWS::ImageBuilder::Image
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { BaseImage, Image, ImageRecipe, ImageStatus } from 'cdk-image-builder';
 *
 * declare const stack: Stack;
 * const image = new Image(stack, 'Image', {
 *   recipe: new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.ubuntuServer2404() }),
 * });
 * const status = new ImageStatus(stack, 'Status', { image });
 * status.addOutputs();
 */
@propertyInjectable
export class Image extends ImageBase {
  /** Identifies the class to `PropertyInjectors`. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-image-builder.Image';

  /**
   * Whether a value is an `Image` of this library, even one from another copy of it.
   *
   * @param x any value
   */
  public static isImage(x: any): x is Image {
    return isOfClass(x, Image.PROPERTY_INJECTION_ID);
  }

  /**
   * Imports an existing image by the ARN of a build version or of a version, in which `x` stands for the newest. A version
   * stands for its newest AVAILABLE build: to read a failed or running build, give the ARN of its build version.
   */
  public static fromImageArn(scope: Construct, id: string, imageArn: string): IImage {
    return Image.fromImageAttributes(scope, id, { imageArn });
  }

  /** Imports the newest version of an existing image in the stack's account and Region, by its name. */
  public static fromImageName(scope: Construct, id: string, imageName: string): IImage {
    return Image.fromImageAttributes(scope, id, { imageName });
  }

  /**
   * Imports an existing image by its ARN, or by its name and version, with optional details.
   *
   * @throws if neither or both of ARN and name are given, or a version together with the ARN
   */
  public static fromImageAttributes(scope: Construct, id: string, attrs: ImageAttributes): IImage {
    return new ImportedImage(scope, id, attrs);
  }

  /** @attribute */
  public readonly imageArn: string;

  /**
   * Id of the AMI in the Region of the stack. Only an image recipe produces one.
   * @attribute
   */
  public readonly imageId: string;

  /**
   * URI of the container image in the Region of the stack. Only a container recipe produces one.
   * @attribute
   */
  public readonly imageUri: string;

  /** The infrastructure configuration: yours, or one created for this image; not set if a pipeline builds it. */
  public readonly infrastructureConfiguration?: interfaces.IInfrastructureConfigurationRef;

  /**
   * The execution role: yours, or a generated one; not set if the service-linked role suffices,
   * or if a pipeline builds the image.
   */
  public readonly executionRole?: iam.IRole;

  /** The role with which AMIs, snapshots and container images are deleted; not set if they stay. */
  public readonly deletionExecutionRole?: iam.IRole;

  private readonly resource: CfnImage;
  private readonly executionPermissions?: ExecutionPermissions;

  /** @throws if both or neither of recipe and pipeline are given, or settings that the pipeline already has */
  public constructor(scope: Construct, id: string, props: ImageProps) {
    super(scope, id);
    markClass(this, Image.PROPERTY_INJECTION_ID);

    const settings = pipelineExecutionSettings(this, props);
    const build = props.recipe && new BuildConfiguration(this, { ...props, recipe: props.recipe }, { image: props.logGroup });
    this.executionPermissions = build?.executionPermissions;
    this.infrastructureConfiguration = build?.infrastructureConfiguration;
    this.executionRole = build?.executionRole;
    this.deletionExecutionRole = deletionRole(this, props);

    const resource = this.resource = new CfnImage(this, 'Resource', {
      ...build?.render(),
      imagePipelineExecutionSettings: settings,
      loggingConfiguration: props.logGroup && { logGroupName: props.logGroup.logGroupName },
      deletionSettings: this.deletionExecutionRole && { executionRole: this.deletionExecutionRole.roleArn },
      tags: checkedTags(this, props.tags, TAG_RULE),
    });
    checkAddedTags(resource, TAG_RULE);
    build?.bindTo(resource);
    if (props.recipe || props.rebuildOnPipelineUpdate) rebuildWithContent(resource);
    if (props.gate) checkGateOfBuild(this, props.gate);
    warnOfLongApproval(this, props.pipeline ?? this, MAX_WAIT, APPROVAL_ADVICE);
    const dependencies = build
      ? lazyDependable(() => resourcesExcept([build.infrastructureConfiguration, build.executionRole], build.dependencies()))
      : factsOf(props.pipeline!).dependencies;
    if (dependencies) resource.node.addDependency(dependencies);
    if (this.deletionExecutionRole) warnOfRetention(this, resource);

    this.imageArn = resource.attrArn;
    this.imageId = resource.attrImageId;
    this.imageUri = resource.attrImageUri;
    if (props.pipeline) recordFacts(resource, { imageName: nameOfImages(props.pipeline) });
  }

  /**
   * The ARN of the newest version of the image: `image/<name>/x.x.x`.
   * @attribute
   */
  public get imageLatestVersionArn(): string {
    return this.resource.attrLatestVersionArn;
  }

  /**
   * The ARN of the newest image with the same first number of its version: `image/<name>/1.x.x`.
   * @attribute
   */
  public get imageLatestVersionMajor(): string {
    return this.resource.attrLatestVersionMajor;
  }

  /**
   * The ARN of the newest image with the same first two numbers of its version: `image/<name>/1.0.x`.
   * @attribute
   */
  public get imageLatestVersionMinor(): string {
    return this.resource.attrLatestVersionMinor;
  }

  /**
   * The ARN of the newest build of this version of the image: `image/<name>/1.0.0`.
   * @attribute
   */
  public get imageLatestVersionPatch(): string {
    return this.resource.attrLatestVersionPatch;
  }

  /** @internal */
  protected _executionPermissions(): ExecutionPermissions {
    return this.executionPermissions ?? super._executionPermissions();
  }

  /** @internal */
  protected _images(): ArnMatcher {
    return arnsOfRecipe(this);
  }

  /** @internal */
  protected _amiId(): string {
    if (kindOfImages(this) !== 'CONTAINER') return this.imageId;
    throw new ValidationError(this, 'A container image has no AMI: use its imageUri.');
  }
}
