import { readdirSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { BUNDLE_FOLDER } from '../../bench/bundle';
import { COMPONENTS } from '../../bench/components';
import { templateSizes } from '../../bench/template-size';

const ROOT = path.join(__dirname, '..', '..');
const read = (...names: string[]) => readFileSync(path.join(ROOT, ...names), 'utf8');
const PAGE = read('docs', 'comparison.md');

/** The two cells of this library in a row: without and with a status. */
function cells(row: string): string[] {
  const line = PAGE.split('\n').find((text) => text.startsWith(`| ${row} |`));
  return line!.split('|').slice(2, 4).map((cell) => cell.trim());
}

const sizeOf = (what: string) => templateSizes().find((one) => one.what === `resources: ${what}`)!.value;

test('the comparison counts the resources that a pipeline has, and a stack with statuses', () => {
  const pipeline = sizeOf('a pipeline with its recipe and infrastructure') + COMPONENTS.length;
  expect(cells('resources for each pipeline')).toEqual([String(pipeline), String(pipeline + sizeOf('a status'))]);
  expect(cells('resources for each stack')).toEqual(['0', String(sizeOf('a stack with 1 status'))]);
});

test('the comparison states the size of the function within a twentieth', () => {
  const [, , kilobytes] = /^(\d+), (\d+) KB$/.exec(cells('functions, and their code')[1])!;
  const bytes = readdirSync(BUNDLE_FOLDER).reduce((sum, name) => sum + statSync(path.join(BUNDLE_FOLDER, name)).size, 0);
  expect(Number(kilobytes) / (bytes / 1000)).toBeGreaterThan(0.95);
  expect(Number(kilobytes) / (bytes / 1000)).toBeLessThan(1.05);
});

test('the comparison names the versions of the other tools that are measured', () => {
  const { dependencies } = JSON.parse(read('bench', 'peers', 'package.json'));
  const { '@aws-cdk/aws-imagebuilder-alpha': alpha, 'cdk-image-pipeline': pipeline, '@jjrawlins/cdk-ami-builder': builder, 'aws-cdk-lib': cdk } = dependencies;
  for (const text of [`\`aws-imagebuilder-alpha\` ${alpha}`, `\`cdk-image-pipeline\` ${pipeline}`, `\`cdk-ami-builder\` ${builder}`, `aws-cdk-lib ${cdk}`]) {
    expect(PAGE).toContain(text);
  }
});
