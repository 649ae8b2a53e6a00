import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { LanguageTablet, TargetLanguage } from 'jsii-rosetta';
import { readAssembly } from './assembly';
import { explicitArrays } from './csharp-arrays';
import { ROOT, warnings } from './pacmak';

const TABLET = '.jsii.tabl.json.gz';

/** jsii-rosetta translates the program of the README to these languages, but what it writes does not compile there. */
const PROGRAMS: ReadonlyArray<[TargetLanguage, string]> = [[TargetLanguage.JAVA, 'GoldenApp.java'], [TargetLanguage.GO, 'golden.go']];

/**
 * Translates the snippets of an assembly to each language, in strict mode, and writes the translations next to it. A snippet that does
 * not compile fails. So does a warning: it says that a name in a translation is a guess.
 *
 * @param folder the folder of the assembly
 * @param answered warnings that do no harm
 * @returns the file with the translations
 */
export function translate(folder: string, answered: readonly string[] = []): string {
  const rosetta = path.join(path.dirname(require.resolve('jsii-rosetta/package.json')), 'bin', 'jsii-rosetta');
  // One compilation for all snippets: one for each takes three times as long.
  const { status, stdout, stderr } = spawnSync(process.execPath, [rosetta, 'extract', '--strict', '--compress-tablet', '--batch=1000', folder], { encoding: 'utf8' });
  const tablet = path.join(folder, TABLET);
  const found = warnings(stdout + stderr, answered);
  if (status === 0 && found.length === 0) return tablet;
  rmSync(tablet, { force: true }); // the next run would take these translations, without a warning
  if (status !== 0) throw new Error(`jsii-rosetta ended with ${status}:\n${stdout}${stderr}`);
  throw new Error(`Some names in the translations are guesses. Write the snippet in another way:\n${found.join('\n')}`);
}

/** Mends translations of snippets of the package that would not compile. */
async function mend(file: string): Promise<void> {
  const tablet = await LanguageTablet.fromFile(file);
  replacePrograms(tablet);
  const bases = new Map(Object.values(readAssembly(ROOT).types).map(({ name, base }) => [name, base?.split('.').pop()]));
  for (const snippet of tablet.translatedSnippets) {
    const { source, version } = snippet.snippet.translations[TargetLanguage.CSHARP];
    snippet.addTranslation(TargetLanguage.CSHARP, explicitArrays(source, bases), version);
  }
  await tablet.save(file, true);
}

/** Puts programs that were written by hand, and that compile, in the place of translations of the README's program. */
function replacePrograms(tablet: LanguageTablet): void {
  const [program, ...others] = tablet.translatedSnippets.filter(({ snippet }) => snippet.location.api.api === 'moduleReadme');
  if (!program || others.length > 0) throw new Error(`The README must have one program, has ${others.length + (program ? 1 : 0)}.`);
  for (const [language, name] of PROGRAMS) {
    const source = readFileSync(path.join(__dirname, 'readme-programs', name), 'utf8').trimEnd();
    program.addTranslation(language, source, program.snippet.translations[language].version);
  }
}

if (require.main === module) void mend(translate(ROOT));
