import { CfnOutput, CfnResource, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { STATUS_ATTRIBUTES, StatusAttribute } from '../contract/contract';
import { ValidationError } from '../private/checks/validation-error';

const MAX_OUTPUTS = 200;

/** Options for the stack outputs of a status. */
export interface StatusOutputsOptions {
  /**
   * The prefix of the output names, such as `Golden` in `GoldenImageState`: letters and digits.
   *
   * @default - the id of the construct
   */
  readonly prefix?: string;
}

/**
 * The status of an image, read at deployment: its state, its workflows, the step that failed, its findings.
 *
 * Every attribute is always present, as a string; unknown ones are empty. The counts of an image that was not scanned are
 * empty, not zero.
 */
export abstract class ImageStatusBase extends Construct {
  /** The custom resource that returns the attributes. */
  protected abstract readonly resource: CfnResource;

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
   * Adds one stack output for each attribute, named after it.
   *
   * @param options the prefix of the names
   * @throws if the stack already has outputs of these names (give another `prefix`), if the prefix has characters other
   * than letters and digits, or if the stack would have more than 200 outputs
   */
  public addOutputs(options: StatusOutputsOptions = {}): void {
    const stack = Stack.of(this);
    const prefix = options.prefix ?? this.node.id.replace(/[^A-Za-z0-9]/g, '');
    if (!/^[A-Za-z0-9]*$/.test(prefix)) {
      throw new ValidationError(this, `The prefix of outputs may contain only letters and digits, got '${prefix}': pass another 'prefix' to addOutputs.`);
    }
    for (const name of this._attributes()) {
      const id = `${prefix}${name}`;
      if (stack.node.tryFindChild(id)) {
        throw new ValidationError(this, `The stack already has an output or a construct '${id}': pass another 'prefix' to addOutputs.`);
      }
      new CfnOutput(stack, id, { value: this.attribute(name) });
    }
    const count = stack.node.findAll().filter((construct) => construct instanceof CfnOutput).length;
    if (count > MAX_OUTPUTS) {
      throw new ValidationError(this, `CloudFormation allows ${MAX_OUTPUTS} outputs per stack, got ${count}: create a CfnOutput for each attribute that you need, or split the stack. See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html`);
    }
  }

  /**
   * The attributes that the resource returns.
   *
   * @internal
   */
  protected _attributes(): readonly StatusAttribute[] {
    return STATUS_ATTRIBUTES;
  }

  private attribute(name: StatusAttribute): string {
    if (!this._attributes().includes(name)) {
      throw new ValidationError(this, `The deployment does not wait for the image, so that it cannot tell its ${name}: leave out 'waitForImage', or read an ImageStatus of the pipeline in a later deployment.`);
    }
    return this.resource.getAtt(name).toString();
  }
}
