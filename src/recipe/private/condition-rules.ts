import { Fields, isKnown, isMap, onlyEntry, Problem, shown, StructureCheck } from '../../private/checks/structure-check';

const BRANCHES = ['and', 'or'];
const OF_ONE_VALUE = ['stringIsEmpty', 'stringIsWhitespace', 'binaryExists', 'fileExists', 'folderExists'];
const OF_A_FILE = ['fileMD5Equals', 'fileSHA1Equals', 'fileSHA256Equals', 'fileSHA512Equals'];
const OF_TWO_VALUES = [
  'stringEquals', 'stringLessThan', 'stringLessThanEquals', 'stringGreaterThan', 'stringGreaterThanEquals', 'patternMatches',
  'numberEquals', 'numberLessThan', 'numberLessThanEquals', 'numberGreaterThan', 'numberGreaterThanEquals',
];
const OPERATORS = [...BRANCHES, 'not', ...OF_ONE_VALUE, ...OF_TWO_VALUES, ...OF_A_FILE];
const OPERANDS = ['value', 'path'];
const ACTIONS = ['Abort', 'Execute', 'Skip'];
const MAX_LEVELS = 4;

/**
 * Finds the errors in a condition that a step asserts.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-comparison-operators.html
 */
export function assertionProblems(path: string, condition: unknown): Problem[] {
  return new ConditionCheck().check(path, condition);
}

/**
 * Finds the errors in the condition under which a step runs.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-conditional-constructs.html
 */
export function conditionProblems(givenPath: string, given: unknown): Problem[] {
  const [path, condition] = onlyEntry(givenPath, given);
  if (!isMap(condition)) return assertionProblems(path, condition);
  const { then, else: otherwise, ...rest } = condition;
  return new ConditionCheck().checkActions(path, { then, else: otherwise }).concat(assertionProblems(path, rest));
}

class ConditionCheck extends StructureCheck {
  public check(path: string, condition: unknown): Problem[] {
    this.level(path, condition, 1);
    return this.problems;
  }

  public checkActions(path: string, actions: Fields): Problem[] {
    for (const [key, action] of Object.entries(actions)) this.oneOf(`${path}.${key}`, action, ACTIONS);
    return this.problems;
  }

  private level(path: string, condition: unknown, level: number): void {
    if (!isKnown(condition)) return;
    if (!isMap(condition)) return this.report(path, `must be a map with one of ${OPERATORS.join(', ')}, got ${shown(condition)}`);
    if (level > MAX_LEVELS) return this.report(path, `must be at most ${MAX_LEVELS} levels deep, this is level ${level}`);
    const operators = Object.keys(condition).filter((key) => !OPERANDS.includes(key) && condition[key] !== undefined);
    if (operators.length !== 1 || !OPERATORS.includes(operators[0])) {
      return this.report(path, `must have exactly one of ${OPERATORS.join(', ')}, got ${operators.join(', ') || 'none'}`);
    }
    this.operator(path, operators[0], condition, level);
  }

  private operator(path: string, operator: string, condition: Fields, level: number): void {
    const operand = condition[operator];
    if (BRANCHES.includes(operator)) return this.branch(`${path}.${operator}`, operand, level);
    if (operator === 'not') return this.level(...onlyEntry(`${path}.not`, operand), level + 1);
    if (OF_TWO_VALUES.includes(operator) && condition.value === undefined) this.report(`${path}.value`, `must be given beside ${operator}`);
    if (OF_A_FILE.includes(operator) && condition.path === undefined) this.report(`${path}.path`, `must be given beside ${operator}`);
  }

  private branch(path: string, children: unknown, level: number): void {
    if (children === undefined || (Array.isArray(children) && children.length === 0)) {
      return this.report(path, `must be a list of conditions, got ${shown(children)}`);
    }
    this.eachOf(path, children, (childPath, child) => this.level(childPath, child, level + 1));
  }
}
