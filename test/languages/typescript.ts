import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { command } from './command';
import { Language } from './language';
import { built, installedVersion, ROOT } from './paths';
import { fileOf, firstProgram } from './readme';

const tool = (name: string) => path.join(ROOT, 'node_modules', '.bin', name);

/** The apps as they stand in `examples/`, with the package from npm's point of view instead of the sources. */
export const typescript: Language = {
  name: 'TypeScript',

  appFile: () => 'app.ts',

  readmeProgram: async () => firstProgram(await fileOf('js', 'README.md')),

  async install(folder, examples) {
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'apps', private: true }));
    const peers = ['aws-cdk-lib', 'constructs', '@types/node'];
    await npmInstall(folder, peers);
    await checkTypes(folder, examples);
    await importFromModule(folder);
  },

  async run(folder, example, env) {
    await command(tool('tsx'), [path.join(example, 'app.ts')], { cwd: folder, env });
  },

  async installProject(folder) {
    await command('npm', ['init', '--yes'], { cwd: folder });
    await npmInstall(folder, ['aws-cdk-lib', 'constructs', 'tsx']);
    return {};
  },
};

/** The built package, and others in the versions that the project is developed with. */
async function npmInstall(folder: string, others: readonly string[]): Promise<void> {
  const versions = others.map((name) => `${name}@${installedVersion(name)}`);
  await command('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', built('js', '.tgz'), ...versions], { cwd: folder });
}

/** Checks the types with the module resolution of Node, and with that of bundlers. */
async function checkTypes(folder: string, examples: readonly string[]): Promise<void> {
  const files = examples.map((example) => path.join(example, 'app.ts'));
  for (const [module, moduleResolution] of [['node16', 'node16'], ['esnext', 'bundler']]) {
    await command(tool('tsc'), [
      '--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--types', 'node', '--module', module, '--moduleResolution', moduleResolution, ...files,
    ], { cwd: folder });
  }
}

/** An ES module finds the names of the package without running it. */
async function importFromModule(folder: string): Promise<void> {
  await command('node', ['--input-type=module', '-e', "import { ImagePipeline } from 'cdk-image-builder'; new Set([ImagePipeline.name]);"], { cwd: folder });
}
