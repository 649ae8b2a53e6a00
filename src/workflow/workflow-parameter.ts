import { WorkflowValue } from './workflow-value';

/**
 * Options of every parameter.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html
 */
export interface WorkflowParameterOptions {
  /**
   * What the parameter is for.
   *
   * @default - none
   */
  readonly description?: string;
}

/**
 * Options of a parameter that is a string.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html
 */
export interface StringWorkflowParameterOptions extends WorkflowParameterOptions {
  /**
   * The default value, of at most 1,024 characters.
   *
   * @default - a value must be given
   */
  readonly defaultValue?: string;
}

/**
 * Options of a parameter that is a whole number.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html
 */
export interface IntegerWorkflowParameterOptions extends WorkflowParameterOptions {
  /**
   * The default value.
   *
   * @default - a value must be given
   */
  readonly defaultValue?: number;
}

/**
 * Options of a parameter that is true or false.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html
 */
export interface BooleanWorkflowParameterOptions extends WorkflowParameterOptions {
  /**
   * The default value.
   *
   * @default - a value must be given
   */
  readonly defaultValue?: boolean;
}

/**
 * Options of a parameter that is a list of strings.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html
 */
export interface StringListWorkflowParameterOptions extends WorkflowParameterOptions {
  /**
   * The default value.
   *
   * @default - a value must be given
   */
  readonly defaultValue?: string[];
}

/**
 * A parameter of a workflow. A pipeline or image that uses the workflow gives the value.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html
 */
export class WorkflowParameter {
  /** A parameter that is a string. */
  public static ofString(name: string, options: StringWorkflowParameterOptions = {}): WorkflowParameter {
    return new WorkflowParameter(name, 'string', options.defaultValue, options.description);
  }

  /** A parameter that is a whole number. */
  public static ofInteger(name: string, options: IntegerWorkflowParameterOptions = {}): WorkflowParameter {
    return new WorkflowParameter(name, 'integer', options.defaultValue, options.description);
  }

  /** A parameter that is true or false. */
  public static ofBoolean(name: string, options: BooleanWorkflowParameterOptions = {}): WorkflowParameter {
    return new WorkflowParameter(name, 'boolean', options.defaultValue, options.description);
  }

  /** A parameter that is a list of strings. */
  public static ofStringList(name: string, options: StringListWorkflowParameterOptions = {}): WorkflowParameter {
    return new WorkflowParameter(name, 'stringList', options.defaultValue, options.description);
  }

  /** The value of the parameter when the workflow runs. */
  public readonly value: WorkflowValue;

  private constructor(
    private readonly name: string,
    private readonly type: string,
    private readonly defaultValue?: unknown,
    private readonly description?: string,
  ) {
    this.value = WorkflowValue.fromParameter(name);
  }

  /**
   * Renders the parameter for the document.
   *
   * @internal
   */
  public _render(): object {
    return { name: this.name, type: this.type, default: this.defaultValue, description: this.description };
  }
}
