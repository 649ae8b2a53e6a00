/**
 * Options of a parameter: its default value and its description.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html
 */
export interface ComponentParameterOptions {
  /**
   * The default value, in plain text.
   *
   * @default - a value must be given
   */
  readonly defaultValue?: string;

  /**
   * What the parameter is for.
   *
   * @default - none
   */
  readonly description?: string;
}

/**
 * A parameter of a component, which is a string. A recipe that uses the component gives the value.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html
 */
export class ComponentParameter {
  /** The value of the parameter when the component runs, as part of a string: `{{ Name }}`. */
  public readonly value: string;

  /** @param name The name, of 3 to 128 letters, digits, `-` and `_`; unique among parameters and constants. */
  public constructor(public readonly name: string, private readonly options: ComponentParameterOptions = {}) {
    this.value = `{{ ${name} }}`;
  }

  /**
   * Renders the parameter for the document.
   *
   * @internal
   */
  public _render(): object {
    const { defaultValue, description } = this.options;
    return { [this.name]: { type: 'string', default: defaultValue, description } };
  }
}
