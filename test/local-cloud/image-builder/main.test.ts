import { spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
const MAIN = join(ROOT, 'local-cloud', 'image-builder', 'main.ts');

function start(...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], { cwd: ROOT });
  let output = '';
  child.stdout.on('data', (data) => { output += data; });
  child.stderr.on('data', (data) => { output += data; });
  const printed = async (pattern: RegExp) => new Promise<string>((resolve) => {
    const check = () => { if (pattern.test(output)) resolve(output); };
    child.stdout.on('data', check);
    child.stderr.on('data', check);
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, printed, ended };
}

test.each(['SIGTERM', 'SIGINT'] as const)('the program of the emulator prints its address and stops on %s', async (signal) => {
  const { child, printed, ended } = start('--port', '0', '--speed', '100');
  const url = /http:\S+/.exec(await printed(/listens on .*\n/))![0];
  expect((await fetch(`${url}/_emulator/health`)).status).toEqual(200);
  child.kill(signal);
  expect(await ended).toEqual(0);
}, 20_000);

test.each([['--port', 'http'], ['--port', '70000'], ['--spede', '1']])('%s %s is refused with one line', async (...args) => {
  const { printed, ended } = start(...args);
  expect((await printed(/Usage/)).trim().split('\n')).toHaveLength(1);
  expect(await ended).toEqual(1);
}, 20_000);
