/**
 * A constant of a component, for a string that is used in several places.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html
 */
export class ComponentConstant {
  /** The constant as part of a string: `{{ Name }}`. */
  public readonly value: string;

  /**
   * @param name The name, of 3 to 128 letters, digits, `-` and `_`; unique among parameters and constants.
   * @param text What the constant stands for.
   */
  public constructor(public readonly name: string, private readonly text: string) {
    this.value = `{{ ${name} }}`;
  }

  /**
   * Renders the constant for the document.
   *
   * @internal
   */
  public _render(): object {
    return { [this.name]: { type: 'string', value: this.text } };
  }
}
