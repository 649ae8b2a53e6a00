import { Fields, isKnown, isMap, Problem, shown, StructureCheck } from '../../private/checks/structure-check';

const NUMBERS = ['start', 'end', 'updateBy'];
const DELIMITERS = ['.', ',', ';', ':', '\n', '\t', ' ', '-', '_'];

/**
 * Finds the errors in the loop of a step, except its name.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-looping-constructs.html
 */
export function loopProblems(path: string, loop: unknown): Problem[] {
  return new LoopCheck().check(path, loop);
}

class LoopCheck extends StructureCheck {
  public check(path: string, loop: unknown): Problem[] {
    if (!isKnown(loop)) return this.problems;
    if (!isMap(loop) || (loop.for === undefined) === (loop.forEach === undefined)) {
      this.report(path, `must be a map with either for or forEach, got ${shown(loop)}`);
    } else if (loop.for !== undefined) {
      this.range(`${path}.for`, loop.for);
    } else {
      this.values(`${path}.forEach`, loop.forEach);
    }
    return this.problems;
  }

  private range(path: string, range: unknown): void {
    if (!isKnown(range)) return;
    if (!isMap(range)) return this.report(path, `must be a map with ${NUMBERS.join(', ')}, got ${shown(range)}`);
    for (const key of NUMBERS) {
      const number = range[key];
      if (isKnown(number) && !Number.isInteger(number)) this.report(`${path}.${key}`, `must be a whole number, got ${shown(number)}`);
    }
    if (range.updateBy === 0) this.report(`${path}.updateBy`, 'must not be 0, since the loop would not end');
    const [start, end, updateBy] = NUMBERS.map((key) => isKnown(range[key]) ? Number(range[key]) : NaN);
    if ((end - start) * updateBy < 0) {
      this.report(`${path}.updateBy`, `must be ${end > start ? 'above' : 'below'} 0 to count from ${start} to ${end}, got ${updateBy}`);
    }
  }

  private values(path: string, values: unknown): void {
    if (isMap(values)) return this.parts(path, values);
    if (Array.isArray(values) && values.length === 0) this.report(path, 'must have at least one string');
    this.eachOf(path, values, (entryPath, entry) => {
      if (typeof entry !== 'string') this.report(entryPath, `must be a string, got ${shown(entry)}`);
    });
  }

  private parts(path: string, { list, delimiter }: Fields): void {
    if (isKnown(list) && typeof list !== 'string') this.report(`${path}.list`, `must be a string, got ${shown(list)}`);
    if (delimiter !== undefined && isKnown(delimiter) && !DELIMITERS.includes(String(delimiter))) {
      this.report(`${path}.delimiter`, `must be one of ${DELIMITERS.map(shown).join(' ')}, got ${shown(delimiter)}`);
    }
  }
}
