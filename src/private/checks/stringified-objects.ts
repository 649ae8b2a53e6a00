import { isMap, Problem, StructureCheck } from './structure-check';

/** The text that a language writes for an object inside a string, and the remedy. */
interface Form {
  readonly pattern: RegExp;
  readonly instead: string;
}

const IN_GO = 'in Go give fmt.Sprintf *value.ToString() for a WorkflowValue, and *value for a pointer to a string';

const FORMS: Form[] = [
  { pattern: /<[\w.<>]+ object at 0x[0-9a-f]+>/i, instead: 'in Python write {value.to_string()} for a WorkflowValue' },
  { pattern: /%!\w\([^()]*(?:\([^()]*\))?\)/, instead: IN_GO },
  // The address of a string in Go; the last digit follows from the alignment of its allocator.
  { pattern: /\b0x[1-9a-f][0-9a-f]{8,10}[08]\b/, instead: 'in Go give fmt.Sprintf *value for a pointer to a string (if it is a number, write its digits in capitals, such as 0xFED1C000)' },
  { pattern: /\b(?:[a-z]\w*\.)+[A-Z][\w$]*@[0-9a-f]{5,8}(?!\w|[.-]\w)/, instead: 'in Java write value.toString() for a WorkflowValue' },
  { pattern: /\bCdkImageBuilder\.[A-Z]\w*/, instead: 'in C# write {value.ToString()} for a WorkflowValue' },
  { pattern: /\[object Object\]/, instead: 'in TypeScript write ${value} for a WorkflowValue' },
];

/** Go writes a pointer to a jsii object like this, since it has no visible fields. In PowerShell it would be a call. */
const GO_POINTER: Form = { pattern: /&\{(?:[{} ]|\w+:)*0(?:[{} 0]|\w+:)*\}/, instead: IN_GO };

/** Finds a stringified object in a text, with its remedy; undefined if there is none. */
export function stringifiedObjectIn(text: string): string | undefined {
  return problemIn(text, FORMS);
}

/**
 * Finds texts of a document that contain a stringified object. Most languages write its class and address, which means
 * nothing to Image Builder and differs at each synthesis.
 *
 * @param isPowerShell whether the texts may be commands of PowerShell
 */
export function stringifiedObjectProblems(document: unknown, isPowerShell = false): Problem[] {
  return new ObjectCheck(isPowerShell ? FORMS : [...FORMS, GO_POINTER]).check(document);
}

class ObjectCheck extends StructureCheck {
  public constructor(private readonly forms: Form[]) {
    super();
  }

  public check(document: unknown): Problem[] {
    this.value('', document);
    return this.problems;
  }

  private value(path: string, value: unknown): void {
    if (typeof value === 'string') return this.text(path, value);
    if (Array.isArray(value)) return value.forEach((entry, index) => this.value(`${path}[${index}]`, entry));
    if (!isMap(value)) return;
    for (const [key, entry] of Object.entries(value)) {
      this.text(path, key);
      this.value(path === '' ? key : `${path}.${key}`, entry);
    }
  }

  private text(path: string, text: string): void {
    const problem = problemIn(text, this.forms);
    if (problem) this.report(path || 'the document', problem);
  }
}

function problemIn(text: string, forms: Form[]): string | undefined {
  for (const { pattern, instead } of forms) {
    const found = pattern.exec(text)?.[0];
    if (found) return `holds '${found}', which is an object instead of a string: ${instead}; of another object use a property that is a string`;
  }
  return undefined;
}
