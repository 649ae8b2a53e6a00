import * as path from 'node:path';
import { command } from './command';
import { gettingStarted } from './getting-started';
import { ROOT } from './paths';

/**
 * C# is not compiled here. So the app of the page for C# must be what jsii-rosetta, which knows the types of the package,
 * makes of the one in TypeScript: the same but for white space.
 *
 * @param folder the TypeScript project of the page, installed
 * @returns where they differ; undefined if they do not
 */
export async function differsFromTranslation(folder: string): Promise<string | undefined> {
  const rosetta = path.join(ROOT, 'node_modules', '.bin', 'jsii-rosetta');
  const translated = await command(rosetta, ['snippet', '--language', 'csharp', 'golden.ts'], { cwd: folder });
  return difference(translated, gettingStarted('C#').get('Program.cs') ?? '');
}

/** The first place where two programs differ by more than white space and the comma after a last element. */
export function difference(expected: string, actual: string): string | undefined {
  const [want, have] = [expected, actual].map((program) => program.replace(/\s+/g, '').replace(/,(?=[}\])])/g, ''));
  if (want === have) return undefined;
  const length = Math.max(want.length, have.length);
  const at = Array.from({ length }, (_, i) => i).find((i) => want[i] !== have[i])!;
  const around = (text: string) => text.slice(Math.max(0, at - 40), at + 40);
  return `The C# app of Getting started differs from the translation:\n  expected ...${around(want)}\n  but has  ...${around(have)}`;
}
