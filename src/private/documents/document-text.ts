import { Tokenization } from 'aws-cdk-lib';
import type { Document, LineCounter, Node, Pair, YAMLError } from 'yaml';
import { parsedJson } from './parsed-json';

/** The remedy for a YAML error, by its code. */
const REMEDIES: Record<string, string> = {
  BLOCK_AS_IMPLICIT_KEY: "put a string that contains ': ' in quotes, or write it below a '|'",
  DUPLICATE_KEY: 'leave one of them out, since only one of them counts',
  MULTIPLE_DOCS: "keep one document, without '---' between its parts",
  TAB_AS_INDENT: 'indent with spaces',
  TAG_RESOLVE_FAILED: 'write the value itself; functions of CloudFormation do not work in a document, but fromObject() takes tokens',
};
const QUOTE = "put the whole string in quotes, since it contains '{{', which begins a map in YAML: '{{ Name }}'";
const CHECK_QUOTES = 'check the indentation, the quotes and the brackets before this place';

/** Matches a string in JSON, and the colon after a key. */
const JSON_STRING = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/** Matches a key in YAML or JSON, which may be in quotes. */
const KEY = /^(?:"(?:[^"\\]|\\.)*"|[^:\n]*)/;

/** The parsed text of a document in YAML or JSON. */
export interface DocumentText {
  readonly content: unknown;
  /** The syntax errors of the text, each with its line. */
  readonly problems: readonly string[];
  /** The line of a path of the content, such as `steps[2].action`, or of the nearest part around it. */
  lineOf(path: string): number | undefined;
}

/** Parses a text in YAML or JSON; undefined if it can only be parsed with the values of its tokens. */
export function parseDocumentText(text: string): DocumentText | undefined {
  const tokens = Tokenization.reverseString(text).tokens.map((token) => token.toString());
  const mark = (part: string) => tokens.reduce((found, token, index) => found.replaceAll(token, placeholder(index)), part);
  const marked = mark(text);
  const json = parsedJson(marked);
  // The YAML parser, which reads JSON too, reports duplicate keys.
  const yaml = json === undefined || keysIn(json) < keysInText(marked) ? new YamlText(marked) : undefined;
  const content = completed(yaml ? yaml.content : json, tokens);
  if (tokens.length > 0 && (yaml?.problems.length || typeof content === 'string')) return undefined;
  return {
    content,
    problems: yaml?.problems ?? [],
    // A text of one line needs no line numbers.
    lineOf: (path) => marked.trim().includes('\n') ? (yaml ?? new YamlText(marked)).lineOf(mark(path)) : undefined,
  };
}

/** The number of keys in a structure. */
function keysIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const entries = Object.values(value);
  return entries.reduce<number>((count, entry) => count + keysIn(entry), Array.isArray(value) ? 0 : entries.length);
}

/** The number of keys in a text in JSON, with the duplicates, which the JSON parser drops. */
function keysInText(text: string): number {
  return [...text.matchAll(JSON_STRING)].filter(([, colon]) => colon !== undefined).length;
}

/** A word that YAML reads as plain text in any position. */
function placeholder(index: number): string {
  return `CdkToken0${index}0CdkToken`;
}

/** Restores the tokens of a structure, and removes entries without a value, which count as not given. */
function completed(value: unknown, tokens: readonly string[]): unknown {
  if (typeof value === 'string') return tokens.reduce((text, token, index) => text.replaceAll(placeholder(index), () => token), value);
  if (Array.isArray(value)) return value.map((entry) => completed(entry, tokens));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value)
    .filter(([, entry]) => entry !== null)
    .map(([key, entry]) => [completed(key, tokens), completed(entry, tokens)]));
}

/** A text as the YAML parser reads it. */
class YamlText {
  public readonly content: unknown;
  public readonly problems: string[];

  private readonly yaml: typeof import('yaml');
  private readonly document: Document;
  private readonly lines: LineCounter;

  public constructor(private readonly text: string) {
    // Loaded here since it takes a tenth of a second, and most apps have no document in YAML.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    this.yaml = require('yaml');
    this.lines = new this.yaml.LineCounter();
    this.document = this.yaml.parseDocument(text, { lineCounter: this.lines, prettyErrors: false, merge: true, logLevel: 'error' });
    this.problems = this.errors();
    if (this.problems.length === 0) this.problems.push(...this.unquotedReferences(), ...this.cyclicAliases());
    if (this.problems.length === 0) this.content = this.structure();
  }

  public lineOf(path: string): number | undefined {
    let node: unknown = this.document.contents;
    let found: unknown = undefined;
    for (let rest = path; rest !== '';) {
      if (this.yaml.isAlias(node)) node = node.resolve(this.document);
      const [part, next, length] = this.child(node, rest);
      if (part === undefined) break;
      found = part;
      node = next;
      rest = rest.slice(length).replace(/^\./, '');
    }
    const { range } = (found ?? this.document.contents ?? {}) as Node;
    return range ? this.line(range[0]) : undefined;
  }

  /** The child of a node that the path starts with, its value, and the length of its name in the path. */
  private child(node: unknown, path: string): [part?: unknown, value?: unknown, length?: number] {
    if (this.yaml.isSeq(node)) {
      const [index, digits] = /^\[(\d+)\]/.exec(path) ?? [];
      const item = digits === undefined ? undefined : node.items[Number(digits)];
      return item ? [item, item, index?.length] : [];
    }
    if (!this.yaml.isMap(node)) return [];
    const pairs = node.items.filter(({ key }) => path === String(key) || ['.', '[', ' '].some((end) => path.startsWith(`${String(key)}${end}`)));
    const [pair] = pairs.sort((one, other) => String(other.key).length - String(one.key).length) as Pair[];
    return pair ? [pair.key, pair.value, String(pair.key).length] : [];
  }

  /** All duplicate keys; if there are none, the first error, since later ones mostly follow from it. */
  private errors(): string[] {
    const errors: YAMLError[] = [...this.document.errors, ...this.document.warnings];
    const [first] = errors.filter(({ code }) => code !== 'DUPLICATE_KEY');
    return errors.filter((error) => error.code === 'DUPLICATE_KEY' || error === first).map(({ code, message, pos: [offset] }) => {
      const line = this.line(offset);
      const holdsBraces = (this.text.split('\n')[line - 1] ?? '').includes('{{');
      return `line ${line}: ${this.problemOf(code, message, offset)}: ${REMEDIES[code] ?? (holdsBraces ? QUOTE : CHECK_QUOTES)}`;
    });
  }

  private problemOf(code: string, message: string, offset: number): string {
    switch (code) {
      case 'DUPLICATE_KEY': return `${message}, got ${KEY.exec(this.text.slice(offset))![0]} again`;
      case 'MULTIPLE_DOCS': return 'The text holds several documents';
      default: return message;
    }
  }

  /** To YAML, a string that begins with `{{` is a map whose key is a map. */
  private unquotedReferences(): string[] {
    const found: string[] = [];
    this.yaml.visit(this.document, {
      Pair: (_, { key }) => {
        if (this.yaml.isCollection(key) && key.range) found.push(`line ${this.line(key.range[0])}: ${QUOTE}`);
      },
    });
    return found;
  }

  private cyclicAliases(): string[] {
    const found: string[] = [];
    this.yaml.visit(this.document, {
      Alias: (_, alias, ancestors) => {
        const part = alias.resolve(this.document);
        if (!part || !alias.range || !ancestors.includes(part)) return;
        found.push(`line ${this.line(alias.range[0])}: The alias '*${alias.source}' stands for a part that contains it, which would have no end: write the part out, or repeat one that ends before this place`);
      },
    });
    return found;
  }

  private structure(): unknown {
    try {
      return this.document.toJS();
    } catch (error) {
      this.problems.push(`${(error as Error).message}: define the anchor before it is used, or put a string that begins with '*' in quotes`);
      return undefined;
    }
  }

  private line(offset: number): number {
    return this.lines.linePos(offset).line;
  }
}
