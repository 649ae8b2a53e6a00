import { CfnOutput, CfnResource, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { outputAttributes } from './private/output-attributes';
import { StatusOutputsOptions } from './status-outputs-options';
import { IMAGE_BUILD_RESOURCE_TYPE, ImageCopyProperty, STATUS_ATTRIBUTES, StatusAttribute } from '../contract/contract';
import { accountRule } from '../private/checks/checked-list';
import { checkText } from '../private/checks/text-rules';
import { ValidationError } from '../private/checks/validation-error';
import { ImageKind } from '../private/facts/recipe-facts';

const MAX_OUTPUTS = 200;

/** With more, a response of 4,096 bytes would not hold each URI in full. */
const MAX_COPIES = 8;
const SEE_CUSTOM_RESOURCE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html';
const SEE_DISTRIBUTION = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-distribution-settings.html';

/**
 * The status of an image, read at deployment: its state, its workflows, the step that failed, its findings.
 *
 * Every attribute is always present, as a string; unknown ones are empty. The counts of an image that was not scanned are
 * empty, not zero.
 */
export abstract class ImageStatusBase extends Construct {
  /** The custom resource that returns the attributes. */
  protected abstract readonly resource: CfnResource;

  /**
   * The kind of the image, which has either an id or a URI; undefined if it is not known at synthesis.
   *
   * @internal
   */
  protected abstract readonly _imageKind?: ImageKind;

  private readonly copies: ImageCopyProperty[] = [];

  /** ARN of the image's build version. */
  public get imageBuildVersionArn(): string { return this.attribute('ImageBuildVersionArn'); }
  /** State of the image, such as `BUILDING`, `AVAILABLE` or `FAILED`. */
  public get imageState(): string { return this.attribute('ImageState'); }
  /** Why the image is in its state. */
  public get imageStateReason(): string { return this.attribute('ImageStateReason'); }
  /** Id of the AMI in the Region of the stack; empty for a container image. */
  public get imageId(): string { return this.attribute('ImageId'); }
  /** URI of the container image in the Region of the stack; empty for an AMI. */
  public get imageUri(): string { return this.attribute('ImageUri'); }
  /** State of the vulnerability scan, such as `SCANNING`, `COMPLETED` or `ABANDONED`; empty without a scan. */
  public get scanState(): string { return this.attribute('ScanState'); }
  /** Why the scan is in its state, or why its findings are unknown. */
  public get scanStateReason(): string { return this.attribute('ScanStateReason'); }
  /** All workflows in one line, such as `BUILD COMPLETED 9/9, TEST FAILED 2/4, DISTRIBUTION PENDING`. */
  public get workflowStatus(): string { return this.attribute('WorkflowStatus'); }
  /** Status of the build workflow, such as `COMPLETED` or `FAILED`; empty until there is one. */
  public get buildWorkflowStatus(): string { return this.attribute('BuildWorkflowStatus'); }
  /** Status of the test workflows, such as `COMPLETED` or `FAILED`; empty until there is one. */
  public get testWorkflowStatus(): string { return this.attribute('TestWorkflowStatus'); }
  /** Status of the distribution workflow, such as `COMPLETED` or `FAILED`; empty until there is one. */
  public get distributionWorkflowStatus(): string { return this.attribute('DistributionWorkflowStatus'); }
  /** Number of steps in all workflows. */
  public get totalStepCount(): string { return this.attribute('TotalStepCount'); }
  /** Number of steps that succeeded. */
  public get totalStepsSucceeded(): string { return this.attribute('TotalStepsSucceeded'); }
  /** Number of steps that failed. */
  public get totalStepsFailed(): string { return this.attribute('TotalStepsFailed'); }
  /** Number of steps that were skipped. */
  public get totalStepsSkipped(): string { return this.attribute('TotalStepsSkipped'); }
  /** Workflow type and name of the step that failed, such as `BUILD/ApplyBuildComponents`. */
  public get failedStep(): string { return this.attribute('FailedStep'); }
  /** The error message of the failed step. */
  public get failedStepMessage(): string { return this.attribute('FailedStepMessage'); }
  /** Number of findings of every severity. */
  public get findingsAll(): string { return this.attribute('FindingsAll'); }
  /** Number of critical findings. */
  public get findingsCritical(): string { return this.attribute('FindingsCritical'); }
  /** Number of high findings. */
  public get findingsHigh(): string { return this.attribute('FindingsHigh'); }
  /** Number of medium findings. */
  public get findingsMedium(): string { return this.attribute('FindingsMedium'); }
  /** The verdict of the gate: `PASSED`, `FAILED` or `NOT_EVALUATED`; without a gate `NOT_EVALUATED` with an empty reason. */
  public get gateStatus(): string { return this.attribute('GateStatus'); }
  /** The counts behind the verdict, or why the gate could not be evaluated, in one line; empty without a gate. */
  public get gateReason(): string { return this.attribute('GateReason'); }
  /** When the first workflow started, as the service writes it (ISO 8601). */
  public get startTime(): string { return this.attribute('StartTime'); }
  /** When the last workflow ended, as the service writes it (ISO 8601). */
  public get endTime(): string { return this.attribute('EndTime'); }
  /** Seconds from start to end. */
  public get durationSeconds(): string { return this.attribute('DurationSeconds'); }
  /** The URL of the image in the AWS console. */
  public get consoleUrl(): string { return this.attribute('ConsoleUrl'); }

  /**
   * Id of the AMI in a Region, and in an account, to which the image is distributed; empty where it is not.
   *
   * @param region the Region, such as `us-east-1`
   * @param account the 12 digits of the account that has a copy of its own; by default, the account of the image
   * @throws if the Region or the account is a token or in another form, if you read more than 8 copies from one status, or if
   * the deployment does not wait for the image
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-distribution-settings.html
   */
  public imageIdIn(region: string, account?: string): string {
    return this.copy('AMI', region, account);
  }

  /**
   * URI of the container image in a Region to which it is distributed; empty where it is not.
   *
   * @param region the Region, such as `us-east-1`
   * @throws if the Region is a token or in another form, if you read more than 8 copies from one status, or if the deployment
   * does not wait for the image
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-distribution-settings.html
   */
  public imageUriIn(region: string): string {
    return this.copy('CONTAINER', region);
  }

  /**
   * Adds stack outputs for the ten attributes that matter after a deployment, or for those that you choose, each named after
   * its attribute. An execution that does not wait for the image has one attribute only, the ARN of the image.
   *
   * @param options the attributes, and the prefix of the names
   * @throws if the stack already has outputs of these names (give another `prefix`), if the prefix has characters other
   * than letters and digits, if `only` is empty or combined with `all`, or if the stack would have more than 200 outputs
   */
  public addOutputs(options: StatusOutputsOptions = {}): void {
    const stack = Stack.of(this);
    const prefix = options.prefix ?? this.node.id.replace(/[^A-Za-z0-9]/g, '');
    if (!/^[A-Za-z0-9]*$/.test(prefix)) {
      throw new ValidationError(this, `The prefix of outputs may contain only letters and digits, got '${prefix}': pass another 'prefix' to addOutputs.`);
    }
    for (const name of outputAttributes(this, options, this.attributes, this._imageKind)) {
      const id = `${prefix}${name}`;
      if (stack.node.tryFindChild(id)) {
        throw new ValidationError(this, `The stack already has an output or a construct '${id}': pass another 'prefix' to addOutputs.`);
      }
      new CfnOutput(stack, id, { value: this.attribute(name) });
    }
    const count = stack.node.findAll().filter((construct) => construct instanceof CfnOutput).length;
    if (count > MAX_OUTPUTS) {
      throw new ValidationError(this, `CloudFormation allows ${MAX_OUTPUTS} outputs per stack, got ${count}: choose the attributes with 'only' of addOutputs, or split the stack. See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html`);
    }
  }

  /** The attributes that the resource returns. */
  private get attributes(): readonly StatusAttribute[] {
    return this.resource.cfnResourceType === IMAGE_BUILD_RESOURCE_TYPE ? ['ImageBuildVersionArn'] : STATUS_ATTRIBUTES;
  }

  private copy(of: ImageCopyProperty['Of'], region: string, account?: string): string {
    for (const [what, value] of Object.entries({ Region: region, account })) {
      if (!Token.isUnresolved(value)) continue;
      throw new ValidationError(this, `The ${what} of a copy is part of an attribute's name and must be known at synthesis, got a token: write it out, or use ${of === 'AMI' ? 'imageId' : 'imageUri'} for the Region of the stack. See ${SEE_CUSTOM_RESOURCE}`);
    }
    checkText(this, region, { what: 'the Region of a copy', pattern: /^[a-z]+(-[a-z]+)+-[0-9]+$/, form: "a Region such as 'us-east-1'", see: SEE_DISTRIBUTION });
    checkText(this, account, accountRule('the account of a copy', SEE_DISTRIBUTION));
    const name = of === 'AMI' ? 'ImageId' : 'ImageUri';
    this.checkKnown(name);
    const place = region.split('-').map((word) => word[0].toUpperCase() + word.slice(1)).join('');
    const attribute = `${name}In${place}${account === undefined ? '' : `Of${account}`}`;
    if (!this.copies.some((copy) => copy.Attribute === attribute)) {
      this.copies.push({ Attribute: attribute, Of: of, Region: region, Account: account });
      this.resource.addPropertyOverride('Copies', this.copies);
    }
    if (this.copies.length > MAX_COPIES) {
      throw new ValidationError(this, `A status returns at most ${MAX_COPIES} copies of an image besides the one in its own Region, because CloudFormation accepts 4,096 bytes, got ${this.copies.length}: read the others from a second ImageStatus. See ${SEE_CUSTOM_RESOURCE}`);
    }
    return this.resource.getAtt(attribute).toString();
  }

  private attribute(name: StatusAttribute): string {
    this.checkKnown(name);
    return this.resource.getAtt(name).toString();
  }

  private checkKnown(name: StatusAttribute): void {
    if (!this.attributes.includes(name)) {
      throw new ValidationError(this, `The deployment does not wait for the image, so its ${name} is not known: leave out 'waitForImage', or read an ImageStatus of the pipeline in a later deployment.`);
    }
  }
}
