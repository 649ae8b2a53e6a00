import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { LocalCloud, startLocalCloud } from '../local-cloud';
import { gettingStarted } from './languages/getting-started';

const ROOT = path.join(__dirname, '..');
const FOLDER = path.join(ROOT, 'examples', '.readme');
const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');

/** What the README says of each warning that its first app gets. */
const ANNOUNCED: Record<string, string> = { recipeWithoutBuildComponents: 'synthesis warns that the image is a copy of its base image' };

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

  /** The outputs that the deployment of a program prints, and the warnings. */
  async function deploy(program: string): Promise<{ printed: string[]; warnings: string[] }> {
    const app = path.join(FOLDER, 'app.ts');
    writeFileSync(app, program);
    const { output } = await cloud.cdk().deploy(app);
    return {
      printed: output.split('\n').filter((line) => line.startsWith('Golden.')).map(withoutChance),
      warnings: [...output.matchAll(/::cdk-image-builder:(\w+)/g)].map(([, warning]) => warning),
    };
  }

  test('the first app of the README deploys and prints the outputs that the README shows', async () => {
    const shown = blocks('text')[0].trim().split('\n').map(withoutChance);
    const { printed, warnings } = await deploy(blocks('ts')[0]);
    expect(printed).toEqual(expect.arrayContaining(shown));
    expect(shown.length).toBeGreaterThanOrEqual(5);
    expect(README).toContain(`prints ${printed.length} outputs`);
    expect(warnings).toEqual(Object.keys(ANNOUNCED));
    for (const text of Object.values(ANNOUNCED)) expect(README).toContain(text);
  }, 60_000);

  test('the app of Getting started deploys and prints the outputs that the page explains', async () => {
    const { printed, warnings } = await deploy(gettingStarted('TypeScript').get('golden.ts')!);
    expect(warnings).toEqual([]);
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
