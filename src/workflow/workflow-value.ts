/**
 * A value in a workflow document: a text that is known already, or a reference to what is known when the workflow runs.
 *
 * Within another string a reference is written as the service interpolates it: `{{ $.stepOutputs.<step>.imageId }}`.
 * That is `${step.imageId}` in TypeScript, `{step.image_id.to_string()}` in an f-string of Python,
 * `step.getImageId().toString()` in Java, `{step.ImageId.ToString()}` in C#, and `*step.ImageId().ToString()` in Go.
 * Synthesis fails if a document holds the object itself, as Python and Go write it without that call.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-dynamic-vars.html
 */
export class WorkflowValue {
  /** A text that is known already, as an instance ID. */
  public static fromString(text: string): WorkflowValue {
    return new WorkflowValue(text, false);
  }

  /** A parameter of the workflow. */
  public static fromParameter(name: string): WorkflowValue {
    return new WorkflowValue(`$.parameters.${name}`, true);
  }

  /** An output of an earlier step of the workflow. The steps have a property for each of their outputs. */
  public static fromStepOutput(step: string, output: string): WorkflowValue {
    return new WorkflowValue(`$.stepOutputs.${step}.${output}`, true);
  }

  /** An output of a workflow that ran before. */
  public static fromWorkflowOutput(name: string): WorkflowValue {
    return new WorkflowValue(`$.workflowOutputs.${name}`, true);
  }

  /** A variable of Image Builder, by name; {@link SystemVariable} has those that are documented. */
  public static fromSystemVariable(name: string): WorkflowValue {
    return new WorkflowValue(`$.imagebuilder.${name}`, true);
  }

  private constructor(private readonly text: string, private readonly isReference: boolean) {}

  /** An entry of a value that is a list, counted from 0. */
  public at(index: number): WorkflowValue {
    return new WorkflowValue(`${this.text}[${index}]`, this.isReference);
  }

  /** The value as part of a text. */
  public toString(): string {
    return this.isReference ? `{{ ${this.text} }}` : this.text;
  }

  /**
   * The value where the document takes a path as it is: in outputs and conditions.
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
