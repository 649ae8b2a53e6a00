import { ArnFormat, Fn, Stack, Token } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { Construct, IConstruct } from 'constructs';
import { GateProperty, PublishProperties } from '../contract/contract';
import { ValidationError } from '../private/checks/validation-error';
import { nameOfPipeline } from '../private/facts/image-name';
import { acknowledgeFinding } from '../private/iam/acknowledge-finding';
import { ImageBuilderProvider } from '../provider/image-builder-provider';

const SEE_TARGET = 'https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_InputTransformer.html';
const MAX_TEMPLATE_CHARACTERS = 8192;
/** What a reference is taken to become: the ARN of a pipeline with the longest name. */
const REFERENCE_CHARACTERS = 200;

/** What is published where. */
export interface ImagePublisherProps {
  readonly pipeline: interfaces.IImagePipelineRef;
  /** Name of the images that the pipeline builds. */
  readonly imageName: string;
  /** SSM parameter that gets the id of the AMI, or the URI of the container image. */
  readonly parameterName: string;
  readonly gate?: GateProperty;
  readonly waitForScan?: boolean;
  /** Is the pipeline also started in deployments? */
  readonly starts: boolean;
}

/**
 * Publishes the images that no deployment waits for: those of a schedule, or of somebody who starts the pipeline.
 * Each image that becomes available starts the stack's state machine, which publishes it if the gate accepts it.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/integ-eventbridge.html
 */
export class ImagePublisher extends Construct {
  /** The rule that starts it. */
  public readonly rule: events.CfnRule;

  public constructor(scope: Construct, id: string, props: ImagePublisherProps) {
    super(scope, id);
    const { pipeline: { imagePipelineRef: { imagePipelineArn } }, imageName, parameterName, starts } = props;
    const provider = ImageBuilderProvider._of(this);
    provider._allow({ uses: { pipelineName: nameOfPipeline(props.pipeline, imagePipelineArn), imageName, starts, publishesTo: parameterName } });
    this.rule = new events.CfnRule(this, 'Rule', {
      description: 'Publishes the images of a golden image that are not built in a deployment',
      eventPattern: {
        'source': ['aws.imagebuilder'],
        'detail-type': ['EC2 Image Builder Image State Change'],
        'resources': [{ prefix: this.imageArnPrefix(imageName) }],
        'detail': { state: { status: ['AVAILABLE'] } },
      },
      targets: [{
        id: 'Publish',
        arn: provider._stateMachineArn(),
        roleArn: provider._eventsRoleArn(),
        inputTransformer: { inputPathsMap: { image: '$.resources[0]' }, inputTemplate: this.inputTemplate(props) },
      }],
    });
    acknowledgeFinding(this.rule, 'Serverless-EventBusDLQ',
      'An event that is lost leaves the parameter with the image that it had, which was good, until the next build.');
  }

  /** What the ARNs of all versions and builds begin with. The event does not tell the pipeline. */
  private imageArnPrefix(imageName: string): string {
    return Stack.of(this).formatArn({
      service: 'imagebuilder', resource: 'image', resourceName: `${imageName}/`, arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }

  private inputTemplate({ pipeline, parameterName, gate, waitForScan }: ImagePublisherProps): string {
    const rest: Omit<PublishProperties, 'ImageBuildVersionArn'> = {
      ImagePipelineArn: pipeline.imagePipelineRef.imagePipelineArn,
      ParameterName: parameterName,
      Gate: gate,
      WaitForScan: waitForScan ? 'true' : undefined,
    };
    const fields = Object.entries(rest).filter(([, value]) => value !== undefined)
      .map(([name, value]) => `"${name}":${templateText(this, value)}`);
    // EventBridge sets the quotation marks of a text that stands alone.
    const template = `{"Publish":{${['"ImageBuildVersionArn":<image>', ...fields].join(',')}}}`;
    const length = partsOf(Stack.of(this).resolve(template)).reduce((sum, part) => sum + (typeof part === 'string' ? part.length : REFERENCE_CHARACTERS), 0);
    if (length > MAX_TEMPLATE_CHARACTERS) {
      throw new ValidationError(this, `A rule of EventBridge has room for a gate of about ${MAX_TEMPLATE_CHARACTERS} characters, got ${length}: shorten the reasons of its exceptions. See ${SEE_TARGET}`);
    }
    return template;
  }
}

/** A value in JSON, in which EventBridge finds no variable: what stands in angle brackets is one, as in a reason of an exception. */
function templateText(scope: IConstruct, value: unknown): string {
  const stack = Stack.of(scope);
  const escaped = (text: string) => text.replace(/</g, '\\u003c').replace(/>/g, '\\u003e');
  const parts = partsOf(stack.resolve(stack.toJsonString(value))).map((part) => (typeof part === 'string' ? escaped(part) : Token.asString(part)));
  return Fn.join('', parts);
}

/** The literals and references that a resolved text consists of. */
function partsOf(text: unknown): Array<string | object> {
  return typeof text === 'string' ? [text] : (text as { 'Fn::Join': [string, Array<string | object>] })['Fn::Join'][1];
}
