import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answers, eventually, processesNaming } from './processes';

jest.setTimeout(300_000);

test('a demo that is interrupted stops the CDK CLI and the local cloud', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'demo-test-'));
  let output = '';
  const demo = spawn(process.execPath, ['--import', 'tsx', 'local-cloud/demo.ts', '--verbose'], {
    cwd: join(__dirname, '..', '..'),
    env: { ...process.env, TMPDIR: folder },
  });
  demo.stdout.on('data', (text) => (output += text));
  demo.stderr.on('data', (text) => (output += text));
  const exit = new Promise((resolve) => demo.once('close', resolve));
  try {
    await eventually('the CDK CLI runs', () => output.includes('Synthesis time'), 120_000);
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

test('the demo tells its story in at most 80 lines, with progress and a summary of ten', async () => {
  const environment = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const demo = spawn(process.execPath, ['--import', 'tsx', 'local-cloud/demo.ts'], { cwd: join(__dirname, '..', '..'), env: environment });
  let output = '';
  demo.stdout.on('data', (text) => (output += text));
  demo.stderr.on('data', (text) => (output += text));
  expect({ exitCode: await new Promise((resolve) => demo.once('close', resolve)), output }).toEqual({ exitCode: 0, output: expect.any(String) });

  const lines = output.trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(75); // npm and projen add five
  const chapters = lines.filter((line) => /^\d\. /.test(line)).map((line) => line.slice(0, 2));
  expect(chapters).toEqual(['1.', '2.', '3.', '4.', '5.']);
  const chapter = (number: number) => output.split(/^(?=\d\. )/m)[number];
  expect(chapter(1)).toMatch(/new GoldenImage\([^]*cdk deploy:.* building.* available.*[^]*LinuxImageId = ami-[^]*LinuxGateStatus = PASSED/);
  expect(chapter(1)).toMatch(/new GoldenImage\([^;]*\n {4}\}\);\n {4}image\.addOutputs\(\);\n/);
  expect(chapter(2)).toMatch(/cdk deploy:.* failed.* rolled back[^]*BUILD\/ApplyBuildComponents[^]*exit status 126\. A file is for another architecture/);
  expect(chapter(3)).toMatch(/cdk deploy:.* available[^]*LinuxImageId = ami-/);
  const [, released] = /LinuxImageId = (ami-\w+)/.exec(chapter(3))!;
  expect(chapter(4)).toMatch(/cdk deploy:.* failed.* rolled back[^]*The vulnerability gate refuses image/);
  expect(chapter(4)).toContain(`still names ${released}.`);
  expect(chapter(5)).toMatch(/\$ npx cdk-image-builder watch Golden\n[^]*BUILD COMPLETED in [^]*is AVAILABLE: ami-[^]*\$ npx cdk-image-builder explain arn:[^]*The vulnerability gate refuses image/);
  const summary = output.slice(output.indexOf('That was the demo')).trimEnd().split('\n');
  expect(summary.length).toBeLessThanOrEqual(10);
  expect(output).not.toContain('\u001b');
});
