import { cpSync } from 'node:fs';
import * as path from 'node:path';
import { command } from './command';
import { Language } from './language';
import { built, EXAMPLES, installedVersion } from './paths';
import { fileOf, firstProgram } from './readme';

/** Compiles the modules that the first app imports, and keeps them for the next apps. An installation would compile all of aws-cdk-lib. */
const COMPILE_ONCE = { PYTHONDONTWRITEBYTECODE: '' };

export const python: Language = {
  name: 'Python',

  appFile: () => 'app.py',

  readmeProgram: async () => firstProgram(await fileOf('python', 'README.md')),

  async install(folder) {
    cpSync(path.join(EXAMPLES, 'requirements.txt'), path.join(folder, 'requirements.txt'));
    await installRequirements(folder);
  },

  async run(folder, example, env) {
    await command(interpreter(folder), [path.join(example, 'app.py')], { cwd: folder, env: { ...env, ...COMPILE_ONCE } });
  },

  async installProject(folder) {
    await installRequirements(folder);
    return { ...COMPILE_ONCE, PATH: `${path.dirname(interpreter(folder))}${path.delimiter}${process.env.PATH}` };
  },
};

async function installRequirements(folder: string): Promise<void> {
  await command('python3', ['-m', 'venv', '.venv'], { cwd: folder });
  await command(interpreter(folder), [
    '-m', 'pip', 'install', '--quiet', '--no-compile', '--disable-pip-version-check', '--requirement', 'requirements.txt',
    built('python', '.whl'), `aws-cdk-lib==${installedVersion('aws-cdk-lib')}`,
  ], { cwd: folder });
}

function interpreter(folder: string): string {
  return path.join(folder, '.venv', 'bin', 'python');
}
