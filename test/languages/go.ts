import { cpSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { command } from './command';
import { Language } from './language';
import { DIST, EXAMPLES, installedVersion } from './paths';
import { firstProgram } from './readme';

const CDK = 'github.com/aws/aws-cdk-go/awscdk/v2';
const MODULE = 'github.com/cdk-image-builder/cdk-image-builder-go/cdkimagebuilder';

export const go: Language = {
  name: 'Go',

  appFile: () => 'app.go',

  readmeProgram: async () => firstProgram(readFileSync(path.join(DIST, 'go', 'cdkimagebuilder', 'README.md'), 'utf8')),

  async install(folder) {
    cpSync(path.join(EXAMPLES, 'go.mod'), path.join(folder, 'go.mod'));
    await checkFormat(folder);
    await tidy(folder);
    // Without debug information, which took half of the time.
    await command('go', ['build', '-ldflags=-s -w', '-o', `bin${path.sep}`, './...'], { cwd: folder });
  },

  async run(folder, example, env) {
    await command(path.join(folder, 'bin', example), [], { cwd: folder, env });
  },

  async installProject(folder) {
    await checkFormat(folder);
    await command('go', ['mod', 'init', 'golden'], { cwd: folder });
    await command('go', ['mod', 'edit', '-require', `${CDK}@v${installedVersion('aws-cdk-lib')}`], { cwd: folder });
    await tidy(folder);
    return {};
  },
};

async function checkFormat(folder: string): Promise<void> {
  const unformatted = await command('gofmt', ['-l', '.'], { cwd: folder });
  if (unformatted) throw new Error(`gofmt would change: ${unformatted}`);
}

/** Finds all modules, the built package among them. */
async function tidy(folder: string): Promise<void> {
  await command('go', ['mod', 'edit', '-replace', `${MODULE}=${path.join(DIST, 'go', 'cdkimagebuilder')}`], { cwd: folder });
  await command('go', ['mod', 'tidy'], { cwd: folder });
}
