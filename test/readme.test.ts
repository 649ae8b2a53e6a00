import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { LocalCloud, startLocalCloud } from '../local-cloud';
import { gettingStarted } from './languages/getting-started';

const ROOT = path.join(__dirname, '..');
const FOLDER = path.join(ROOT, 'examples', '.readme');
const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');

const blocks = (language: string) => [...README.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, 'gm'))].map(([, code]) => code);

beforeAll(() => mkdirSync(FOLDER, { recursive: true }));
afterAll(() => rmSync(FOLDER, { recursive: true }));

describe('on the local cloud', () => {
  let cloud: LocalCloud;
  beforeAll(async () => {
    cloud = await startLocalCloud({ waitScale: 0.001 });
    await cloud.bootstrap();
  }, 60_000);
  afterAll(() => cloud.stop());

  /** The outputs that the deployment of a program prints. */
  async function deploy(program: string): Promise<string[]> {
    const app = path.join(FOLDER, 'app.ts');
    writeFileSync(app, program);
    const { output } = await cloud.cdk().deploy(app);
    return output.split('\n').filter((line) => line.startsWith('Golden.')).map(withoutChance);
  }

  test('the first app of the README deploys and prints the outputs that the README shows', async () => {
    const shown = blocks('text')[0].trim().split('\n').map(withoutChance);
    const printed = await deploy(blocks('ts')[0]);
    expect(printed).toEqual(expect.arrayContaining(shown));
    expect(shown.length).toBeGreaterThanOrEqual(5);
    expect(README).toContain(`prints ${printed.length} outputs`);
  }, 60_000);

  test('the app of Getting started deploys and prints the outputs that the page explains', async () => {
    const printed = await deploy(gettingStarted('TypeScript').get('golden.ts')!);
    expect(printed).toEqual(expect.arrayContaining([
      'Golden.LinuxImageState = AVAILABLE', expect.stringMatching(/^Golden\.LinuxImageId = <ami>/), expect.stringMatching(/^Golden\.LinuxParameterName = \//),
    ]));
  }, 60_000);
});

/** A line of outputs without what differs from run to run. */
function withoutChance(line: string): string {
  return line.trimEnd().replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, '<time>').replace(/ami-[0-9a-f]+/, '<ami>')
    // The gate runs in real time.
    .replace(/(DurationSeconds =) \d+/, '$1 <seconds>');
}

test('the README has at most 150 lines', () => {
  expect(README.split('\n').length).toBeLessThanOrEqual(150);
});
