import { CfnResource, Duration } from 'aws-cdk-lib';
import { CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { Construct, IConstruct } from 'constructs';
import { buildContent } from './private/build-content';
import { warnOfLongApproval } from './private/long-approval';
import { IMAGE_BUILD_RESOURCE_TYPE, IMAGE_WAIT_RESOURCE_TYPE, ImageBuildProperties, ImageWaitProperties, MAX_WAIT_SECONDS, StatusAttribute } from '../contract/contract';
import { checkSamePlace } from '../private/checks/same-place';
import { checkText } from '../private/checks/text-rules';
import { ValidationError } from '../private/checks/validation-error';
import { factsOf } from '../private/facts/facts';
import { deploymentIdOf, nameOfPipeline, nameOfPipelineImages } from '../private/facts/image-name';
import { resourceOf } from '../private/facts/resource-of';
import { ImageBuilderProvider } from '../provider/image-builder-provider';
import { SERVICE_TIMEOUT } from '../provider/service-timeout';
import { VulnerabilityGate } from '../scanning/vulnerability-gate';
import { checkWaitForScan } from '../scanning/wait-for-scan';
import { ImageStatusBase } from '../status/image-status-base';
import { OnFailure } from '../status/on-failure';
import { checkGate, checkScanIsReadable } from '../status/readable-scan';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartImagePipelineExecution.html';
const HOUR = 3600;
const MIN_TIMEOUT = Duration.minutes(5);
const MAX_TIMEOUT = Duration.hours(12);

/** When a pipeline is run in a deployment, how long the deployment waits, and what it asks of the image. */
export interface ImagePipelineExecutionOptions {
  /**
   * Any string of at least one character. A new one builds again; one that was built before, as in a rollback, does not.
   *
   * @default - the pipeline's `DeploymentId`, which changes whenever the pipeline does, and a hash of its recipe and
   * components. Where it is not known of an imported pipeline, its image is built once, when the execution is created.
   */
  readonly trigger?: string;

  /**
   * Wait for the image. If false, the deployment starts the build and goes on: only the ARN of the image is known, the other
   * attributes are errors at synthesis, and a build that fails later fails no deployment. Such a build is not started once
   * more where its instance profile was too new. `timeout`, `gate`, `onFailure` and `waitForScan` are about the wait, and
   * are refused then; a gate of the pipeline holds the image back in any case.
   *
   * @default true
   */
  readonly waitForImage?: boolean;

  /**
   * How long the deployment waits for the image: from 5 minutes to 12 hours, known at synthesis. Of each full hour 53
   * minutes are waited, since CloudFormation wants an answer within it: 53 minutes of 1 hour, 10 hours and 36 minutes of
   * 12 hours. A build that is not done by then is a failure, and is cancelled when the deployment is rolled back.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html
   * @default Duration.hours(1)
   */
  readonly timeout?: Duration;

  /**
   * The findings that the image may have. The deployment waits for the scan, and an image that was not scanned does not
   * pass. Synthesis fails if the pipeline has no scan whose findings Image Builder keeps; with `OnFailure.REPORT` it warns.
   *
   * @default - any
   */
  readonly gate?: VulnerabilityGate;

  /**
   * What the deployment does when the build failed or took too long, or when the gate refuses the image.
   *
   * @default OnFailure.FAIL_DEPLOYMENT
   */
  readonly onFailure?: OnFailure;

  /**
   * Wait for the vulnerability scan of the image too, so that its findings are known. It cannot be false with a gate.
   *
   * @default - true with a gate, otherwise false
   */
  readonly waitForScan?: boolean;
}

/** Properties of an `ImagePipelineExecution`. */
export interface ImagePipelineExecutionProps extends ImagePipelineExecutionOptions {
  /** The pipeline to run, in the stack's account and Region. */
  readonly pipeline: interfaces.IImagePipelineRef;
}

/**
 * Runs a pipeline when the stack is created and whenever what it builds changed, waits for the image, and returns what
 * is known of it. A build that fails also fails the deployment, which then says which step failed and why.
 *
 * An image that was built stays, also when the deployment is rolled back: it is not built again when the deployment
 * is tried once more. A build that still runs when its deployment is cancelled or fails is cancelled.
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
export class ImagePipelineExecution extends ImageStatusBase {
  protected readonly resource: CfnResource;

  private readonly waitsForImage: boolean;

  /**
   * @throws if the pipeline is in another account or Region, if the trigger or the time-out is not allowed, or if there are
   * settings of the wait without a wait
   */
  public constructor(scope: Construct, id: string, props: ImagePipelineExecutionProps) {
    super(scope, id);
    const { pipeline, gate, timeout = Duration.hours(1), onFailure = OnFailure.FAIL_DEPLOYMENT } = props;
    checkSamePlace(this, { what: 'pipeline of an execution', resource: pipeline, advice: 'put the execution into a stack there' });
    checkText(this, props.trigger, { what: 'the trigger of an execution', see: SEE });
    checkWaitForScan(this, gate, props.waitForScan);
    this.waitsForImage = props.waitForImage ?? true;
    const build = this.startBuild(props);
    if (!this.waitsForImage) {
      checkNoWait(this, props);
      this.resource = build;
      return;
    }
    const hours = waitingHours(this, timeout);
    if (onFailure === OnFailure.FAIL_DEPLOYMENT) warnOfLongApproval(this, pipeline, hours.reduce((all, seconds) => all + seconds));
    if (gate) checkGate(this, gate, pipeline, onFailure);
    else if (props.waitForScan) checkScanIsReadable(this, pipeline, 'waitForScan has no scan to wait for', onFailure);

    const provider = ImageBuilderProvider._of(this);
    const common: Omit<ImageWaitProperties, 'WaitSeconds'> = {
      ImageBuildVersionArn: build.getAtt('ImageBuildVersionArn').toString(),
      StateMachineArn: provider._stateMachineArn(),
      OnFailure: onFailure,
    };
    const last: Partial<ImageWaitProperties> = {
      Last: 'true',
      WaitForScan: props.waitForScan ? 'true' : undefined,
      Gate: gate?._render(),
    };
    this.resource = hours.reduce((previous, seconds, hour) => {
      const isLast = hour === hours.length - 1;
      const wait = provider._customResource(this, isLast ? 'Resource' : `Hour${hour + 1}`, {
        type: IMAGE_WAIT_RESOURCE_TYPE,
        timeout: Duration.hours(1),
        properties: { ...common, WaitSeconds: String(seconds), ...isLast ? last : {} },
      });
      // The first refers to the build.
      if (previous !== build) wait.node.addDependency(previous);
      return wait;
    }, build);
  }

  /** @internal */
  protected _attributes(): readonly StatusAttribute[] {
    return this.waitsForImage ? super._attributes() : ['ImageBuildVersionArn'];
  }

  private startBuild({ pipeline, trigger }: ImagePipelineExecutionProps): CfnResource {
    const { imagePipelineArn } = pipeline.imagePipelineRef;
    const provider = ImageBuilderProvider._of(this);
    provider._allow({
      uses: {
        pipelineName: nameOfPipeline(pipeline, imagePipelineArn),
        imageName: nameOfPipelineImages(pipeline) ?? '*',
        starts: true,
      },
    });
    const l1 = resourceOf(pipeline, CfnImagePipeline);
    const changes = deploymentIdOf(pipeline) ?? imagePipelineArn;
    const properties: ImageBuildProperties = {
      ImagePipelineArn: imagePipelineArn,
      Trigger: trigger ?? (l1 ? `${changes}/${buildContent(l1)}` : changes),
    };
    const build = provider._customResource(this, 'Build', { type: IMAGE_BUILD_RESOURCE_TYPE, timeout: SERVICE_TIMEOUT, properties });
    // What the build needs is there before it starts, and until it has been cancelled.
    const { dependencies } = factsOf(pipeline);
    if (dependencies) build.node.addDependency(dependencies);
    return build;
  }
}

/** Refuses what is about the wait where there is none. */
function checkNoWait(scope: IConstruct, props: ImagePipelineExecutionProps): void {
  const names = ['timeout', 'gate', 'onFailure', 'waitForScan'] as const;
  const idle = names.filter((name) => props[name] !== undefined).map((name) => `'${name}'`);
  if (idle.length === 0) return;
  throw new ValidationError(scope, `The deployment does not wait for the image where 'waitForImage' is false, so that ${idle.join(' and ')} would do nothing: leave ${idle.length === 1 ? 'it' : 'them'} out${props.gate ? ', and give the gate to the pipeline, where it holds the image back' : ''}.`);
}

/**
 * The seconds to wait in each begun hour of a time-out. A full hour holds less than an hour of waiting, since
 * CloudFormation wants its answer within it.
 */
function waitingHours(scope: IConstruct, timeout: Duration): number[] {
  if (timeout.isUnresolved()) {
    throw new ValidationError(scope, 'The timeout of an execution must be known at synthesis, since there is one resource for each hour of it, got a token.');
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
