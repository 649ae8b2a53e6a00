import { isOfClass, markClass } from '../private/facts/class-mark';

const MARK = 'cdk-image-builder.WorkflowValue';

/**
 * A value in a workflow document: a known string, or a reference that Image Builder resolves when the workflow runs.
 *
 * To put a reference into a longer string, convert it to a string yourself. It then becomes
 * `{{ $.stepOutputs.<step>.imageId }}`, which Image Builder replaces when the workflow runs:
 *
 * - TypeScript: `${create.imageId}` in a template literal
 * - Python: `{create.image_id.to_string()}` in an f-string, which does not call it implicitly
 * - Java: `create.getImageId().toString()`
 * - C#: `create.ImageId.ToString()`, also in an interpolated string
 * - Go: `*create.ImageId().ToString()`; `fmt.Sprintf("%v", ...)` does not call it implicitly
 *
 * Synthesis fails if a document contains the object itself, which Python and Go write without that call.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-dynamic-vars.html
 *
 * @example
 * import { RunCommandStep, WorkflowValue } from 'cdk-image-builder';
 *
 * new RunCommandStep('Test', {
 *   instanceId: WorkflowValue.fromParameter('InstanceId'),
 *   documentName: 'Acme-SmokeTest',
 * });
 */
export class WorkflowValue {
  /** A known string, such as an instance id. */
  public static fromString(text: string): WorkflowValue {
    return new WorkflowValue(text, false);
  }

  /**
   * The value of a parameter of the workflow.
   *
   * @param name name of the parameter in the workflow document
   */
  public static fromParameter(name: string): WorkflowValue {
    return new WorkflowValue(`$.parameters.${name}`, true);
  }

  /**
   * An output of an earlier step of the workflow. The steps have a property for each of their outputs.
   *
   * @param step name of the step
   * @param output name of the output, such as `imageId`
   */
  public static fromStepOutput(step: string, output: string): WorkflowValue {
    return new WorkflowValue(`$.stepOutputs.${step}.${output}`, true);
  }

  /**
   * An output of a workflow that ran before.
   *
   * @param name name of the output in the document of that workflow
   */
  public static fromWorkflowOutput(name: string): WorkflowValue {
    return new WorkflowValue(`$.workflowOutputs.${name}`, true);
  }

  /** A variable of Image Builder, by name; `SystemVariable` has the documented ones. */
  public static fromSystemVariable(name: string): WorkflowValue {
    return new WorkflowValue(`$.imagebuilder.${name}`, true);
  }

  /**
   * Whether something in a document is such a value.
   *
   * @internal
   */
  public static _isWorkflowValue(x: unknown): x is WorkflowValue {
    return isOfClass(x, MARK);
  }

  private constructor(private readonly text: string, private readonly isReference: boolean) {
    markClass(this, MARK);
  }

  /** An entry of a value that is a list, counted from 0. */
  public at(index: number): WorkflowValue {
    return new WorkflowValue(`${this.text}[${index}]`, this.isReference);
  }

  /** The value as part of a longer string: `{{ ... }}` for a reference. */
  public toString(): string {
    return this.isReference ? `{{ ${this.text} }}` : this.text;
  }

  /**
   * The value for places where the document takes a path directly: outputs and conditions.
   *
   * @internal
   */
  public _render(): string {
    return this.text;
  }

  /**
   * The value as an input of a step: the key of a reference ends in `.$`.
   *
   * @internal
   */
  public _renderInput(key: string): [string, string] {
    return [this.isReference ? `${key}.$` : key, this.text];
  }
}
