import { cpSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { command } from '../command';
import { DIST, ROOT } from '../paths';

/** A mistake of a user, and the error that it meets. */
interface Told {
  readonly mistake: string;
  readonly message: string;
  /** The names in the message that the language does not have, where the program found that out itself. */
  readonly missing?: readonly string[];
}

/** Makes mistakes in Python, and returns their number. Throws if an error is missing, or has a name that Python does not have. */
export async function makePythonMistakes(folder: string): Promise<number> {
  cpSync(path.join(__dirname, 'mistakes.py'), path.join(folder, 'mistakes.py'));
  const told = parse(await command(path.join(folder, '.venv', 'bin', 'python'), ['mistakes.py'], { cwd: folder }));
  const known = memberNames();
  return checked('Python', told, ({ message, missing = [] }) => [...missing, ...wordsOf(message).filter((word) => known.has(word))]);
}

/** Makes mistakes in Go, and returns their number. Throws if an error is missing, or has a name that Go does not have. */
export async function makeGoMistakes(folder: string): Promise<number> {
  cpSync(path.join(__dirname, 'mistakes.go'), path.join(folder, 'mistakes', 'main.go'));
  const told = parse(await command('go', ['run', './mistakes'], { cwd: folder }));
  const known = memberNames();
  const source = goSource(path.join(DIST, 'go', 'cdkimagebuilder'));
  return checked('Go', told, ({ message }) => [
    ...wordsOf(message).filter((word) => known.has(word)),
    ...[...withoutAddresses(message).matchAll(/(?<![\w./])[A-Z]\w*\.[a-z]\w*/g)].map(([name]) => name),
    ...[...withoutAddresses(message).matchAll(/(?<![\w.])([A-Z][A-Za-z0-9]*)_([A-Z]\w*)/g)].map(([name]) => name)
      .filter((name) => !/^(Duration|TimeZone|RetentionDays)_/.test(name) && !new RegExp(`\\b${name}\\b`).test(source)),
  ]);
}

/** The names of several words in a message, as TypeScript spells them; not those in addresses, problems of documents and variables. */
function wordsOf(message: string): string[] {
  const prose = message.split('\n').filter((line) => !/^ +- /.test(line)).join('\n').replace(/\{\{.*?\}\}/g, '');
  return [...withoutAddresses(prose).matchAll(/(?<![\w.:])[a-z][a-z0-9]*[A-Z]\w*/g)].map(([word]) => word);
}

/** An address may hold names of AWS's own, such as `API_LifecyclePolicy`. */
function withoutAddresses(message: string): string {
  return message.replace(/https?:\/\/\S+/g, '');
}

function checked(language: string, all: readonly Told[], foreign: (told: Told) => readonly string[]): number {
  const problems = all.flatMap((told) => {
    if (told.message === '') return [`${told.mistake}: no error`];
    const names = foreign(told);
    return names.length === 0 ? [] : [`${told.mistake}: ${names.join(', ')} in: ${told.message}`];
  });
  if (problems.length > 0) throw new Error(`Errors name things that ${language} does not have:\n${problems.join('\n')}`);
  return all.length;
}

function parse(output: string): Told[] {
  return JSON.parse(output.trim().split('\n').pop()!);
}

function memberNames(): ReadonlySet<string> {
  const { types } = JSON.parse(readFileSync(path.join(ROOT, 'api', 'assembly.json'), 'utf8')) as { types: Record<string, Record<string, Array<{ name?: string }>>> };
  return new Set(['day', 'weekDay', 'eventPattern', 'masterKey', ...Object.values(types).flatMap(({ properties = [], methods = [] }) => [...properties, ...methods].map(({ name }) => name ?? ''))]);
}

function goSource(folder: string): string {
  return readdirSync(folder).filter((file) => file.endsWith('.go')).map((file) => readFileSync(path.join(folder, file), 'utf8')).join('\n');
}
