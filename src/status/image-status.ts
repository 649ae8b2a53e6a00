import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import { CfnImage, CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { ImageStatusBase } from './image-status-base';
import { OnFailure } from './on-failure';
import { IMAGE_STATUS_RESOURCE_TYPE, ImageStatusProperties } from '../contract/contract';
import { quoted } from '../private/checks/callers-language';
import { warnOfExportedAttributes } from '../private/checks/exported-attributes';
import { checkSamePlace, checkSameRegion } from '../private/checks/same-place';
import { ValidationError } from '../private/checks/validation-error';
import { warn } from '../private/checks/warnings';
import { isOfClass, markClass } from '../private/facts/class-mark';
import { deploymentIdOf, kindOfImages, nameOfImage, nameOfPipeline, nameOfImages } from '../private/facts/image-name';
import { ifImported } from '../private/facts/imported-export';
import { ImageKind } from '../private/facts/recipe-facts';
import { pathOf, resourceOf } from '../private/facts/resource-of';
import { ImageBuilderProvider } from '../provider/image-builder-provider';
import { SERVICE_TIMEOUT } from '../provider/service-timeout';
import { checkGateOfStatus } from '../scanning/readable-scan';
import { VulnerabilityGate } from '../scanning/vulnerability-gate';

const SEE_EXPORTS = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html';

/** Options of a status: its gate, when it is read again, and what a failure does. */
export interface ImageStatusOptions {
  /**
   * The findings that the image may have. An image without a scan does not pass. Synthesis fails if the image has no scan
   * whose findings Image Builder keeps; with `OnFailure.REPORT` it only warns.
   *
   * @default - no gate
   */
  readonly gate?: VulnerabilityGate;

  /**
   * Any string. CloudFormation reads the status again only when a deployment changes this string.
   *
   * @default - the ARN of the image, or the pipeline's `DeploymentId`, which changes with the content of its builds
   */
  readonly trigger?: string;

  /**
   * Whether the deployment fails or continues if the image failed or the gate refuses it.
   *
   * @default OnFailure.FAIL_DEPLOYMENT with a gate, otherwise OnFailure.REPORT
   */
  readonly onFailure?: OnFailure;
}

/** Properties of an `ImageStatus`: exactly one of `image` and `pipeline`. */
export interface ImageStatusProps extends ImageStatusOptions {
  /**
   * The image to read.
   *
   * @default - the newest image of `pipeline`
   */
  readonly image?: interfaces.IImageRef;

  /**
   * The pipeline whose newest image is read. If the pipeline has not built an image yet, all attributes are empty; this is
   * not a failure.
   *
   * @default - `image` is read
   */
  readonly pipeline?: interfaces.IImagePipelineRef;
}

/**
 * Reads the status of an image at deployment: its state, its workflows, which step failed and why, and the findings of the
 * vulnerability scan. It returns at once; it does not wait for a build.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { IImagePipeline, ImageStatus, VulnerabilityGate } from 'cdk-image-builder';
 *
 * declare const stack: Stack;
 * declare const pipeline: IImagePipeline;
 * const status = new ImageStatus(stack, 'Status', {
 *   pipeline, // its newest image
 *   gate: VulnerabilityGate.atMost({ critical: 0 }),
 * });
 * status.addOutputs();
 */
@propertyInjectable
export class ImageStatus extends ImageStatusBase {
  /** Identifies the class to `PropertyInjectors`. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-image-builder.ImageStatus';

  /**
   * Whether a value is an `ImageStatus` of this library, even one from another copy of it.
   *
   * @param x any value
   */
  public static isImageStatus(x: any): x is ImageStatus {
    return isOfClass(x, ImageStatus.PROPERTY_INJECTION_ID);
  }

  protected readonly resource: CfnResource;

  /** @internal */
  protected readonly _imageKind?: ImageKind;

  /** @throws if both or neither of image and pipeline are given, if they are in another Region, or if the pipeline is in another account */
  public constructor(scope: Construct, id: string, props: ImageStatusProps) {
    super(scope, id);
    markClass(this, ImageStatus.PROPERTY_INJECTION_ID);
    if ((props.image === undefined) === (props.pipeline === undefined)) {
      const given = props.image ? 'both an image and a pipeline' : 'neither';
      throw new ValidationError(this, `ImageStatus reads one image: give either 'image' or 'pipeline' (its newest image), got ${given}.`);
    }

    const onFailure = props.onFailure ?? (props.gate ? OnFailure.FAIL_DEPLOYMENT : OnFailure.REPORT);
    if (props.gate) checkGateOfStatus(this, props.gate, props.image ?? props.pipeline!, { failsDeployment: onFailure === OnFailure.FAIL_DEPLOYMENT });

    this._imageKind = kindOfImages(props.image ?? props.pipeline!);
    this.warnOfOtherStack(props);
    const provider = ImageBuilderProvider.of(this);
    const properties: ImageStatusProperties = {
      ...props.image ? this.imageToRead(provider, props.image) : this.pipelineToRead(provider, props.pipeline!),
      ...props.trigger === undefined ? {} : { Trigger: props.trigger },
      OnFailure: onFailure,
      Gate: props.gate?._render(),
    };
    this.resource = provider._customResource(this, 'Resource', { type: IMAGE_STATUS_RESOURCE_TYPE, timeout: SERVICE_TIMEOUT, properties });
    warnOfExportedAttributes(this, this.resource);
  }

  /** CloudFormation does not change an export as long as another stack imports it. */
  private warnOfOtherStack({ image, pipeline, trigger }: ImageStatusProps): void {
    const resource = image ? resourceOf(image, CfnImage) : trigger === undefined && resourceOf(pipeline!, CfnImagePipeline);
    if (!resource) return;
    const what = image ? 'image' : 'pipeline';
    const advice = `put the status into the stack ${quoted(Stack.of(resource).node.path)}${image ? '' : ", or give it a 'trigger'"}`;
    ifImported(this, resource, () => warn(this, 'statusInOtherStack', `The status refers to the ${what} '${pathOf(resource)}' of another stack by an attribute that changes with the recipe. CloudFormation does not change it as long as this stack imports it, so the next change of the recipe fails: ${advice}. See ${SEE_EXPORTS}`));
  }

  private imageToRead(provider: ImageBuilderProvider, image: interfaces.IImageRef) {
    const { imageArn } = image.imageRef;
    const stack = Stack.of(this);
    const { account, region } = image.env;
    checkSameRegion(this, { what: 'image of a status', resource: image, advice: `put the status into a stack in '${region}'` });
    const isElsewhere = !Token.isUnresolved(account) && account !== stack.account;
    provider._allow({ reads: { name: nameOfImage(image, imageArn), account: isElsewhere ? account : undefined } });
    return { ImageBuildVersionArn: imageArn, Trigger: imageArn };
  }

  private pipelineToRead(provider: ImageBuilderProvider, pipeline: interfaces.IImagePipelineRef) {
    const { imagePipelineArn } = pipeline.imagePipelineRef;
    checkSamePlace(this, { what: 'pipeline of a status', resource: pipeline, advice: 'put the status into a stack there' });
    const imageName = nameOfImages(pipeline);
    provider._allow({ lists: nameOfPipeline(pipeline, imagePipelineArn), reads: { name: imageName ?? '*' } });
    return { ImagePipelineArn: imagePipelineArn, ImageName: imageName, Trigger: deploymentIdOf(pipeline) ?? imagePipelineArn };
  }
}
