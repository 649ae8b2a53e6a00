import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answers, eventually, processesNaming } from './processes';

jest.setTimeout(60_000);

test('a demo that is interrupted stops the CDK CLI and the local cloud', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'demo-test-'));
  let output = '';
  const demo = spawn(process.execPath, ['--import', 'tsx', 'local-cloud/demo.ts'], {
    cwd: join(__dirname, '..', '..'),
    env: { ...process.env, TMPDIR: folder },
  });
  demo.stdout.on('data', (text) => (output += text));
  demo.stderr.on('data', (text) => (output += text));
  const exit = new Promise((resolve) => demo.once('close', resolve));
  try {
    await eventually('the CDK CLI runs', () => output.includes('Bootstrapping environment'));
    const [cloud, imageBuilder] = output.match(/http:\/\/127\.0\.0\.1:\d+/g)!;
    expect(processesNaming(folder).length).toBeGreaterThanOrEqual(2);
    demo.kill('SIGINT');

    expect(await exit).toBe(130);
    expect(output).toContain('Interrupted: stopping everything');
    expect(output).not.toMatch(/Demo (passed|failed)/);
    expect(await answers(cloud)).toBe(false);
    expect(await answers(imageBuilder)).toBe(false);
    // The CDK CLI writes to the folder, and MiniStack works in it.
    expect(processesNaming(folder)).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.startsWith('local-cloud-'))).toEqual([]);
  } finally {
    demo.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});
