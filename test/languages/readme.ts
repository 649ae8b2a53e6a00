/** The program in the README of each built package, which a reader takes from there. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { command } from './command';
import { built, DIST } from './paths';

/** The first block of code in a README. */
export function firstProgram(readme: string): string {
  const [, program] = /^```\w+\n([^]*?)^```$/m.exec(readme) ?? [];
  if (!program) throw new Error('The README has no program.');
  return program;
}

/** The first block of code in a package's documentation for Java. */
export function firstJavaProgram(packageInfo: string): string {
  const [, program] = /<blockquote><pre>\n([^]*?) \* <\/pre><\/blockquote>/.exec(packageInfo) ?? [];
  if (!program) throw new Error('The documentation of the Java package has no program.');
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&' };
  return program.replace(/^ \* ?/gm, '').replace(/&(lt|gt|quot|amp);/g, (_, name) => entities[name]);
}

/** A file in the root of the npm package, or of the source distribution for Python. */
export async function fileOf(folder: 'js' | 'python', file: string): Promise<string> {
  const archive = built(folder, folder === 'js' ? '.tgz' : '.tar.gz');
  const files = (await command('tar', ['tf', archive], { cwd: DIST })).split('\n');
  const found = files.find((name) => name.split('/').slice(1).join('/') === file);
  if (!found) throw new Error(`${archive} has no ${file}.`);
  return command('tar', ['xOf', archive, found], { cwd: DIST });
}

/** A file of a JAR. */
export async function fileOfJar(jar: string, file: string, scratch: string): Promise<string> {
  await command('jar', ['xf', jar, file], { cwd: scratch });
  return readFileSync(path.join(scratch, file), 'utf8');
}
