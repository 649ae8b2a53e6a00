import { isKnown, isMap, onlyEntry, Problem, shown, StructureCheck } from '../../private/checks/structure-check';

const BRANCHES = ['and', 'or'];
const COMPARISONS = [
  'booleanEquals', 'numberEquals', 'numberGreaterThan', 'numberGreaterThanEquals', 'numberLessThan', 'numberLessThanEquals', 'stringEquals',
];
const STATEMENTS = [...BRANCHES, 'not', ...COMPARISONS];
const MAX_LEVELS = 4;
const MAX_CHILDREN = 10;

/**
 * Finds the errors in the condition of a step.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-conditional-statements.html
 */
export function conditionProblems(path: string, condition: unknown): Problem[] {
  return new ConditionCheck().check(path, condition);
}

class ConditionCheck extends StructureCheck {
  public check(path: string, condition: unknown): Problem[] {
    this.level(...onlyEntry(path, condition), 1);
    return this.problems;
  }

  private level(path: string, condition: unknown, level: number): void {
    if (!isKnown(condition)) return;
    if (!isMap(condition)) return this.report(path, `must be a map with one of ${STATEMENTS.join(', ')}, got ${shown(condition)}`);
    if (level > MAX_LEVELS) return this.report(path, `must be at most ${MAX_LEVELS} levels deep, this is level ${level}`);
    const statements = Object.keys(condition).filter((key) => key !== 'value');
    if (statements.length !== 1 || !STATEMENTS.includes(statements[0])) {
      return this.report(path, `must have exactly one of ${STATEMENTS.join(', ')}, got ${statements.join(', ') || 'none'}`);
    }
    this.statement(path, statements[0], condition, level);
  }

  private statement(path: string, statement: string, condition: Record<string, unknown>, level: number): void {
    const operand = condition[statement];
    if (BRANCHES.includes(statement)) return this.branch(`${path}.${statement}`, operand, level);
    if (statement === 'not') return this.level(...onlyEntry(`${path}.not`, operand), level + 1);
    if (condition.value === undefined) this.report(`${path}.value`, `must be given beside ${statement}`);
    if (statement.startsWith('number') && isKnown(operand) && !isNumeric(operand)) {
      this.report(`${path}.${statement}`, `must be a number, got ${shown(operand)}`);
    }
  }

  private branch(path: string, children: unknown, level: number): void {
    if (Array.isArray(children) && (children.length < 1 || children.length > MAX_CHILDREN)) {
      this.report(path, `must have 1 to ${MAX_CHILDREN} conditions, got ${children.length}`);
    }
    if (children === undefined) this.report(path, 'must be a list of conditions, got none');
    this.eachOf(path, children, (childPath, child) => this.level(childPath, child, level + 1));
  }
}

/** Whether an operand is a number, a numeric string or a reference. */
function isNumeric(operand: unknown): boolean {
  if (typeof operand === 'number') return true;
  return typeof operand === 'string' && operand !== '' && (operand.startsWith('$.') || !Number.isNaN(Number(operand)));
}
