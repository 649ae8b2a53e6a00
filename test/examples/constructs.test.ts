import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Construct } from 'constructs';
import { EXAMPLES, examples, loadExample } from './load-example';
import * as library from '../../src';

const DEPLOYMENTS = path.join(__dirname, '..', '..', 'local-cloud', 'example-deployments.ts');

/** The constructs that the package exports, by name. */
const constructs = Object.entries(library)
  .filter(([, exported]) => typeof exported === 'function' && exported.prototype instanceof Construct)
  .map(([name]) => name);

/** The names of the classes of a construct, its own first. */
function classNames(construct: object): string[] {
  const parent = Object.getPrototypeOf(construct);
  return parent === null ? [] : [parent.constructor.name, ...classNames(parent)];
}

test('each construct that can be made stands in an example', () => {
  // The examples load the library a second time, so that its classes are others, of the same names.
  const used = new Set(examples.flatMap((example) => loadExample(example).app.node.findAll().flatMap(classNames)));
  expect(constructs).toEqual(expect.arrayContaining(['GoldenImage', 'Image', 'ImagePipeline', 'Workflow']));
  expect(constructs.filter((name) => !used.has(name))).toEqual([]);
}, 60_000);

test('each example is deployed', () => {
  const deployments = readFileSync(DEPLOYMENTS, 'utf8');
  expect(examples.filter((example) => !deployments.includes(`'${example}'`))).toEqual([]);
});

test("the company's image, with two Regions, two accounts, gate and approval, takes at most 30 lines", () => {
  const lines = readFileSync(path.join(EXAMPLES, 'company-image', 'app.ts'), 'utf8').split('\n').filter((line) => line.trim() !== '' && !line.startsWith('//'));
  expect(lines.length).toBeLessThanOrEqual(30);
});
