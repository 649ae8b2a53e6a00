import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** How a language that calls the library through jsii spells its names. Java spells them as TypeScript does. */
export interface Spelling {
  /** A property or method. */
  readonly member: (name: string) => string;
  /** A static member or a value of an enum, of its class. */
  readonly static: (className: string, memberName: string) => string;
  /** Whether names of a single word are spelled differently, too. */
  readonly changesWords: boolean;
  /** Whether a call passes every parameter, including optional ones. */
  readonly givesAllParameters: boolean;
}

/** The names of properties and methods, and whether a method of that name has parameters. */
export type KnownNames = ReadonlyMap<string, boolean>;

const SPELLINGS: ReadonlyArray<readonly [RegExp, Spelling]> = [
  [/^python/i, { member: snakeCase, static: (className, name) => `${className}.${isConstant(name) ? name : snakeCase(name)}`, changesWords: false, givesAllParameters: false }],
  [/^dotnet/i, { member: pascalCase, static: (className, name) => `${className}.${isConstant(name) ? name : pascalCase(name)}`, changesWords: true, givesAllParameters: false }],
  [/^go/i, { member: pascalCase, static: (className, name) => `${className}_${isConstant(name) ? name : pascalCase(name)}`, changesWords: true, givesAllParameters: true }],
];

/** Names from other packages in messages; a struct of this one inherits some of them. */
const OTHER_PACKAGES = [
  'day', 'hour', 'minute', 'month', 'weekDay', 'year',
  'assumedBy', 'eventPattern', 'masterKey', 'notificationTopics', 'parameterVersion',
];

/** The assembly of the package, beside `lib` or `src`. */
const PACKAGE = path.join(__dirname, '..', '..', '..');

/** Marks text that is verbatim, up to the next mark. No message shows the marks. */
const MARK = '\u2060';

/**
 * Text that stays as it is (an address, a given value, a quoted path, or marked text), a static member (`Duration.minutes`),
 * a call (`addOutputs()`), a name of several words, or a quoted word.
 */
const NAMES = /(https?:\/\/\S+|(?<=got )'[^']*'|(?<!\w)'[^'\s]*\/[^']*'|\u2060[^\u2060]*\u2060)|\b([A-Z][A-Za-z0-9]*)\.([A-Za-z][A-Za-z0-9_]*)(\(\))?|\b([a-z][A-Za-z0-9]*)\(\)|\b([a-z][a-z0-9]*[A-Z][A-Za-z0-9]*)\b|'([a-z]+)'/g;

/** The spelling of the language that calls the library; undefined for TypeScript, JavaScript and Java. */
export function callersSpelling(agent = process.env.JSII_AGENT): Spelling | undefined {
  return agent === undefined ? undefined : SPELLINGS.find(([pattern]) => pattern.test(agent))?.[1];
}

/** Text that every language spells alike, such as a part of a document. */
export function verbatim(text: string): string {
  return `${MARK}${withoutMarks(text)}${MARK}`;
}

/** Quotes a name that the user chose, such as that of a parameter. */
export function quoted(name: string): string {
  return verbatim(`'${name}'`);
}

/** A message whose names are spelled as in the language that calls the library. */
export function inCallersLanguage(message: string, spelling = callersSpelling(), knownNames = memberNames): string {
  return withoutMarks(spelling ? respelled(message, spelling, knownNames()) : message);
}

function withoutMarks(message: string): string {
  return message.replaceAll(MARK, '');
}

function respelled(message: string, spelling: Spelling, known: KnownNames): string {
  const parentheses = (name: string) => (spelling.givesAllParameters && known.get(name) ? '(...)' : '()');
  return message.replace(NAMES, (text, ...groups: Array<string | undefined>) => {
    const [same, className, staticName, call, called, words, word] = groups;
    if (same !== undefined) return text;
    if (className !== undefined) return `${spelling.static(className, staticName!)}${call === undefined ? '' : parentheses(staticName!)}`;
    if (called !== undefined) return `${spelling.member(called)}${parentheses(called)}`;
    if (words !== undefined) return known.has(words) ? spelling.member(words) : text;
    return spelling.changesWords && known.has(word!) ? `'${spelling.member(word!)}'` : text;
  });
}

/** All properties and methods of the library, as its assembly has them. */
function memberNames(): KnownNames {
  const file = path.join(PACKAGE, '.jsii.gz');
  if (!existsSync(file)) return new Map();
  const assembly = gunzipSync(readFileSync(file)).toString('utf8');
  const { types } = JSON.parse(assembly) as { types: Record<string, { properties?: Named[]; methods?: Method[] }> };
  const members = Object.values(types).flatMap(({ properties = [], methods = [] }): Method[] => [...properties, ...methods]);
  const withParameters = new Set(members.filter(({ parameters = [] }) => parameters.length > 0).map(({ name }) => name));
  return new Map([...OTHER_PACKAGES, ...members.map(({ name }) => name)].map((name) => [name, withParameters.has(name)]));
}

interface Named {
  readonly name: string;
}

interface Method extends Named {
  readonly parameters?: readonly unknown[];
}

function isConstant(name: string): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(name);
}

function snakeCase(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, '$1_$2').replace(/([A-Z]+)([A-Z][a-z]+)/g, '$1_$2').toLowerCase();
}

function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
