import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { blocksOf, PAGES, ROOT } from './pages';
import { runShell } from './recorded-shell';
import { LOCAL_ACCOUNT, LocalCloud, startLocalCloud } from '../../local-cloud';
import { withFindings } from '../../local-cloud/image-builder';
import { gettingStarted } from '../languages/getting-started';

jest.setTimeout(120_000);

const FOLDER = path.join(ROOT, 'examples', '.apps');

/** Whole programs of the pages: apps that a reader deploys, and programs that a reader runs. */
const programs = PAGES.flatMap((page) => blocksOf(page, 'ts').filter((code) => code.includes('new App()')).map((code) => ({ page, code })));
/** Other tests deploy these apps, with more to look at. */
const ELSEWHERE = ['README.md', 'docs/running.md', 'docs/migrating.md', 'docs/getting-started/typescript.md'];
const apps = programs.filter(({ page, code }) => code.includes('app.synth()') && !ELSEWHERE.includes(page));
const scripts = programs.filter(({ code }) => !code.includes('app.synth()'));

let written = 0;
function write(code: string): string {
  mkdirSync(FOLDER, { recursive: true });
  const file = path.join(FOLDER, `app-${++written}.ts`);
  writeFileSync(file, code);
  return file;
}

async function run(file: string, environment: NodeJS.ProcessEnv = {}): Promise<void> {
  await promisify(execFile)(process.execPath, ['--require', 'tsx/cjs', file], {
    cwd: ROOT, env: { ...process.env, TSX_TSCONFIG_PATH: path.join(ROOT, 'examples', 'tsconfig.json'), ...environment },
  });
}

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test('the check of programs finds the programs of the pages', () => {
  expect(apps.map(({ page }) => page)).toEqual(expect.arrayContaining(['docs/hardening.md', 'docs/accounts.md']));
  expect(scripts.map(({ page }) => page)).toEqual(expect.arrayContaining(['docs/unit-tests.md', 'docs/testing-components.md']));
});

test.each(scripts)('the program of $page runs, and its checks pass', async ({ code }) => {
  await run(write(code));
});

test('the checks of the unit tests notice another gate', async () => {
  const [{ code }] = scripts.filter(({ page }) => page === 'docs/unit-tests.md');
  await expect(run(write(code.replace('high: 10', 'high: 11')))).rejects.toThrow(/MaximumHigh/);
});

describe('on the local cloud', () => {
  let cloud: LocalCloud;
  beforeAll(async () => {
    cloud = await startLocalCloud();
    cloud.imageBuilder.emulator.setScenario('', withFindings({}));
    await cloud.bootstrap();
    await cloud.bootstrap('eu-west-1');
  });
  afterAll(() => cloud.stop());

  test.each(apps)('the app of $page deploys', async ({ code }) => {
    const { exitCode, output } = await cloud.cdk().deploy(write(code.replace(/'123456789012'/g, `'${LOCAL_ACCOUNT}'`)));
    expect({ exitCode, output: exitCode === 0 ? '' : output }).toEqual({ exitCode: 0, output: '' });
  });

  test('the app of the page about accounts has given its image to each place that the page names', () => {
    const given = cloud.imageBuilder.emulator.distributed
      .filter((one) => one.kind === 'PARAMETER' ? one.name === '/golden-images/linux' : one.imageArn.includes(':image/images-linux-'))
      .map((one) => [one.kind, one.region, one.accountId, one.kind === 'LAUNCH_PERMISSION' ? JSON.stringify(one.launchPermission) : ''].join(' ').trim());
    const launches = '{"userIds":["111122223333","444455556666"]}';
    expect([...new Set(given)].sort()).toEqual([
      `AMI eu-west-1 ${LOCAL_ACCOUNT}`, `AMI us-east-1 ${LOCAL_ACCOUNT}`, 'AMI us-east-1 777788889999',
      ...['eu-west-1', 'us-east-1'].map((region) => `LAUNCH_PERMISSION ${region} ${LOCAL_ACCOUNT} ${launches}`), `LAUNCH_PERMISSION us-east-1 777788889999 ${launches}`,
      `PARAMETER eu-west-1 ${LOCAL_ACCOUNT}`, `PARAMETER us-east-1 ${LOCAL_ACCOUNT}`, 'PARAMETER us-east-1 777788889999',
    ]);
  });

  test('the commands of the page about deleting find what an image holds', async () => {
    const [block] = blocksOf('docs/deleting.md', 'sh');
    const listed = await runShell('aws imagebuilder list-images --owner Self --query \'imageVersionList[?starts_with(name, `hardened`)].name\' --output text', cloud.environment);
    const found = await runShell(block.replace(/^NAME=.*$/m, `NAME=${listed.trim()}`), cloud.environment);
    expect(found).toMatch(/:image\/hardened-linux-\w+\/1\.0\.0\/1\tAVAILABLE/);
    expect(found).toMatch(/"image": "ami-/);
  });

  test('the commands of the page about the local cloud reach the emulator', async () => {
    const pipeline = await runShell('aws imagebuilder list-image-pipelines --query \'imagePipelineList[0].arn\' --output text', cloud.environment);
    await runShell(`aws imagebuilder create-lifecycle-policy --name golden --resource-type AMI_IMAGE \\
      --execution-role arn:aws:iam::${LOCAL_ACCOUNT}:role/Lifecycle --resource-selection '{"recipes":[{"name":"linux","semanticVersion":"1.0.x"}]}' \\
      --policy-details '[{"action":{"type":"DELETE","includeResources":{"amis":true}},"filter":{"type":"COUNT","value":5}}]'`, cloud.environment);
    const block = blocksOf('docs/local-cloud.md', 'sh').find((code) => code.includes('curl'))!
      .replace(/^PIPELINE=.*$/m, `PIPELINE=${pipeline.trim()}`);
    const answers = await runShell(block, cloud.environment);
    expect(answers).toContain('imageBuildVersionArn');
    expect(answers).not.toMatch(/"message"/);
  });
});

test('the command of the page about components writes the document of a component', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'component-'));
  try {
    await run(write(gettingStarted('TypeScript').get('golden.ts')!), { CDK_OUTDIR: path.join(folder, 'cdk.out') });
    const command = blocksOf('docs/testing-components.md', 'sh').find((code) => code.includes('node --print'))!.split('\n')[1];
    await promisify(execFile)('/bin/bash', ['--norc', '-c', command], { cwd: folder, env: { PATH: path.dirname(process.execPath) } });
    expect(readFileSync(path.join(folder, 'component.yaml'), 'utf8')).toContain('dnf upgrade --releasever=latest --assumeyes');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
