import { IResource } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnImage } from 'aws-cdk-lib/aws-imagebuilder';
import * as logs from 'aws-cdk-lib/aws-logs';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { ImageAttributes } from './image-attributes';
import { ImageBuildOptions } from './image-build-props';
import { IImageEventSource } from './image-event-source';
import { ImageMachineImageOptions } from './image-machine-image-options';
import { BuildConfiguration } from './private/build-configuration';
import { buildNeeds } from './private/build-needs';
import { deletionRole, warnOfRetention } from './private/deletion-settings';
import { ExecutionPermissions } from './private/execution-permissions';
import { ImageBase } from './private/image-base';
import { ArnMatcher, arnsOfRecipe } from './private/image-events';
import { ImportedImage } from './private/imported-image';
import { kindOfPipeline, pipelineExecutionSettings } from './private/pipeline-execution-settings';
import { checkedTags } from '../private/checks/tag-rules';
import { ValidationError } from '../private/checks/validation-error';
import { lazyDependable, resourcesExcept } from '../private/facts/dependencies';
import { nameOfPipelineImages } from '../private/facts/image-name';
import { ImageStatus, ImageStatusOptions } from '../status/image-status';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImage.html';

/** An EC2 Image Builder image. */
export interface IImage extends IResource, interfaces.IImageRef, IImageEventSource {
  /**
   * ARN of the image; the ARN of its build version where the image is made in the app.
   * @attribute
   */
  readonly imageArn: string;

  /**
   * Name of the image, as in the ARN.
   * @attribute
   */
  readonly imageName: string;

  /**
   * Version of the image without the number of the build, such as `1.0.3`.
   * @attribute
   */
  readonly imageVersion: string;

  /**
   * Reads, at deployment, what is known of the image: its workflows, the step that failed, its findings.
   *
   * @param id id of the status in the scope of the image, 'Status' if not given
   * @param options the gate, and what a failure does
   */
  status(id?: string, options?: ImageStatusOptions): ImageStatus;

  /**
   * The AMI of the image, for instances, launch templates and Auto Scaling groups in the Region of the image's stack.
   * A new image gives them a new AMI id, with which CloudFormation replaces an instance.
   *
   * @param options the operating system, where the recipe does not say it, and user data
   * @throws an error for a container image, and for an existing image of which `imageId` is not known
   */
  toMachineImage(options?: ImageMachineImageOptions): ec2.IMachineImage;

  /**
   * Grants actions on the image, such as `imagebuilder:CancelImageCreation`.
   *
   * @param grantee who gets the permission
   * @param actions the actions, with the prefix `imagebuilder:`
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2imagebuilder.html
   */
  grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant;

  /**
   * Grants permission to read the image: its state, packages, workflows and findings.
   *
   * @param grantee who gets the permission
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;

  /**
   * Grants a role of your own what it needs as `executionRole` of the image: it gets the managed policy
   * EC2ImageBuilderExecutionPolicy, and what the log group and the steps of the workflows need beyond that.
   *
   * @param grantee the role
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html
   * @throws an error if the grantee is no role
   */
  grantDefaultExecutionRolePermissions(grantee: iam.IGrantable): iam.Grant;
}

/** Properties of an `Image`: a recipe and how to build it, or a pipeline, which has all that. */
export interface ImageProps extends ImageBuildOptions {
  /**
   * What is built: an image recipe (an AMI) or a container recipe. Not together with `pipeline`.
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
   * Does `pipeline` build again in each deployment that changed it? Any change counts, also one of its schedule.
   * An image of a `recipe` needs no such setting: it is built again whenever what it is built from changes.
   *
   * @default false
   */
  readonly rebuildOnPipelineUpdate?: boolean;

  /**
   * Are the AMIs, snapshots or container images deleted together with the image, when it is removed from the stack or
   * replaced by a new one? Nothing looks whether they are in use. It needs the `RemovalPolicy` `DESTROY`, which is the
   * default of an image. Container images go only from repositories with the tag `LifecycleExecutionAccess` of
   * `EC2 Image Builder`.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-imagebuilder-image-deletionsettings.html
   * @default false - they stay, and cost, until you or a `LifecyclePolicy` deletes them
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
   * Tags of the image in Image Builder, not of its AMI or container image.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };

  /**
   * Log group of the build. For one whose name does not begin with `/aws/imagebuilder/`, the execution role and the build
   * instances are allowed to write to it.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/schedule-pipeline.html
   * @default - the service makes `/aws/imagebuilder/<image name>`, which never expires
   */
  readonly logGroup?: logs.ILogGroup;
}

/**
 * An EC2 Image Builder image, built when the stack is created. One that is built from a recipe is built again whenever
 * what it is built from changes; for one that a pipeline builds see `rebuildOnPipelineUpdate`.
 *
 * CloudFormation waits for the build, up to 12 hours. A build that fails fails the deployment.
 * Deleting the resource leaves its AMIs, snapshots and container images in place, but for `deleteUnderlyingResources`.
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
export class Image extends ImageBase {
  /** An image that exists already, by its ARN: of a build version, or of a version, where `x` stands for the newest. */
  public static fromImageArn(scope: Construct, id: string, imageArn: string): IImage {
    return Image.fromImageAttributes(scope, id, { imageArn });
  }

  /** The newest version of an image that exists already in the stack's account and Region, by its name. */
  public static fromImageName(scope: Construct, id: string, imageName: string): IImage {
    return Image.fromImageAttributes(scope, id, { imageName });
  }

  /**
   * An image that exists already, by its ARN or by its name and version, and what else is known of it.
   *
   * @throws if neither or both of ARN and name are given, or a version together with the ARN
   */
  public static fromImageAttributes(scope: Construct, id: string, attrs: ImageAttributes): IImage {
    return new ImportedImage(scope, id, attrs);
  }

  /** @attribute */
  public readonly imageArn: string;

  /**
   * Id of the AMI in the Region of the stack. Only an image recipe makes one.
   * @attribute
   */
  public readonly imageId: string;

  /**
   * URI of the container image in the Region of the stack. Only a container recipe makes one.
   * @attribute
   */
  public readonly imageUri: string;

  /** The infrastructure configuration given, or the one made for this image; not set where a pipeline builds it. */
  public readonly infrastructureConfiguration?: interfaces.IInfrastructureConfigurationRef;

  /**
   * The execution role given, or the one made for workflows and log group; not set where the service-linked role does,
   * and where a pipeline builds the image.
   */
  public readonly executionRole?: iam.IRole;

  /** The role with which AMIs, snapshots and container images are deleted; not set where they stay. */
  public readonly deletionExecutionRole?: iam.IRole;

  /**
   * The name of the images of the pipeline, where that builds the image.
   *
   * @internal
   */
  public readonly _imageName?: string;

  private readonly makesContainer: boolean;
  private readonly executionPermissions?: ExecutionPermissions;

  /** @throws if there are both or neither of recipe and pipeline, or settings that the pipeline has already */
  public constructor(scope: Construct, id: string, props: ImageProps) {
    super(scope, id);

    const settings = pipelineExecutionSettings(this, props);
    const build = props.recipe && new BuildConfiguration(this, { ...props, recipe: props.recipe }, { image: props.logGroup });
    this.executionPermissions = build?.executionPermissions;
    this.infrastructureConfiguration = build?.infrastructureConfiguration;
    this.executionRole = build?.executionRole;
    this.deletionExecutionRole = deletionRole(this, props);

    const resource = new CfnImage(this, 'Resource', {
      ...build?.render(),
      imagePipelineExecutionSettings: settings,
      loggingConfiguration: props.logGroup && { logGroupName: props.logGroup.logGroupName },
      deletionSettings: this.deletionExecutionRole && { executionRole: this.deletionExecutionRole.roleArn },
      tags: checkedTags(this, props.tags, { what: 'the image', see: SEE }),
    });
    build?.applyScanning(resource);
    resource.node.addDependency(...build ? [lazyDependable(() => {
      return resourcesExcept([build.infrastructureConfiguration, build.executionRole], build.needs());
    })] : buildNeeds(props.pipeline!));
    if (this.deletionExecutionRole) warnOfRetention(this, resource);

    this.imageArn = resource.attrArn;
    this.imageId = resource.attrImageId;
    this.imageUri = resource.attrImageUri;
    this._imageName = props.pipeline && nameOfPipelineImages(props.pipeline);
    this.makesContainer = (build?.kind ?? kindOfPipeline(props.pipeline)) === 'CONTAINER';
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
    if (!this.makesContainer) return this.imageId;
    throw new ValidationError(this, 'A container image has no AMI: use its imageUri.');
  }
}
