import { Fn, IResource, Resource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnImage } from 'aws-cdk-lib/aws-imagebuilder';
import * as logs from 'aws-cdk-lib/aws-logs';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { BuildConfiguration } from './build-configuration';
import { ImageBuildProps } from './image-build-props';
import { imageBuilderArn, LATEST_VERSION, nameAndVersionFromArn } from '../private/arn-parts';
import { checkedTags } from '../private/tag-rules';
import { ImageStatus, ImageStatusOptions } from '../status/image-status';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImage.html';

/** An EC2 Image Builder image. */
export interface IImage extends IResource, interfaces.IImageRef {
  /**
   * ARN of the image; the ARN of its build version where the image is made in the app.
   * @attribute
   */
  readonly imageArn: string;

  /**
   * Name of the image, in the form in which it stands in the ARN.
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
}

/** Properties of an {@link Image}. */
export interface ImageProps extends ImageBuildProps {
  /**
   * Tags of the image.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };

  /**
   * Log group of the build. A group outside `/aws/imagebuilder/` needs an `executionRole` that may write to it.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/schedule-pipeline.html
   * @default - the service makes `/aws/imagebuilder/<image name>`, which never expires
   */
  readonly logGroup?: logs.ILogGroup;
}

abstract class ImageBase extends Resource implements IImage {
  public abstract readonly imageArn: string;

  public get imageRef(): interfaces.ImageReference {
    return { imageArn: this.imageArn };
  }

  public get imageName(): string {
    return Fn.select(1, Fn.split('/', this.imageArn));
  }

  public get imageVersion(): string {
    return Fn.select(2, Fn.split('/', this.imageArn));
  }

  public status(id: string = 'Status', options: ImageStatusOptions = {}): ImageStatus {
    return new ImageStatus(this, id, { image: this, ...options });
  }
}

/**
 * An EC2 Image Builder image, built when the stack is created and again whenever what it is built from changes.
 *
 * CloudFormation waits for the build, up to 12 hours. A build that fails fails the deployment.
 * Deleting the resource leaves its AMIs, snapshots and container images in place.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-imagebuilder-image.html
 * @resource AWS::ImageBuilder::Image
 */
export class Image extends ImageBase {
  /** An image that exists already, by its ARN: of a build version, or of a version, where `x` stands for the newest. */
  public static fromImageArn(scope: Construct, id: string, imageArn: string): IImage {
    nameAndVersionFromArn(scope, imageArn, 'image');
    class Import extends ImageBase {
      public readonly imageArn = imageArn;
    }
    return new Import(scope, id, { environmentFromArn: imageArn });
  }

  /** The newest version of an image that exists already in the stack's account and Region, by its name. */
  public static fromImageName(scope: Construct, id: string, imageName: string): IImage {
    return Image.fromImageArn(scope, id, imageBuilderArn(scope, 'image', imageName, LATEST_VERSION));
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

  /** The infrastructure configuration given, or the one made for this image. */
  public readonly infrastructureConfiguration: interfaces.IInfrastructureConfigurationRef;

  /** The execution role given, or the one made for the workflows; undefined where the service-linked role runs them. */
  public readonly executionRole?: iam.IRole;

  constructor(scope: Construct, id: string, props: ImageProps) {
    super(scope, id);

    const build = new BuildConfiguration(this, props);
    this.infrastructureConfiguration = build.infrastructureConfiguration;
    this.executionRole = build.executionRole;

    const resource = new CfnImage(this, 'Resource', {
      ...build.render(),
      loggingConfiguration: props.logGroup && { logGroupName: props.logGroup.logGroupName },
      tags: checkedTags(this, props.tags, { what: 'the image', see: SEE }),
    });
    build.applyScanning(resource);

    this.imageArn = resource.attrArn;
    this.imageId = resource.attrImageId;
    this.imageUri = resource.attrImageUri;
  }
}
