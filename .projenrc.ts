import { existsSync } from 'node:fs';
import { awscdk, javascript, JsonPatch, Task } from 'projen';

/** The oldest aws-cdk-lib on which cdk-nag 3 runs; the suite runs on it. */
const CDK_FLOOR = '2.260.0';
/** The newest aws-cdk-lib whose manifest the pinned CDK CLI reads; the suite runs on it once more. */
const CDK_NEWEST = '2.275.0';

/** The version of the first release, whose notes are in CHANGELOG.md. */
const FIRST_VERSION = '0.1.0';

/** TypeScript that jsii does not compile. */
const devFolders = ['src/runtime', 'local-cloud', 'examples', 'bench', 'packaging'];

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-image-builder',
  description: 'EC2 Image Builder on AWS CDK: scanned, scheduled, gated image pipelines whose workflow status reaches the stack outputs',
  keywords: ['aws', 'aws-cdk', 'cdk', 'awscdk', 'ec2-image-builder', 'image-builder', 'golden-image', 'ami', 'container-image', 'vulnerability-scanning', 'inspector'],
  author: 'The cdk-image-builder authors',
  authorOrganization: true,
  authorAddress: 'https://github.com/cdk-image-builder',
  repositoryUrl: 'https://github.com/cdk-image-builder/cdk-image-builder.git',
  license: 'Apache-2.0',
  defaultReleaseBranch: 'main',
  cdkVersion: CDK_FLOOR,
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  minNodeVersion: '20.0.0',
  workflowNodeVersion: '22',
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  releaseToNpm: true,
  npmTrustedPublishing: true,
  jsiiReleaseVersion: '0.2.1061', // what publishes runs with credentials: no newer one without a look at it
  depsUpgrade: false,
  githubOptions: { mergify: false, pullRequestLint: false },
  pullRequestTemplateContents: [
    '<!-- What does this change, and why? Which issue does it close? -->',
    '',
    '- [ ] A test fails without the change.',
    '- [ ] Docstrings, docs and examples say what is true now.',
    '- [ ] The title is a Conventional Commit, such as `fix(scanning): ...`. It becomes a line of the changelog.',
  ],
  // 1.0.0 is for an API that has been used in accounts of others for a while. Later versions follow from the commits.
  nextVersionCommand: `node -p "process.env.VERSION === '0.0.0' ? '${FIRST_VERSION}' : ''"`,
  docgen: true,
  compressAssembly: true,
  // The sources are not in the package, and maps to them would double what an app reads when it loads the constructs.
  tsconfig: { compilerOptions: { inlineSourceMap: false, inlineSources: false } },

  publishToPypi: { distName: 'cdk-image-builder', module: 'cdk_image_builder', trustedPublishing: true },
  publishToMaven: { javaPackage: 'io.github.cdkimagebuilder', mavenGroupId: 'io.github.cdk-image-builder', mavenArtifactId: 'cdk-image-builder' },
  publishToNuget: { dotNetNamespace: 'CdkImageBuilder', packageId: 'CdkImageBuilder', trustedPublishing: true },
  publishToGo: { moduleName: 'github.com/cdk-image-builder/cdk-image-builder-go', packageName: 'cdkimagebuilder' },

  // The code that runs in Lambda is bundled by esbuild, not compiled by jsii.
  excludeTypescript: ['src/runtime/**'],
  bundlerOptions: { esbuildVersion: '^0.28.2', assetsDir: 'assets' },

  bumpPackage: 'commit-and-tag-version@^12', // the last major version that runs on Node 20

  bundledDeps: ['yaml'], // documents in YAML are what users have; it has no dependencies of its own
  devDeps: [
    '@aws-cdk/aws-service-spec@0.1.216', // the CloudFormation schema that the constructs are held against
    '@aws-cdk/service-spec-types', // its types
    'aws-cdk@2.1148.1', // the CLI that deploys the examples; the tag "latest" reads no current manifest
    'cdk-nag@3.0.2', // proves the defaults against the rule packs
    // Bundled into the status function: it reads and starts builds, keeps logs and secrets, publishes parameters, starts waits.
    '@aws-sdk/client-imagebuilder@3.1046.0',
    '@aws-sdk/client-sfn@3.1046.0',
    '@aws-sdk/client-ssm@3.1046.0',
    '@aws-sdk/client-ecr@3.1046.0',
    '@aws-sdk/client-cloudwatch-logs@3.1046.0',
    '@aws-sdk/client-secrets-manager@3.1046.0',
    '@aws-sdk/client-inspector2@3.1048.0', // activates Amazon Inspector; its nearest version to the others
    // Bundled into the monitor: it publishes metrics and notices.
    '@aws-sdk/client-cloudwatch@3.1046.0',
    '@aws-sdk/client-sns@3.1046.0',
    '@aws-sdk/client-cloudformation@3.1046.0', // bundled into the command: which images a stack has
    'commander@^14', // bundled into the command: its arguments and help; the last major version that runs on Node 20
    '@aws-cdk/cloud-assembly-schema@54.1.0', // what is installed is what the Go module requires: no more than aws-cdk-lib does there
    'awslint@2.72.1', // the guidelines of the AWS Construct Library; its last version
    '@arethetypeswrong/cli', 'publint', // check the package as package managers, compilers and bundlers see it
    '@types/aws-lambda',
    'fast-check', // property tests
    '@jest/test-sequencer@^30', 'jest-runtime@^30', // order the suites, and load packages once; part of jest
    // The dashboard in a real browser, without what CloudWatch strips; the last versions that run on Node 20.
    '@sparticuz/chromium@143.0.4', 'puppeteer-core@^24', 'sanitize-html@~2.17.0', '@types/sanitize-html@~2.16.0',
    '@xterm/headless@^6', // what a terminal shows of the command
    'cdk-monitoring-constructs@^10', // shows the widgets in a dashboard of another library
    'concurrently@^9', // checks types and lints while the tests wait; the last major version that runs on Node 20
    '@swc/jest@^0.2', '@swc/core@^1', // strips the types from tests, as in the apps of `cdk init`; ts-jest takes more than ten times as long
    'semver@^7', // which versions of Node the locked packages accept
    'tsx', // runs the local cloud, the demo and the examples without a compile step
  ],

  eslintOptions: {
    dirs: ['src', 'local-cloud', 'examples', 'bench', 'packaging'],
    devdirs: ['test'],
    commandOptions: { fix: false },
  },
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    jestConfig: {
      collectCoverage: false,
      maxWorkers: '100%',
      testSequencer: '<rootDir>/test/slowest-first.cjs',
      runtime: '<rootDir>/test/modules-once.cjs',
      testTimeout: 60_000, // ends a test that hangs; no test is about the time that it takes
      maxConcurrency: 16, // the hostile suites wait for nearly all of their time
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      // An example imports the package by its name, as a user does.
      moduleNameMapper: { '^cdk-image-builder$': '<rootDir>/src' },
    },
  },
  tsconfigDev: {
    compilerOptions: {
      isolatedModules: true,
      skipLibCheck: true,
      paths: { 'cdk-image-builder': ['../src'] },
    },
    include: ['src', ...devFolders].map((folder) => `../${folder}/**/*.ts`),
  },
  gitignore: ['/assets/', '/.bundles/', '/THIRD-PARTY-LICENSES', '.jsii.gz', '.jsii.tabl.json.gz', '/.venv', '/examples/.*/', '/cdk.out/', 'cdk.out/', '__pycache__/', '/examples/target/'],
  npmignoreEnabled: false, // the package lists what is in it
});

project.deps.removeDependency('ts-jest');
project.jest!.config.transform = {
  '^.+\\.ts$': ['@swc/jest', {
    jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true }, keepClassNames: true },
    module: { type: 'commonjs' },
  }],
};

// Nobody reads what tools write.
for (const file of ['/docs/api/*', '/api/assembly.json', '/local-cloud/image-builder/model.json', '/bench/peers/package-lock.json', '/test/schema/newest-l1s.json', '/test/conductor/model/counterexamples.json', '/docs/pictures/*.svg']) {
  project.gitattributes.addAttributes(file, 'linguist-generated');
}

// A lock file that names no registry host installs from whichever registry a machine uses.
project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');
project.npmrc.addConfig('fund', 'false');
project.npmrc.addConfig('audit', 'false');
// A job that may publish installs the development dependencies, too, and none of their scripts may run there. Nothing needs these scripts.
project.npmrc.addConfig('ignore-scripts', 'true');

// Each folder tells editors and the linter which compiler settings hold in it.
for (const folder of devFolders) {
  const up = folder.split('/').map(() => '..').join('/');
  new javascript.TypescriptConfig(project, {
    fileName: `${folder}/tsconfig.json`,
    extends: javascript.TypescriptConfigExtends.fromPaths([`${up}/tsconfig.json`]),
    compilerOptions: { noEmit: true, rootDir: up, paths: { 'cdk-image-builder': [`${up}/src`] } },
    include: ['**/*.ts'],
    exclude: ['node_modules'],
  });
}

// 1.13.0 lacks the binaries of most platforms, and `npm ci` refuses a lock file without them.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

// npm knows where to publish; the entry would name the host of a registry. A patch that no longer fits fails here.
project.github!.tryFindWorkflow('release')!.file!.patch(JsonPatch.remove('/jobs/release_npm/steps/9/env/NPM_REGISTRY'));

// A name that is a reserved word in another language is an error like any other.
project.compileTask.reset('jsii --compress-assembly --fail-on-warnings');
project.compileTask.exec('tsx packaging/library-files.ts');
project.watchTask!.reset('jsii --watch --fail-on-warnings');

// ---------------------------------------------------------------- packages
project.package.addField('type', 'commonjs');
project.package.addField('repository', 'github:cdk-image-builder/cdk-image-builder'); // npm wants git+https, the other registries https
project.package.addField('files', ['lib', 'assets', 'THIRD-PARTY-LICENSES', '.jsii', '.jsii.gz']);
const rosetta = project.addTask('rosetta', {
  description: 'Translate the examples in the README and the API to each language, in strict mode',
  exec: 'tsx packaging/rosetta.ts',
});
const pacmak = 'jsii-pacmak --verbose --no-npmignore --rosetta-unknown-snippets fail --target';
for (const language of ['js', 'python', 'go']) project.tasks.tryFind(`package:${language}`)!.reset(`${pacmak} ${language}`);
for (const language of ['java', 'dotnet']) project.tasks.tryFind(`package:${language}`)!.reset(`tsx packaging/${language}.ts`);
for (const language of ['python', 'java', 'go', 'dotnet']) project.tasks.tryFind(`package:${language}`)!.prependSpawn(rosetta);
project.tasks.tryFind('package:js')!.exec('tsx packaging/check-tarball.ts');
const packageAll = project.tasks.tryFind('package-all')!;
packageAll.reset();
packageAll.spawn(rosetta);
packageAll.exec(`${pacmak} js python go`);
packageAll.exec('tsx packaging/check-tarball.ts');
packageAll.exec('tsx packaging/java.ts');
packageAll.exec('tsx packaging/dotnet.ts');
// The workflow has a job for each language; everybody else gets them all, and needs nothing compiled before.
const inWorkflow = (yes: number, no: number) => `node -e "process.exit(process.env.GITHUB_ACTIONS ? ${yes} : ${no})"`;
project.packageTask.reset();
project.packageTask.spawn(project.tasks.tryFind('package:js')!, { condition: inWorkflow(0, 1) });
for (const task of [project.preCompileTask, project.compileTask, packageAll]) project.packageTask.spawn(task, { condition: inWorkflow(1, 0) });

// Notes written by hand take the place of the generated ones.
project.tasks.tryFind('bump')!.exec('tsx packaging/release-notes.ts');

const compat = project.tasks.tryFind('compat')!;
compat.reset('tsx packaging/compat.ts');
compat.description = 'Fail on breaking changes of the API since the last release';
project.tasks.tryFind('docgen')!.exec('tsx packaging/api-pages.ts');
project.tasks.tryFind('docgen')!.exec('tsx packaging/api-snapshot.ts');
project.postCompileTask.spawn(compat);
const awslint = project.addTask('awslint', {
  description: 'Check the API against the guidelines of the AWS Construct Library',
  exec: 'tsx packaging/awslint.ts',
});
project.postCompileTask.spawn(awslint);
project.postCompileTask.exec('tsx packaging/empty-types.ts');
// Whoever compares with the last release must see it.
project.github!.tryFindWorkflow('build')!.file!.patch(JsonPatch.add('/jobs/build/steps/0/with/fetch-depth', 0));

// projen asks for versions of .NET and Go that nobody maintains any more.
for (const [workflow, dotnet, go] of [['build', 'package-dotnet', 'package-go'], ['release', 'release_nuget', 'release_golang']]) {
  project.github!.tryFindWorkflow(workflow)!.file!.patch(
    JsonPatch.replace(`/jobs/${dotnet}/steps/1/with/dotnet-version`, '10.x'),
    JsonPatch.replace(`/jobs/${go}/steps/1/with/go-version`, 'stable'),
  );
  // Only here a compiler makes the .NET package, so only here its README can be looked for.
  const file = project.github!.tryFindWorkflow(workflow)!.file!;
  file.patch(JsonPatch.add(`/jobs/${dotnet}/steps/10`, { name: 'The .NET package has a README', run: 'unzip -l dist/dotnet/*.nupkg README.md' }));
}

// ---------------------------------------------------------------- the bundle
/** As `src/runtime/image/explain.ts` requires it. */
const EXPLANATIONS = 'explanations';

/** Bundles a function into `assets/<name>/index.js`, and the texts that only a failure needs into a file beside it. */
function addFunction(name: string, entrypoint: string, outfile: string): void {
  const { bundleTask, watchTask } = project.bundler.addBundle(entrypoint, {
    platform: 'node',
    target: 'node22',
    outfile,
    minify: true,
    mainFields: ['module', 'main'],
    // Lambda gives credentials in the environment; what the SDK would load for other sources is left out.
    externals: [`./${EXPLANATIONS}`, '@smithy/credential-provider-imds', ...['http', 'ini', 'login', 'process', 'sso', 'web-identity'].map((source) => `@aws-sdk/credential-provider-${source}`)],
    sourcemap: false,
    esbuildArgs: { '--legal-comments': 'none', '--metafile': `.bundles/${name}.json` },
  });
  const explanations = `esbuild --bundle src/runtime/image/explanations.ts --target=node22 --platform=node --outfile=assets/${name}/${EXPLANATIONS}.js --minify`;
  bundleTask.exec(explanations);
  watchTask!.prependExec(explanations);
}
addFunction('runtime', 'src/runtime/index.ts', '../index.js');
addFunction('dashboard', 'src/runtime/dashboard/index.ts', '../../../dashboard/index.js');
addFunction('monitor', 'src/runtime/monitor/index.ts', '../../../monitor/index.js');
// The command of the package. It finds credentials wherever the SDK does.
project.bundler.addBundle('src/runtime/cli/index.ts', {
  platform: 'node',
  target: 'node20',
  outfile: '../../../cli/index.js', // not in the folder of the function, which becomes its code
  minify: true,
  mainFields: ['module', 'main'],
  sourcemap: false,
  esbuildArgs: { '--legal-comments': 'none', '--metafile': '.bundles/cli.json' },
});
project.package.addBin({ 'cdk-image-builder': 'assets/cli/index.js' });
// The licences of what is bundled ask to be shown.
project.bundler.bundleTask.exec('tsx packaging/third-party-licenses.ts');

// ---------------------------------------------------------------- import rules
const eslint = project.eslint!;
/** The rooms that each room of `src` may import besides itself. A room is a folder, with the file of the same name beside it. */
const checks = 'src/private/checks';
const groundFloor = ['src/contract', checks, 'src/private/documents', 'src/private/facts', 'src/private/iam', 'src/private/functions'];
const image = ['src/recipe', 'src/workflow', 'src/scanning'];
const mayImport: Record<string, string[]> = {
  'src/contract': [],
  [checks]: ['src/contract'],
  'src/private/documents': ['src/contract', checks],
  'src/private/facts': ['src/contract', checks],
  'src/private/iam': ['src/contract', checks, 'src/private/facts'],
  'src/private/functions': ['src/contract', checks, 'src/private/facts', 'src/private/iam'],
  'src/recipe': groundFloor,
  'src/workflow': groundFloor,
  'src/scanning': groundFloor,
  'src/infrastructure': [...groundFloor, ...image],
  'src/provider': [...groundFloor, ...image, 'src/infrastructure'],
  'src/inspector': [...groundFloor, 'src/provider'],
  'src/release': [...groundFloor, ...image, 'src/infrastructure', 'src/provider'],
  'src/status': [...groundFloor, ...image, 'src/infrastructure', 'src/provider', 'src/release'],
  'src/pipeline': [...groundFloor, ...image, 'src/infrastructure', 'src/provider', 'src/release', 'src/status'],
  'src/monitoring': [...groundFloor, ...image, 'src/infrastructure', 'src/provider', 'src/release', 'src/status', 'src/pipeline'],
  'src/golden-image': [...groundFloor, ...image, 'src/infrastructure', 'src/provider', 'src/release', 'src/status', 'src/pipeline', 'src/monitoring'],
};
const runtimeMayImport: Record<string, string[]> = {
  values: [],
  services: ['values'],
  image: ['services', 'values'],
  requests: ['image', 'services', 'values'],
  wait: ['requests', 'image', 'services', 'values'],
  release: ['wait', 'image', 'services', 'values'],
  cli: ['monitoring', 'image', 'services', 'values'],
  monitoring: ['image', 'services', 'values'],
  dashboard: ['monitoring', 'image', 'services', 'values'],
  monitor: ['monitoring', 'image', 'services', 'values'],
};
/** The folder of a room, and the file of the same name beside it. */
const placesOf = (room: string) => [`./${room}`, ...existsSync(`${room}.ts`) ? [`./${room}.ts`] : []];
const zone = (target: string, imports: string[], message?: string) => ({
  target: placesOf(target),
  from: './',
  except: ['./node_modules', ...[target, ...imports].flatMap(placesOf)],
  message: message ?? `${target} imports ${imports.length > 0 ? imports.join(', ') : 'no other room'} only.`,
});
const rooms = Object.keys(mayImport);
const privateZone = (room: string) => ({
  target: [...rooms.filter((other) => other !== room), 'src/index.ts'].flatMap(placesOf),
  from: `./${room}/private`,
  message: `${room}/private is for ${room} only.`,
});
eslint.config.settings['import/resolver'].typescript.project = './test/tsconfig.json';
// One program for all files: with one for each tsconfig.json, the linter holds the types of aws-cdk-lib seven times.
delete eslint.config.parserOptions.projectService;
eslint.config.parserOptions.project = ['./test/tsconfig.json', './projenrc/tsconfig.json'];
eslint.addRules({
  'import/no-restricted-paths': ['error', {
    zones: [
      ...Object.entries(mayImport).map(([room, imports]) => zone(room, imports)),
      ...rooms.filter((room) => existsSync(`${room}/private`)).map(privateZone),
      zone('src/runtime', ['src/contract'], 'The Lambda code imports the contract and the SDK only.'),
      ...Object.entries(runtimeMayImport).map(([room, imports]) => (
        zone(`src/runtime/${room}`, [...imports.map((other) => `src/runtime/${other}`), 'src/contract'])
      )),
      zone('src/index.ts', rooms.filter((room) => !groundFloor.includes(room)), 'The package exports neither the ground floor nor the Lambda code.'),
      zone('local-cloud', ['src/contract'], 'The local cloud knows nothing of the library but its contract.'),
      zone('examples', ['src/index.ts'], 'An example imports the package by its name, as a user does.'),
    ],
  }],
  'import/no-cycle': ['error', { ignoreExternal: true, disableScc: true }], // its graph of components would hold the modules of the SDK
  'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
  // Each of these words had to be explained. The field's own are reserveName, backoff, evaluate, poll, validate, dependencies, …Facts.
  'id-denylist': ['error',
    'claim', 'claims', 'patience', 'pauseAfter', 'Doubt', 'Doubts', 'doubts', 'Refusals', 'mayStay', 'SpreadPolicies', 'judgement', 'judge', 'judged',
    'isReturn', 'Look', 'look', 'whenComplete', 'lateDependable', 'resourcesBut', 'needs', 'traits', 'KnownWorkflow', 'StatusProvider'],
  // One handwriting.
  '@stylistic/arrow-parens': ['error', 'always'],
  'import/enforce-node-protocol-usage': ['error', 'always'],
  '@typescript-eslint/explicit-member-accessibility': ['error', { accessibility: 'explicit' }],
  'no-restricted-syntax': ['error', {
    selector: "ImportDeclaration[source.value='aws-cdk-lib'] > ImportSpecifier[imported.name=/^aws_/]",
    message: "Write import * as iam from 'aws-cdk-lib/aws-iam'.",
  }, {
    selector: "ImportDeclaration[source.value='aws-cdk-lib/interfaces'] > ImportSpecifier[imported.name='aws_imagebuilder']:not([local.name='interfaces'])",
    message: "Write import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces'.",
  }, {
    selector: "ImportDeclaration[importKind='type'][source.value=/^\\./]",
    message: 'Import a type as anything else: no-cycle does not see an import of types alone.',
  }, {
    selector: "BinaryExpression[operator='instanceof'] Identifier[name=/^Cfn(?!Output$|Parameter$)/]",
    message: 'Call isCfnX() of the class, or resourceOf(): an app may have two copies of aws-cdk-lib.',
  }],
});
eslint.addOverride({
  files: ['src/runtime/**/*.ts', 'src/contract/**/*.ts', 'local-cloud/**/*.ts'],
  rules: { 'no-restricted-imports': ['error', { patterns: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'] }] },
});
eslint.addOverride({
  files: ['src/runtime/**/*.ts', 'test/**/*.ts', 'local-cloud/**/*.ts', 'examples/**/*.ts', 'bench/**/*.ts', 'packaging/**/*.ts'],
  rules: { 'import/no-extraneous-dependencies': ['error', { devDependencies: true }] },
});
eslint.addOverride({ files: ['test/**/*.ts'], rules: { 'max-lines': ['error', { max: 400 }] } }); // also blank lines and comments
eslint.addOverride({ files: ['test/**/*.test.ts'], rules: { 'import/no-cycle': 'off' } }); // nothing imports a test, so none is part of a cycle
eslint.addOverride({
  files: ['src/**/*.ts'],
  excludedFiles: ['src/private/checks/warnings.ts'],
  rules: { 'no-restricted-properties': ['error', ...['addWarning', 'addWarningV2'].map((property) => ({ property, message: 'Call warn() with an id of src/private/checks/warnings.ts.' }))] },
});

// ---------------------------------------------------------------- tasks
// By default, projen asks npm for the path in each task, which takes a second.
project.tasks.addEnvironment('PATH', '$(echo "$PWD/node_modules/.bin:$PATH")');
const typecheck = project.addTask('typecheck', {
  description: 'Check the types of everything that jsii does not compile',
  exec: 'tsc -p test/tsconfig.json',
});
const localCloud = project.addTask('local-cloud:install', {
  description: 'Prepare the local cloud: the pinned Python parts into .venv, and the bundles of the functions',
  exec: 'tsx local-cloud/install.ts',
});
localCloud.spawn(project.bundler.bundleTask);
// Deprecated APIs of aws-cdk-lib must not be called: users see the warnings on each synthesis.
const noDeprecated = { JSII_DEPRECATED: 'fail' };
project.testTask.env('JSII_DEPRECATED', noDeprecated.JSII_DEPRECATED);
project.testTask.reset();
project.testTask.spawn(localCloud);
// Some suites wait for most of their time: one more than there are processors keeps those busy. Jest reads 150 % as 150 workers.
project.testTask.env('JEST_WORKERS', '$(node -p "os.availableParallelism() + 1")');
project.testTask.exec('concurrently --group --prefix none --passthrough-arguments "jest --ci --maxWorkers=$JEST_WORKERS {@}" "projen typecheck" "projen eslint" --', { receiveArgs: true });

function quiet(task: Task): Task {
  // The tools warn that Node 20 has reached its end of life; that is nothing a reader of their output can act on here.
  task.env('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20'); // the release, as the newer tools ask for it
  task.env('JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION', '1');
  task.env('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
  return task;
}
[project.testTask, project.compileTask, project.defaultTask!].forEach(quiet);
project.tasks.all.filter(({ name }) => /^(package|rosetta)/.test(name)).forEach(quiet);

/** Leaves folders of `test` out of a run of jest. */
function allBut(...folders: string[]): string {
  return `--testPathIgnorePatterns /node_modules/ '/test/(${folders.join('|')})/'`;
}
quiet(project.addTask('test:unit', {
  description: 'Run the tests that neither deploy nor play the function: the constructs and their templates',
  env: noDeprecated,
  steps: [
    { spawn: project.bundler.bundleTask.name },
    { exec: `jest ${allBut('runtime', 'conductor', 'packaging', 'languages', 'local-cloud', 'examples', 'bench', 'documentation')} --testPathPatterns /test/.+/ test/golden-image`, receiveArgs: true },
  ],
}));
quiet(project.addTask('demo', {
  description: 'Show what the library does: deployments to a local cloud with the real CDK CLI',
  steps: [{ exec: 'node --require tsx/cjs local-cloud/demo.ts', receiveArgs: true }], // tsx itself starts Node twice
}));
quiet(project.addTask('test:newest-cdk', {
  description: `Run the tests that touch aws-cdk-lib on ${CDK_NEWEST}, then restore the floor`,
  env: noDeprecated,
  steps: [
    { exec: `npm install --no-save --no-audit --no-fund aws-cdk-lib@${CDK_NEWEST}` },
    { spawn: typecheck.name },
    // The function and the packaging know nothing of aws-cdk-lib; of what is deployed, the README's app stands for all.
    { exec: `jest ${allBut('runtime', 'conductor', 'packaging', 'languages', 'local-cloud', 'documentation')}` },
    { exec: `npm install --no-save --no-audit --no-fund aws-cdk-lib@${CDK_FLOOR}` },
  ],
}));
quiet(project.addTask('snippets', {
  description: 'Translate each snippet of the documentation to each language, in strict mode; needs the compiled package',
  exec: 'tsx packaging/translate-snippets.ts',
}));
quiet(project.addTask('test:languages', {
  description: 'Package for every language, synthesize the examples with the packages, compare the templates',
  env: {
    JAVA_TOOL_OPTIONS: '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC', // what runs for seconds is done sooner with one compiler and one thread
    MAVEN_OPTS: '-Dmaven.javadoc.skip=true', // no app needs the pages
  },
  steps: [
    { spawn: project.bundler.bundleTask.name },
    { spawn: project.compileTask.name },
    { spawn: packageAll.name },
    { exec: 'tsx test/languages/run.ts' },
  ],
}));
quiet(project.addTask('bench', {
  description: 'Measure synthesis, template size, the package and the status function',
  steps: [{ spawn: project.bundler.bundleTask.name }, { spawn: project.compileTask.name }, { exec: 'tsx --tsconfig bench/tsconfig.json bench/run.ts' }],
}));
quiet(project.addTask('bench:peers', {
  description: 'Make the same pipeline with other libraries, and write the figures into the comparison',
  steps: [{ spawn: project.bundler.bundleTask.name }, { spawn: project.compileTask.name }, { exec: 'tsx --tsconfig bench/tsconfig.json bench/peers.ts' }],
}));

project.synth();
