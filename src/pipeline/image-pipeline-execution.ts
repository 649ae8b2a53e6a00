import { CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { Construct, IConstruct } from 'constructs';
import { DeploymentBuildOptions } from './deployment-build-options';
import { buildContent } from './private/build-content';
import { warnOfLongApproval } from './private/long-approval';
import {
  IMAGE_BUILD_RESOURCE_TYPE, IMAGE_WAIT_RESOURCE_TYPE, ImageBuildProperties, ImageWaitProperties, MAX_WAIT_SECONDS,
} from '../contract/contract';
import { warnOfExportedAttributes } from '../private/checks/exported-attributes';
import { checkSamePlace } from '../private/checks/same-place';
import { checkText } from '../private/checks/text-rules';
import { ValidationError } from '../private/checks/validation-error';
import { isOfClass, markClass } from '../private/facts/class-mark';
import { factsOf } from '../private/facts/facts';
import { kindOfImages, nameOfPipeline, nameOfImages } from '../private/facts/image-name';
import { ImageKind } from '../private/facts/recipe-facts';
import { resourceOf } from '../private/facts/resource-of';
import { ImageBuilderProvider } from '../provider/image-builder-provider';
import { SERVICE_TIMEOUT } from '../provider/service-timeout';
import { checkGateOfStatus, checkScanIsReadable } from '../scanning/readable-scan';
import { VulnerabilityGate } from '../scanning/vulnerability-gate';
import { checkWaitForScan } from '../scanning/wait-for-scan';
import { ImageStatusBase } from '../status/image-status-base';
import { OnFailure } from '../status/on-failure';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartImagePipelineExecution.html';
const HOUR = 3600;
const MIN_TIMEOUT = Duration.minutes(5);
const MAX_TIMEOUT = Duration.hours(12);

/** Options of a run in a deployment: when it builds, how long the deployment waits, and the gate of the image. */
export interface ImagePipelineExecutionOptions extends DeploymentBuildOptions {
  /**
   * Whether the deployment waits for the image. If false, the deployment starts the build and continues: only the ARN of the
   * image is known, using any other attribute is an error at synthesis, and a later failure of the build does not fail the
   * deployment. A build that failed because its instance profile was too new is not started again. `timeout`, `gate`,
   * `onFailure` and `waitForScan` need a wait and are rejected; a gate of the pipeline holds the image back in any case.
   *
   * @default true
   */
  readonly waitForImage?: boolean;

  /**
   * The findings that the image may have. The deployment waits for the scan, and an image without a scan does not pass.
   * Synthesis fails if the pipeline has no scan whose findings Image Builder keeps; with `OnFailure.REPORT` it only warns.
   *
   * This gate only fails the deployment; by then the image is distributed. A gate of the pipeline holds it back.
   *
   * @default - the gate of the pipeline; if it changes, it evaluates the image that is already released
   */
  readonly gate?: VulnerabilityGate;
}

/** Properties of an `ImagePipelineExecution`. */
export interface ImagePipelineExecutionProps extends ImagePipelineExecutionOptions {
  /** The pipeline to run, in the stack's account and Region. */
  readonly pipeline: interfaces.IImagePipelineRef;
}

/**
 * Runs a pipeline when the stack is created and whenever the content of its image changes, waits for the image, and returns
 * its status. If the build fails, the deployment fails too, and says which step failed and why.
 *
 * A finished image stays even if the deployment is rolled back, so retrying the deployment does not build it again. If the
 * deployment fails or is cancelled, a build that is still running is cancelled.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/start-build-image-pipeline.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { IImagePipeline, ImagePipelineExecution } from 'cdk-image-builder';
 *
 * declare const stack: Stack;
 * declare const pipeline: IImagePipeline;
 * new ImagePipelineExecution(stack, 'Execution', { pipeline });
 */
@propertyInjectable
export class ImagePipelineExecution extends ImageStatusBase {
  /** Identifies the class to `PropertyInjectors`. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-image-builder.ImagePipelineExecution';

  /**
   * Whether a value is an `ImagePipelineExecution` of this library, even one from another copy of it.
   *
   * @param x any value
   */
  public static isImagePipelineExecution(x: any): x is ImagePipelineExecution {
    return isOfClass(x, ImagePipelineExecution.PROPERTY_INJECTION_ID);
  }

  protected readonly resource: CfnResource;

  /** @internal */
  protected readonly _imageKind?: ImageKind;

  /**
   * @throws if the pipeline is in another account or Region, if the trigger or the time-out is invalid, or if there are
   * settings for a wait but no wait
   */
  public constructor(scope: Construct, id: string, props: ImagePipelineExecutionProps) {
    super(scope, id);
    markClass(this, ImagePipelineExecution.PROPERTY_INJECTION_ID);
    const { pipeline, gate, timeout = Duration.hours(1), onFailure = OnFailure.FAIL_DEPLOYMENT } = props;
    checkSamePlace(this, { what: 'pipeline of an execution', resource: pipeline, advice: 'put the execution into a stack there' });
    checkText(this, props.trigger, { what: 'the trigger of an execution', see: SEE });
    checkWaitForScan(this, gate, props.waitForScan);
    this._imageKind = kindOfImages(pipeline);
    const build = this.startBuild(props);
    if (props.waitForImage === false) {
      checkNoWait(this, props);
      this.resource = build;
      warnOfExportedAttributes(this, build);
      return;
    }
    const hours = waitingHours(this, timeout);
    const failsDeployment = onFailure === OnFailure.FAIL_DEPLOYMENT;
    const waited = Duration.seconds(hours.reduce((all, seconds) => all + seconds));
    if (failsDeployment) warnOfLongApproval(this, pipeline, waited, approvalAdvice(props));
    if (gate) checkGateOfStatus(this, gate, pipeline, { failsDeployment });
    else if (props.waitForScan) checkScanIsReadable(this, pipeline, 'waitForScan has no scan to wait for', { failsDeployment });

    const provider = ImageBuilderProvider.of(this);
    const common: Omit<ImageWaitProperties, 'WaitSeconds'> = {
      ImageBuildVersionArn: build.getAtt('ImageBuildVersionArn').toString(),
      StateMachineArn: provider._stateMachineArn(),
      OnFailure: onFailure,
    };
    const last: Partial<ImageWaitProperties> = {
      Last: 'true',
      WaitForScan: props.waitForScan ? 'true' : undefined,
      Gate: gate?._render() ?? factsOf(pipeline).gate,
    };
    this.resource = hours.reduce((previous, seconds, hour) => {
      const isLast = hour === hours.length - 1;
      const wait = provider._customResource(this, isLast ? 'Resource' : `Hour${hour + 1}OfWaiting`, {
        type: IMAGE_WAIT_RESOURCE_TYPE,
        timeout: Duration.hours(1),
        properties: { ...common, WaitSeconds: String(seconds), ...isLast ? last : {} },
      });
      // The first refers to the build.
      if (previous !== build) wait.node.addDependency(previous);
      return wait;
    }, build);
    warnOfExportedAttributes(this, this.resource);
  }

  private startBuild({ pipeline, trigger }: ImagePipelineExecutionProps): CfnResource {
    const { imagePipelineArn } = pipeline.imagePipelineRef;
    const provider = ImageBuilderProvider.of(this);
    provider._allow({
      starts: {
        pipelineName: nameOfPipeline(pipeline, imagePipelineArn),
        imageName: nameOfImages(pipeline) ?? '*',
      },
    });
    const l1 = resourceOf(pipeline, CfnImagePipeline);
    // The function of another stack has no permission to keep logs or to tag images that a schedule started.
    const { keptLogGroup, sparesReleased } = Stack.of(pipeline) === Stack.of(this) ? factsOf(pipeline) : {};
    const properties: ImageBuildProperties = {
      ImagePipelineArn: imagePipelineArn,
      Trigger: trigger ?? (l1 ? buildContent(this, l1) : factsOf(pipeline).deploymentId ?? imagePipelineArn),
      LogGroup: keptLogGroup,
      SparesReleased: sparesReleased ? 'true' : undefined,
    };
    const build = provider._customResource(this, 'Build', { type: IMAGE_BUILD_RESOURCE_TYPE, timeout: SERVICE_TIMEOUT, properties });
    // The dependencies of the build exist before it starts, and until it has been cancelled.
    const { dependencies } = factsOf(pipeline);
    if (dependencies) build.node.addDependency(dependencies);
    return build;
  }
}

/** Names only the settings of the execution itself: a golden image gives its gate to the pipeline, where the gate must stay. */
function approvalAdvice(props: ImagePipelineExecutionProps): string {
  const idle = waitSettings(props);
  const leaveOut = idle.length > 0 ? `, and leave out ${idle.join(' and ')}` : '';
  const longest = MAX_TIMEOUT.toHours() * MAX_WAIT_SECONDS;
  const { longestApproval } = factsOf(props.pipeline);
  const wait = longestApproval && longestApproval.seconds >= longest
    ? "No deployment waits longer than 10 hours 36 minutes: give the approval or the step a shorter 'timeout' than that"
    : 'Raise the timeout (12 hours at most, of which 10 hours 36 minutes are waited)';
  return `${wait}, or let no deployment wait: set 'waitForImage' to false${leaveOut}.`;
}

/** The settings for a wait that are given. */
function waitSettings(props: ImagePipelineExecutionProps): string[] {
  const names = ['timeout', 'gate', 'onFailure', 'waitForScan'] as const;
  return names.filter((name) => props[name] !== undefined).map((name) => `'${name}'`);
}

/** Rejects settings for a wait if there is no wait. */
function checkNoWait(scope: IConstruct, props: ImagePipelineExecutionProps): void {
  const idle = waitSettings(props);
  if (idle.length === 0) return;
  throw new ValidationError(scope, `The deployment does not wait for the image if 'waitForImage' is false, so ${idle.join(' and ')} would have no effect: leave ${idle.length === 1 ? 'it' : 'them'} out${props.gate ? ', and give the gate to the pipeline, where it holds the image back' : ''}.`);
}

/**
 * The seconds to wait in each hour of a time-out, including the last partial one. A full hour gives less than an hour of
 * waiting, because CloudFormation requires a response within the hour.
 */
function waitingHours(scope: IConstruct, timeout: Duration): number[] {
  if (timeout.isUnresolved()) {
    throw new ValidationError(scope, 'The timeout of an execution must be known at synthesis, because each hour of it has a resource, got a token.');
  }
  const seconds = Math.ceil(timeout.toSeconds({ integral: false }));
  if (seconds < MIN_TIMEOUT.toSeconds() || seconds > MAX_TIMEOUT.toSeconds()) {
    throw new ValidationError(scope, `The timeout of an execution must be from ${MIN_TIMEOUT.toHumanString()} to ${MAX_TIMEOUT.toHumanString()}, got ${timeout.toHumanString()}. ${seconds < HOUR
      ? 'No build ends sooner.'
      : "For a longer build, leave out 'timeout' and set 'waitForImage' to false, and read an ImageStatus of the pipeline in a later deployment."}`);
  }
  const hours = Math.ceil(seconds / HOUR);
  return Array.from({ length: hours }, (_, hour) => Math.min(seconds - hour * HOUR, MAX_WAIT_SECONDS));
}
