/**
 * Options of every loop.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-looping-constructs.html
 */
export interface ComponentLoopOptions {
  /**
   * The name of the loop, unique in the phase.
   *
   * @default - none
   */
  readonly name?: string;
}

/**
 * The range of a loop that counts.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-looping-constructs.html
 */
export interface ComponentLoopRange extends ComponentLoopOptions {
  /** The first number. */
  readonly start: number;

  /** The last number, which the loop does not exceed. */
  readonly end: number;

  /**
   * The increment after each iteration: negative to count down, and never 0.
   *
   * @default 1
   */
  readonly updateBy?: number;
}

/** Options of a loop over the parts of a string. */
export interface DelimitedComponentLoopOptions extends ComponentLoopOptions {
  /**
   * The delimiter between the parts: `.`, `,`, `;`, `:`, `-`, `_`, a newline, tab or space.
   *
   * @default ','
   */
  readonly delimiter?: string;
}

/**
 * A loop that runs a step once for each value. The time-out and the attempts of the step apply to the whole loop.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-looping-constructs.html
 */
export class ComponentLoop {
  /**
   * A loop that counts.
   *
   * @param options the range and the name of the loop
   */
  public static forRange(options: ComponentLoopRange): ComponentLoop {
    const { start, end, updateBy = 1, name } = options;
    return new ComponentLoop({ for: { start, end, updateBy } }, name);
  }

  /**
   * A loop over strings.
   *
   * @param options the range and the name of the loop
   * @param values the strings
   */
  public static forEach(values: string[], options: ComponentLoopOptions = {}): ComponentLoop {
    return new ComponentLoop({ forEach: values }, options.name);
  }

  /**
   * A loop over the parts of a string, such as the value of a parameter.
   *
   * @param options the range and the name of the loop
   * @param list a string, such as the value of a parameter
   */
  public static forEachDelimited(list: string, options: DelimitedComponentLoopOptions = {}): ComponentLoop {
    return new ComponentLoop({ forEach: { list, delimiter: options.delimiter ?? ',' } }, options.name);
  }

  /** The value of the iteration, as part of a string. */
  public readonly value: string;

  /** The number of the iteration, as part of a string. */
  public readonly index: string;

  private constructor(private readonly kind: object, private readonly name?: string) {
    this.value = `{{ ${name ?? 'loop'}.value }}`;
    this.index = `{{ ${name ?? 'loop'}.index }}`;
  }

  /**
   * Renders the loop for the document.
   *
   * @internal
   */
  public _render(): { name?: string } {
    return { name: this.name, ...this.kind };
  }
}
