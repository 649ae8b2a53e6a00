import { cpSync } from 'node:fs';
import * as path from 'node:path';
import { command } from './command';
import { Language } from './language';
import { DIST, EXAMPLES } from './paths';

const MODULE = 'github.com/cdk-image-builder/cdk-image-builder-go/cdkimagebuilder';

export const go: Language = {
  name: 'Go',

  appFile: () => 'app.go',

  async install(folder, examples) {
    cpSync(path.join(EXAMPLES, 'go.mod'), path.join(folder, 'go.mod'));
    for (const example of examples) cpSync(path.join(EXAMPLES, example, 'app.go'), path.join(folder, example, 'app.go'));
    const unformatted = await command('gofmt', ['-l', '.'], { cwd: folder });
    if (unformatted) throw new Error(`gofmt would change: ${unformatted}`);
    await command('go', ['mod', 'edit', '-replace', `${MODULE}=${path.join(DIST, 'go', 'cdkimagebuilder')}`], { cwd: folder });
    await command('go', ['mod', 'tidy'], { cwd: folder });
    await command('go', ['build', '-o', `bin${path.sep}`, './...'], { cwd: folder });
  },

  async run(folder, example, env) {
    await command(path.join(folder, 'bin', example), [], { cwd: folder, env });
  },
};
