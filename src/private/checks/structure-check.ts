import { Token } from 'aws-cdk-lib';

/** The fields of a map. */
export type Fields = Record<string, unknown>;

/** A problem in a part of a document. */
export class Problem {
  public constructor(
    /** The path of the problem: `steps[2].action`. */
    public readonly path: string,
    public readonly message: string,
  ) {}

  public toString(): string {
    return `${this.path}: ${this.message}`;
  }
}

/** Checks a document and collects all problems, each with its path: `steps[2].action: ...`. */
export abstract class StructureCheck {
  protected readonly problems: Problem[] = [];

  protected report(path: string, message: string): void {
    this.problems.push(new Problem(path, message));
  }

  /** Checks each entry of a list that is known. */
  protected eachOf(path: string, list: unknown, check: (path: string, entry: unknown, index: number) => void): void {
    if (list === undefined || !isKnown(list)) return;
    if (!Array.isArray(list)) return this.report(path, `must be a list, got ${shown(list)}`);
    list.forEach((entry, index) => isKnown(entry) && check(`${path}[${index}]`, entry, index));
  }

  protected oneOf(path: string, value: unknown, allowed: readonly string[]): void {
    if (value === undefined || !isKnown(value) || allowed.includes(String(value))) return;
    this.report(path, `must be one of ${allowed.join(', ')}, got ${shown(value)}`);
  }

  /** Rejects unknown keys, since Image Builder silently ignores a misspelt one. */
  protected onlyKeys(path: string, map: Fields, allowed: readonly string[]): void {
    for (const key of Object.keys(map)) {
      if (map[key] === undefined || !isKnown(key) || allowed.includes(key)) continue;
      this.report(path === '' ? key : `${path}.${key}`, `must be one of ${allowed.join(', ')}`);
    }
  }
}

const MAX_SHOWN = 200;

/** Whether a value is known at synthesis. */
export function isKnown(value: unknown): boolean {
  return !Token.isUnresolved(value);
}

/** Whether a value is a map that is known at synthesis. */
export function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && isKnown(value);
}

/** The entry of a list of one and its path, since some samples of the guide write a single condition as a list; otherwise the value itself. */
export function onlyEntry(path: string, value: unknown): [path: string, value: unknown] {
  return Array.isArray(value) && isKnown(value) && value.length === 1 ? [`${path}[0]`, value[0]] : [path, value];
}

/** Formats a value for an error message. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'none' : JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}
