/**
 * What a step does once its condition is evaluated.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-conditional-constructs.html
 */
export enum ComponentConditionAction {
  /** The step fails. */
  ABORT = 'Abort',

  /** The step runs. */
  EXECUTE = 'Execute',

  /** The step is skipped, which counts as success. */
  SKIP = 'Skip',
}

/**
 * A condition that decides whether a step runs, or that a step asserts. A value may be an output of a step, a parameter or
 * a constant.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-comparison-operators.html
 */
export class ComponentCondition {
  /**
   * The value has no characters.
   *
   * @param value the value to compare: an output of a step, the value of a parameter or constant, or a string
   */
  public static stringIsEmpty(value: string): ComponentCondition {
    return new ComponentCondition({ stringIsEmpty: value });
  }

  /**
   * The value is nothing but white space.
   *
   * @param value the value to compare: an output of a step, the value of a parameter or constant, or a string
   */
  public static stringIsWhitespace(value: string): ComponentCondition {
    return new ComponentCondition({ stringIsWhitespace: value });
  }

  /**
   * A program of this name is on the search path of the system.
   *
   * @param binary name of the program
   */
  public static binaryExists(binary: string): ComponentCondition {
    return new ComponentCondition({ binaryExists: binary });
  }

  /**
   * There is a file at the path.
   *
   * @param path path of the file or folder on the instance
   */
  public static fileExists(path: string): ComponentCondition {
    return new ComponentCondition({ fileExists: path });
  }

  /**
   * There is a folder at the path.
   *
   * @param path path of the file or folder on the instance
   */
  public static folderExists(path: string): ComponentCondition {
    return new ComponentCondition({ folderExists: path });
  }

  /**
   * The value is this string.
   *
   * @param value the value to compare: an output of a step, the value of a parameter or constant, or a string
   * @param expected the value that it must have
   */
  public static stringEquals(value: string, expected: string): ComponentCondition {
    return ComponentCondition.compare('stringEquals', value, expected);
  }

  /**
   * The value comes before the string.
   *
   * @param value the value to compare: an output of a step, the value of a parameter or constant, or a string
   * @param limit the value to compare with
   */
  public static stringLessThan(value: string, limit: string): ComponentCondition {
    return ComponentCondition.compare('stringLessThan', value, limit);
  }

  /**
   * The value is the string or comes before it.
   *
   * @param value the value to compare: an output of a step, the value of a parameter or constant, or a string
   * @param limit the value to compare with
   */
  public static stringLessThanEquals(value: string, limit: string): ComponentCondition {
    return ComponentCondition.compare('stringLessThanEquals', value, limit);
  }

  /**
   * The value comes after the string.
   *
   * @param value the value to compare: an output of a step, the value of a parameter or constant, or a string
   * @param limit the value to compare with
   */
  public static stringGreaterThan(value: string, limit: string): ComponentCondition {
    return ComponentCondition.compare('stringGreaterThan', value, limit);
  }

  /**
   * The value is the string or comes after it.
   *
   * @param value the value to compare: an output of a step, the value of a parameter or constant, or a string
   * @param limit the value to compare with
   */
  public static stringGreaterThanEquals(value: string, limit: string): ComponentCondition {
    return ComponentCondition.compare('stringGreaterThanEquals', value, limit);
  }

  /**
   * The value matches the regular expression, in the syntax of RE2.
   *
   * @param value the value to compare: an output of a step, the value of a parameter or constant, or a string
   * @param pattern the regular expression
   */
  public static patternMatches(value: string, pattern: string): ComponentCondition {
    return ComponentCondition.compare('patternMatches', value, pattern);
  }

  /**
   * The value is the number.
   *
   * @param value the value to compare: an output of a step, the value of a parameter or constant, or a string
   * @param expected the value that it must have
   */
  public static numberEquals(value: string, expected: number): ComponentCondition {
    return ComponentCondition.compare('numberEquals', value, expected);
  }

  /**
   * The value is less than the number.
   *
   * @param value the value to compare: an output of a step, the value of a parameter or constant, or a string
   * @param limit the value to compare with
   */
  public static numberLessThan(value: string, limit: number): ComponentCondition {
    return ComponentCondition.compare('numberLessThan', value, limit);
  }

  /**
   * The value is the number or less.
   *
   * @param value the value to compare: an output of a step, the value of a parameter or constant, or a string
   * @param limit the value to compare with
   */
  public static numberLessThanEquals(value: string, limit: number): ComponentCondition {
    return ComponentCondition.compare('numberLessThanEquals', value, limit);
  }

  /**
   * The value is greater than the number.
   *
   * @param value the value to compare: an output of a step, the value of a parameter or constant, or a string
   * @param limit the value to compare with
   */
  public static numberGreaterThan(value: string, limit: number): ComponentCondition {
    return ComponentCondition.compare('numberGreaterThan', value, limit);
  }

  /**
   * The value is the number or greater.
   *
   * @param value the value to compare: an output of a step, the value of a parameter or constant, or a string
   * @param limit the value to compare with
   */
  public static numberGreaterThanEquals(value: string, limit: number): ComponentCondition {
    return ComponentCondition.compare('numberGreaterThanEquals', value, limit);
  }

  /**
   * The file has this MD5 hash.
   *
   * @param path path of the file or folder on the instance
   * @param hash the hash, as hexadecimal digits
   */
  public static fileMd5Equals(path: string, hash: string): ComponentCondition {
    return new ComponentCondition({ fileMD5Equals: hash, path });
  }

  /**
   * The file has this SHA1 hash.
   *
   * @param path path of the file or folder on the instance
   * @param hash the hash, as hexadecimal digits
   */
  public static fileSha1Equals(path: string, hash: string): ComponentCondition {
    return new ComponentCondition({ fileSHA1Equals: hash, path });
  }

  /**
   * The file has this SHA256 hash.
   *
   * @param path path of the file or folder on the instance
   * @param hash the hash, as hexadecimal digits
   */
  public static fileSha256Equals(path: string, hash: string): ComponentCondition {
    return new ComponentCondition({ fileSHA256Equals: hash, path });
  }

  /**
   * The file has this SHA512 hash.
   *
   * @param path path of the file or folder on the instance
   * @param hash the hash, as hexadecimal digits
   */
  public static fileSha512Equals(path: string, hash: string): ComponentCondition {
    return new ComponentCondition({ fileSHA512Equals: hash, path });
  }

  /**
   * All conditions hold. Conditions may be nested 4 deep.
   *
   * @param conditions the conditions
   */
  public static allOf(...conditions: ComponentCondition[]): ComponentCondition {
    return new ComponentCondition({ and: conditions.map((condition) => condition._render()) });
  }

  /**
   * At least one of the conditions holds. Conditions may be nested 4 deep.
   *
   * @param conditions the conditions
   */
  public static anyOf(...conditions: ComponentCondition[]): ComponentCondition {
    return new ComponentCondition({ or: conditions.map((condition) => condition._render()) });
  }

  /**
   * The condition does not hold. Conditions may be nested 4 deep.
   *
   * @param condition the condition that must not hold
   */
  public static negate(condition: ComponentCondition): ComponentCondition {
    return new ComponentCondition({ not: condition._render() });
  }

  private static compare(operator: string, value: string, operand: unknown): ComponentCondition {
    return new ComponentCondition({ [operator]: operand, value });
  }

  /** The condition as a document has it, for `ComponentDocument.fromObject()`. */
  public readonly expression: { [operator: string]: any };

  private constructor(rendered: { [operator: string]: unknown }) {
    this.expression = rendered;
  }

  /**
   * Renders the condition for the document.
   *
   * @internal
   */
  public _render(): object {
    return this.expression;
  }
}
