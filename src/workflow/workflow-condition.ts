import { WorkflowValue } from './workflow-value';

/**
 * A condition under which a step runs. If it does not hold, the step is skipped.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-conditional-statements.html
 */
export class WorkflowCondition {
  /**
   * The value is this boolean.
   *
   * @param value the value to compare: an output of an earlier step, a parameter, or another reference
   * @param expected the value that it must have
   */
  public static booleanEquals(value: WorkflowValue, expected: boolean): WorkflowCondition {
    return WorkflowCondition.compare('booleanEquals', value, expected);
  }

  /**
   * The value is this string.
   *
   * @param value the value to compare: an output of an earlier step, a parameter, or another reference
   * @param expected the value that it must have
   */
  public static stringEquals(value: WorkflowValue, expected: string): WorkflowCondition {
    return WorkflowCondition.compare('stringEquals', value, expected);
  }

  /**
   * The value is this number.
   *
   * @param value the value to compare: an output of an earlier step, a parameter, or another reference
   * @param expected the value that it must have
   */
  public static numberEquals(value: WorkflowValue, expected: number): WorkflowCondition {
    return WorkflowCondition.compare('numberEquals', value, expected);
  }

  /**
   * The value is greater than the number.
   *
   * @param value the value to compare: an output of an earlier step, a parameter, or another reference
   * @param limit the value to compare with
   */
  public static numberGreaterThan(value: WorkflowValue, limit: number): WorkflowCondition {
    return WorkflowCondition.compare('numberGreaterThan', value, limit);
  }

  /**
   * The value is the number or greater.
   *
   * @param value the value to compare: an output of an earlier step, a parameter, or another reference
   * @param limit the value to compare with
   */
  public static numberGreaterThanEquals(value: WorkflowValue, limit: number): WorkflowCondition {
    return WorkflowCondition.compare('numberGreaterThanEquals', value, limit);
  }

  /**
   * The value is less than the number.
   *
   * @param value the value to compare: an output of an earlier step, a parameter, or another reference
   * @param limit the value to compare with
   */
  public static numberLessThan(value: WorkflowValue, limit: number): WorkflowCondition {
    return WorkflowCondition.compare('numberLessThan', value, limit);
  }

  /**
   * The value is the number or less.
   *
   * @param value the value to compare: an output of an earlier step, a parameter, or another reference
   * @param limit the value to compare with
   */
  public static numberLessThanEquals(value: WorkflowValue, limit: number): WorkflowCondition {
    return WorkflowCondition.compare('numberLessThanEquals', value, limit);
  }

  /**
   * All of 1 to 10 conditions hold. Conditions may be nested 4 deep.
   *
   * @param conditions the conditions: 1 to 10
   */
  public static allOf(...conditions: WorkflowCondition[]): WorkflowCondition {
    return new WorkflowCondition({ and: conditions.map((condition) => condition._render()) });
  }

  /**
   * At least one of 1 to 10 conditions holds. Conditions may be nested 4 deep.
   *
   * @param conditions the conditions: 1 to 10
   */
  public static anyOf(...conditions: WorkflowCondition[]): WorkflowCondition {
    return new WorkflowCondition({ or: conditions.map((condition) => condition._render()) });
  }

  /**
   * The condition does not hold. Conditions may be nested 4 deep.
   *
   * @param condition the condition that must not hold
   */
  public static negate(condition: WorkflowCondition): WorkflowCondition {
    return new WorkflowCondition({ not: condition._render() });
  }

  private static compare(operator: string, value: WorkflowValue, operand: unknown): WorkflowCondition {
    return new WorkflowCondition({ [operator]: operand, value: value._render() });
  }

  /** The condition as a document has it, for `WorkflowDocument.fromObject()`. */
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
