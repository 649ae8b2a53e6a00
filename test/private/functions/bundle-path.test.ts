import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { buildSync } from 'esbuild';
import { bundlePath } from '../../../src/private/functions/bundle-path';

const ROOT = path.join(__dirname, '..', '..', '..');

test('the bundle is a folder of the package', () => {
  expect(existsSync(`${bundlePath('runtime')}/index.js`)).toBe(true);
});

test('a missing bundle gives an error that says how to make it', () => {
  expect(() => bundlePath('nothing')).toThrow(/The bundle of the function 'nothing' is not at '.*nothing': if the app itself is bundled .*, keep the package out of that bundle, with 'external: \["cdk-image-builder"\]'.*in a checkout of this library, run 'npm run bundle'/);
});

/** The output of an app whose bundle contains the library. */
function outputOfBundledApp(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'bundled-app-'));
  const bundled = path.join(folder, 'app.js');
  buildSync({
    stdin: { contents: "console.log(require('./src/private/functions/bundle-path').bundlePath('runtime'))", resolveDir: ROOT },
    bundle: true,
    platform: 'node',
    outfile: bundled,
  });
  const { stdout, stderr } = spawnSync(process.execPath, [bundled], { encoding: 'utf8', cwd: ROOT });
  rmSync(folder, { recursive: true });
  return stdout + stderr;
}

test('an app that esbuild bundles is told to keep this package out of its bundle', () => {
  expect(outputOfBundledApp()).toContain('keep the package out of that bundle');
});
