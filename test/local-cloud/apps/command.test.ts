import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
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
