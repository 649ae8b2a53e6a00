import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';

const PRELOAD = path.join(__dirname, '..', '..', 'local-cloud', 'short-pauses.cjs');

test('the pinned CDK CLI makes the pauses that the local cloud shortens', () => {
  const cli = readFileSync(path.join(path.dirname(require.resolve('aws-cdk/package.json')), 'lib', 'index.js'), 'utf8');
  expect(cli).toMatch(/async function waitFor\(valueProvider, timeout = 5e3\)/);
  expect(cli).toMatch(/scheduleNextTick\(\) \{[^}]*\}\s*this\.tickTimer = setTimeout\(\(\) => void this\.tick\(\), this\.pollingInterval\);/);
  expect(cli).toContain('pollingInterval = 2e3,');
});

test('the local cloud shortens the two pauses of the CDK CLI and no other timer', () => {
  // The real timers, in the order in which they go off, without a look at how long that takes.
  const script = `
    const order = [];
    const timer = (name, milliseconds) => setTimeout(() => order.push(name), milliseconds);
    const waitFor = () => timer('waitFor', 5000);
    const scheduleNextTick = () => timer('scheduleNextTick', 2000);
    timer('other', 1000);
    waitFor();
    scheduleNextTick();
    require('node:util').promisify(setTimeout)(1500, 'value').then((value) => console.log(order.concat(value).join(' ')) || process.exit());
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['--require', PRELOAD, '-e', script], { encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: 'waitFor scheduleNextTick other value\n', stderr: '' });
});
