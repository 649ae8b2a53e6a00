import { problemsOf, Tarball } from '../../packaging/tarball-rules';

const GOOD: Tarball = {
  bytes: 1_500_000,
  files: [
    'package.json', 'README.md', 'LICENSE', 'THIRD-PARTY-LICENSES', '.jsii', '.jsii.gz', 'lib/index.js', 'lib/library.js', 'lib/rest.js', 'lib/index.d.ts', 'lib/a/b.d.ts', 'assets/cli/index.js',
    'assets/runtime/index.js', 'assets/runtime/explanations.js', 'assets/dashboard/index.js', 'assets/dashboard/explanations.js', 'assets/monitor/index.js', 'assets/monitor/explanations.js',
    'node_modules/yaml/package.json', 'node_modules/yaml/LICENSE', 'node_modules/yaml/dist/index.js',
  ],
  manifest: { bin: { 'cdk-image-builder': 'assets/cli/index.js' }, peerDependencies: { 'constructs': '^10', 'aws-cdk-lib': '^2' }, scripts: { build: 'projen build' }, dependencies: { yaml: '^2' }, bundledDependencies: ['yaml'] },
};

test('the check of the tarball accepts a package with all that a user needs', () => {
  expect(problemsOf(GOOD)).toEqual([]);
});

test.each<[string, Partial<Tarball>, string]>([
  ['too large', { bytes: 1_500_001 }, 'The tarball has 1500001 bytes; 1500000 are allowed.'],
  ['a source file', { files: [...GOOD.files, 'lib/a.ts'] }, 'A user does not need lib/a.ts.'],
  ['a compiled file beside the library', { files: [...GOOD.files, 'lib/a.js'] }, 'A user does not need lib/a.js.'],
  ['a file of the project', { files: [...GOOD.files, 'API.md'] }, 'A user does not need API.md.'],
  ['no licence', { files: GOOD.files.filter((file) => file !== 'LICENSE') }, 'LICENSE is missing.'],
  ['no second file of the library', { files: GOOD.files.filter((file) => file !== 'lib/rest.js') }, 'lib/rest.js is missing.'],
  ['no bundle', { files: GOOD.files.filter((file) => file !== 'assets/runtime/index.js') }, 'assets/runtime/index.js is missing.'],
  ['no explanations of failures', { files: GOOD.files.filter((file) => file !== 'assets/monitor/explanations.js') }, 'assets/monitor/explanations.js is missing.'],
  ['a dependency', { manifest: { ...GOOD.manifest, dependencies: { yaml: '^2', other: '^1' } } }, 'A user would install other packages for the dependencies.'],
  ['another bundled dependency', { manifest: { ...GOOD.manifest, bundledDependencies: ['yaml', 'other'] } }, 'The package bundles yaml, other instead of yaml.'],
  ['a dependency that is not bundled', { manifest: { ...GOOD.manifest, bundledDependencies: undefined } }, 'The package bundles nothing instead of yaml.'],
  ['no licences of what the functions contain', { files: GOOD.files.filter((file) => file !== 'THIRD-PARTY-LICENSES') }, 'THIRD-PARTY-LICENSES is missing.'],
  ['no licence of what is bundled', { files: GOOD.files.filter((file) => file !== 'node_modules/yaml/LICENSE') }, 'node_modules/yaml/LICENSE is missing.'],
  ['other packages', { files: [...GOOD.files, 'node_modules/other/index.js'] }, 'A user does not need node_modules/other/index.js.'],
  ['another peer', { manifest: { ...GOOD.manifest, peerDependencies: { constructs: '^10' } } }, 'The peers are constructs instead of aws-cdk-lib, constructs.'],
  ['no command', { manifest: { ...GOOD.manifest, bin: undefined } }, 'The commands are {} instead of {"cdk-image-builder":"assets/cli/index.js"}.'],
  ['a command whose file is missing', { files: GOOD.files.filter((file) => file !== 'assets/cli/index.js') }, 'assets/cli/index.js is missing.'],
  ['an install script', { manifest: { ...GOOD.manifest, scripts: { postinstall: 'x' } } }, 'Installing runs the script postinstall.'],
])('the check of the tarball reports: %s', (_, change, problem) => {
  expect(problemsOf({ ...GOOD, ...change })).toEqual([problem]);
});
