const { createRequire, isBuiltin } = require('node:module');
const path = require('node:path');
const Runtime = require('jest-runtime').default;
require('tsx/cjs'); // the library is written in TypeScript

/** Packages that are loaded anew for each suite: Jest's own; and esbuild, which takes a regular expression only of its own realm. */
const OF_THE_SUITE = /^(@jest\/|jest|esbuild$)/;
/** The library's sources. The functions' code belongs to the suite: it has clocks and a network of its own. */
const LIBRARY = path.join(__dirname, '..', 'src');
const FUNCTIONS = path.join(LIBRARY, 'runtime');

const isIn = (file, folder) => file === folder || file.startsWith(folder + path.sep);
const CX_API = require.resolve('aws-cdk-lib/cx-api');
const ENVIRONMENT = { ...process.env };

/** The name by which a file requires a package, or a file of the library; undefined for another module. */
function sharedModule(from, name) {
  if (name === 'cdk-image-builder') return LIBRARY; // as examples import it
  if (/^[@a-z]/.test(name)) return isBuiltin(name) || OF_THE_SUITE.test(name) ? undefined : name;
  const file = path.resolve(path.dirname(from), name);
  return isIn(file, LIBRARY) && !isIn(file, FUNCTIONS) ? file : undefined;
}

function forgetLibrary() {
  for (const file of Object.keys(require.cache).filter((one) => isIn(one, LIBRARY))) delete require.cache[file];
}

/**
 * Loads each package and each file of the library once a worker, as an app does; Jest would load them once a suite, which takes
 * longer than most suites do. Within `jest.isolateModules`, the files of the library are new, and see the timers and mocks of
 * the suite. All other files are new for each suite.
 */
module.exports = class ModulesOnce extends Runtime {
  constructor(config, environment, ...more) {
    super(config, environment, ...more);
    const { watch, watchAll } = more.at(-1);
    if (watch || watchAll) forgetLibrary(); // a source may have changed
    this.mocked = new Set();
    // Shared modules read the variables of the worker, so a suite sets those, and begins with them as they were.
    for (const name of Object.keys(process.env)) if (!(name in ENVIRONMENT)) delete process.env[name];
    environment.global.process.env = Object.assign(process.env, ENVIRONMENT);
  }

  teardown() {
    // aws-cdk-lib removes its temporary folders when the process exits, for which Jest waits half a second.
    require.cache[CX_API]?.exports.CloudAssembly.cleanupTemporaryDirectories();
    return super.teardown();
  }

  setMock(from, name, ...more) {
    if (!this.isIsolated && isIn(path.resolve(path.dirname(from), name), LIBRARY)) throw new Error(`Mock ${name} within jest.isolateModules: the library is loaded once for all suites.`);
    this.mocked.add(name);
    super.setMock(from, name, ...more);
  }

  isolateModules(use) {
    this.isIsolated = true;
    try {
      super.isolateModules(use);
    } finally {
      this.isIsolated = false;
    }
  }

  requireModuleOrMock(from, name) {
    return this.mocked.has(name) ? super.requireModuleOrMock(from, name) : this.requireShared(from, name) ?? super.requireModuleOrMock(from, name);
  }

  requireActual(from, name) {
    return this.requireShared(from, name) ?? super.requireActual(from, name);
  }

  requireShared(from, name) {
    const module = sharedModule(from, name);
    if (module === undefined || (this.isIsolated && isIn(module, LIBRARY))) return undefined;
    return createRequire(from)(module);
  }
};
