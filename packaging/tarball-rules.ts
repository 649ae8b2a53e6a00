const MAX_BYTES = 1_500_000;
const PEERS = ['aws-cdk-lib', 'constructs'];
/** The packages that this one contains, so that nobody installs them. */
const BUNDLED = ['yaml'];
const NEEDED = [
  'package.json', 'README.md', 'LICENSE', 'THIRD-PARTY-LICENSES', '.jsii', '.jsii.gz', 'lib/index.js', 'lib/library.js', 'lib/rest.js', 'lib/index.d.ts', 'assets/cli/index.js',
  ...['runtime', 'dashboard', 'monitor'].flatMap((name) => ['index.js', 'explanations.js'].map((file) => `assets/${name}/${file}`)),
  ...BUNDLED.flatMap((name) => ['package.json', 'LICENSE'].map((file) => `node_modules/${name}/${file}`)),
];
/** The command, and the file that it runs. */
const BIN = { 'cdk-image-builder': 'assets/cli/index.js' };
const ALLOWED = [/^lib\/.+\.d\.ts$/, /^assets\/.+/, ...BUNDLED.map((name) => new RegExp(`^node_modules/${name}/`))];

export interface Tarball {
  readonly bytes: number;

  /** Paths in the package. */
  readonly files: readonly string[];

  readonly manifest: Readonly<Record<string, unknown>>;
}

/** The rules that a tarball breaks. */
export function problemsOf({ bytes, files, manifest }: Tarball): string[] {
  const needless = files.filter((file) => !NEEDED.includes(file) && !ALLOWED.some((pattern) => pattern.test(file)));
  const missing = NEEDED.filter((file) => !files.includes(file));
  const dependencies = ['dependencies', 'optionalDependencies']
    .filter((field) => Object.keys(manifest[field] ?? {}).some((name) => !BUNDLED.includes(name)));
  const bundled = [manifest.bundleDependencies ?? manifest.bundledDependencies ?? []].flat();
  const peers = Object.keys(manifest.peerDependencies ?? {}).sort();
  const installScripts = ['preinstall', 'install', 'postinstall', 'prepare'].filter((script) => script in Object(manifest.scripts));
  return [
    ...bytes > MAX_BYTES ? [`The tarball has ${bytes} bytes; ${MAX_BYTES} are allowed.`] : [],
    ...needless.map((file) => `A user does not need ${file}.`),
    ...missing.map((file) => `${file} is missing.`),
    ...dependencies.map((field) => `A user would install other packages for the ${field}.`),
    ...bundled.join() === BUNDLED.join() ? [] : [`The package bundles ${bundled.join(', ') || 'nothing'} instead of ${BUNDLED.join(', ')}.`],
    ...peers.join() === PEERS.join() ? [] : [`The peers are ${peers.join(', ')} instead of ${PEERS.join(', ')}.`],
    ...JSON.stringify(manifest.bin) === JSON.stringify(BIN) ? [] : [`The commands are ${JSON.stringify(manifest.bin ?? {})} instead of ${JSON.stringify(BIN)}.`],
    ...installScripts.map((script) => `Installing runs the script ${script}.`),
  ];
}
