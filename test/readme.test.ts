import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { LOCAL_ACCOUNT, LOCAL_REGION, startLocalCloud } from '../local-cloud';
import { BaseImage, ImagePipeline, ImageRecipe, ImageScanningConfiguration, ImageStatus, InfrastructureConfiguration } from '../src';
import { STATUS_ATTRIBUTES } from '../src/status/contract';

const ROOT = path.join(__dirname, '..');
const FOLDER = path.join(ROOT, 'examples', '.readme');
const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');

const blocks = (language: string) => [...README.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, 'gm'))].map(([, code]) => code);

beforeAll(() => mkdirSync(FOLDER, { recursive: true }));
afterAll(() => rmSync(FOLDER, { recursive: true }));

test('the first app deploys and prints the outputs that the page shows', async () => {
  const app = path.join(FOLDER, 'app.ts');
  writeFileSync(app, blocks('ts')[0]);
  const cloud = await startLocalCloud({ waitScale: 0.001 });
  try {
    const cdk = cloud.cdk();
    await cdk.bootstrap(LOCAL_ACCOUNT, LOCAL_REGION);
    const { output } = await cdk.deploy(app);
    const printed = output.split('\n').filter((line) => line.startsWith('Golden.')).map(withoutChance);
    expect(printed).toEqual(blocks('text')[0].trim().split('\n').map(withoutChance));
  } finally {
    await cloud.stop();
  }
}, 120_000);

/** A line of outputs without what differs from run to run. */
function withoutChance(line: string): string {
  return line.trimEnd().replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, '<time>').replace(/ami-[0-9a-f]+/, '<ami>');
}

test('the page names every attribute, and every finding that the library acknowledges', () => {
  for (const attribute of STATUS_ATTRIBUTES) expect(README).toContain(`\`${attribute}\``);

  const stack = new Stack(new App(), 'Golden');
  const pipeline = new ImagePipeline(stack, 'Pipeline', {
    recipe: new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.amazonLinux2023() }),
    infrastructureConfiguration: new InfrastructureConfiguration(stack, 'Infrastructure', { logging: { bucket: new s3.Bucket(stack, 'Logs') } }),
    imageScanningConfiguration: ImageScanningConfiguration.onDemandAmi(),
  });
  new ImageStatus(stack, 'Status', { pipeline });
  const rules = stack.node.findAll().flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === 'aws:cdk:acknowledged-rules')
    .flatMap(({ data }) => Object.keys(data as object)).map((id) => id.replace(/\[.*/, ''));
  expect(new Set(rules).size).toBeGreaterThanOrEqual(4);
  for (const rule of rules) expect(README).toContain(`\`${rule}\``);
});
