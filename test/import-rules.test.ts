import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Linter } from 'eslint';
import { LegacyESLint } from 'eslint/use-at-your-own-risk';

const ROOT = path.join(__dirname, '..');
const RULE = 'import/no-restricted-paths';
const configuration = JSON.parse(readFileSync(path.join(ROOT, '.eslintrc.json'), 'utf8').replace(/^\/\/.*$/m, '')) as Linter.LegacyConfig;

interface Zone {
  readonly target: string | string[];
  readonly from: string | string[];
  readonly except?: string[];
}

const [, { zones }] = configuration.rules![RULE] as [string, { zones: Zone[] }];

/** The linter with its import rule alone: the other rules are not asked here, and take their time. */
const linter = new LegacyESLint({
  cwd: ROOT,
  useEslintrc: false,
  overrideConfig: {
    ...configuration,
    parserOptions: { ecmaVersion: 2022, sourceType: 'module' },
    rules: { [RULE]: configuration.rules![RULE] },
    overrides: [],
  } as Linter.LegacyConfig,
});

/** The linter's messages about an import in a file, or in any file of a folder. */
async function complaints(place: string, imported: string): Promise<string[]> {
  const filePath = path.join(ROOT, place.endsWith('.ts') ? place : `${place}/virtual.ts`);
  const [result] = await linter.lintText(`export * from '${imported}';\n`, { filePath });
  return result.messages.map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

test.each([
  ['src/recipe', '../pipeline/image'],
  ['src/recipe', '../infrastructure/infrastructure-configuration'],
  ['src/recipe', '../workflow/workflow'],
  ['src/scanning', '../status/image-status'],
  ['src/infrastructure', '../provider/image-builder-provider'],
  ['src/status', '../pipeline/image-pipeline'],
  ['src/pipeline', '../golden-image'],
  ['src/private/checks', '../facts/image-name'],
  ['src/private/facts', '../iam/role-policies'],
  ['src/contract', '../private/checks/text-rules'],
  ['src/runtime/values', '../services/call-error'],
  ['src/runtime/image', '../wait/check'],
  ['src/runtime', '../private/checks/text-rules'],
  ['local-cloud', '../src/runtime/values/time'],
  ['local-cloud', '../src/index'],
  ['examples', '../src/pipeline/image'],
  ['src/index.ts', './runtime/values/time'],
  ['src/index.ts', './private/checks/names'],
])('import rules › %s may not import %s', async (folder, imported) => {
  expect(await complaints(folder, imported)).toContainEqual(expect.stringContaining(RULE));
});

test.each([
  ['src/pipeline', '../recipe/private/block-devices'],
  ['src/golden-image', '../pipeline/private/build-configuration'],
  ['src/golden-image.ts', './pipeline/private/build-configuration'],
  ['src/index.ts', './provider/private/state-machine'],
])("import rules › %s may not import another room's %s", async (place, imported) => {
  expect(await complaints(place, imported)).toContainEqual(expect.stringContaining('/private is for '));
});

test.each([
  ['src/recipe', '../private/checks/text-rules'],
  ['src/recipe', './private/block-devices'],
  ['src/pipeline', '../recipe/image-recipe'],
  ['src/golden-image', '../pipeline/image-pipeline'],
  ['src/runtime/wait', '../values/time'],
  ['src/runtime/image', '../../contract/contract'],
  ['local-cloud', '../src/contract/contract'],
  ['examples', 'cdk-image-builder'],
  ['src/index.ts', './golden-image'],
  ['src/index.ts', './pipeline/image'],
])('import rules › %s may import %s', async (folder, imported) => {
  expect(await complaints(folder, imported)).toEqual([]);
});

test('import rules › name only folders and files that exist', () => {
  const places = zones.flatMap(({ target, from, except = [] }) => [target, from, except].flat());
  expect(places.length).toBeGreaterThan(50);
  expect(places.filter((place) => !existsSync(path.join(ROOT, place)))).toEqual([]);
});

test.each(['src', 'src/private', 'src/runtime'])('import rules › each folder of %s has a rule of its own', (parent) => {
  const targets = new Set(zones.flatMap(({ target }) => target));
  const folders = readdirSync(path.join(ROOT, parent), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => `./${parent}/${name}`);
  expect(folders.length).toBeGreaterThan(4);
  expect(folders.filter((folder) => !targets.has(folder) && folder !== './src/private')).toEqual([]);
});

test('import rules › each file of src is in a folder, except the exports and the golden image', () => {
  const files = ['src', 'src/private'].flatMap((folder) => readdirSync(path.join(ROOT, folder), { withFileTypes: true })).filter((entry) => entry.isFile());
  expect(files.map(({ name }) => name).sort()).toEqual(['golden-image.ts', 'index.ts']);
});
