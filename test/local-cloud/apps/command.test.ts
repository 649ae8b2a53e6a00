import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { appCommand } from '../../../local-cloud/apps/command';

const ROOT = path.join(__dirname, '..', '..', '..');
const FOLDER = path.join(ROOT, 'examples', '.command');
beforeAll(() => mkdirSync(FOLDER, { recursive: true }));
afterAll(() => rmSync(FOLDER, { recursive: true }));

/** Runs an app by its command, as the CDK CLI does it. */
async function run(...lines: string[]): Promise<string> {
  const file = path.join(FOLDER, 'app.ts');
  writeFileSync(file, lines.join('\n'));
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', await appCommand(path.relative(ROOT, file))], { cwd: ROOT });
  return stdout.trim();
}

test('an app is compiled with the library and with files beside it, and knows its folder', async () => {
  writeFileSync(path.join(FOLDER, 'beside.ts'), 'export const beside: string = __dirname;');
  const lines = await run(
    "import { App } from 'aws-cdk-lib';",
    "import { BaseImage } from 'cdk-image-builder';",
    "import { beside } from './beside';",
    'console.log([BaseImage.name, App.name, beside, __dirname, require.main === module].join("\\n"));',
  );
  expect(lines.split('\n')).toEqual(['BaseImage', 'App', FOLDER, FOLDER, 'true']);
});

test('another text of the same app is another program', async () => {
  expect([await run('console.log("first")'), await run('console.log("other")')]).toEqual(['first', 'other']);
});

test('an error of an app names the line of its source', async () => {
  const failed = run("import { App } from 'aws-cdk-lib';", '', 'interface Thrown { readonly message: string }', "throw new Error('no ' + App.name);");
  await expect(failed).rejects.toThrow(`Error: no App\n    at Object.<anonymous> (${path.join(FOLDER, 'app.ts')}:4:`);
});

test('an app that cannot be compiled is refused with its line', async () => {
  await expect(run('const = 1;')).rejects.toThrow(/app\.ts:1:6: ERROR: /);
});

test('programs that nobody has used for a month are removed, but not the library', async () => {
  await run('console.log("used before")');
  const folder = path.join(ROOT, '.cache', 'apps');
  const unused = path.join(folder, `${'0'.repeat(40)}.js`);
  const library = path.join(folder, 'library.js');
  const app = path.relative(ROOT, path.join(FOLDER, 'app.ts'));
  const used = /"([^"]+)"$/.exec(await appCommand(app))![1];
  const old = new Date(Date.now() - 31 * 24 * 60 * 60 * 1_000);
  writeFileSync(unused, '');
  for (const file of [unused, used, library]) utimesSync(file, old, old);
  await appCommand(app);
  expect([unused, used, library].map((file) => existsSync(file))).toEqual([false, true, true]);
  expect(statSync(used).mtime.getTime()).toBeGreaterThan(old.getTime());
});
