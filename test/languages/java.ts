import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { command } from './command';
import { Language } from './language';
import { DIST, EXAMPLES, installedVersion } from './paths';

/** Where Maven keeps what it installed: an earlier build of the package must not stand in for this one. */
const KEPT = path.join(homedir(), '.m2', 'repository', 'io', 'github', 'cdk-image-builder');

export const java: Language = {
  name: 'Java',

  appFile: (example) => `${className(example)}.java`,

  async install(folder, examples) {
    rmSync(KEPT, { recursive: true, force: true });
    configureMaven(folder);
    cpSync(path.join(EXAMPLES, 'pom.xml'), path.join(folder, 'pom.xml'));
    for (const example of examples) {
      const file = path.join(example, java.appFile(example));
      cpSync(path.join(EXAMPLES, file), path.join(folder, file));
    }
    await maven(folder, ['compile'], process.env);
  },

  async run(folder, example, env) {
    await maven(folder, ['exec:java', `-Dexec.mainClass=${className(example)}`], env);
  },

  async installProject(folder) {
    configureMaven(folder);
    return {};
  },
};

async function maven(folder: string, args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  await command('mvn', ['--quiet', ...args], { cwd: folder, env });
}

/** Maven in this folder takes the built package, and the aws-cdk-lib that the project is developed with. */
function configureMaven(folder: string): void {
  writeFileSync(path.join(folder, 'settings.xml'), settings(pathToFileURL(path.join(DIST, 'java')).href));
  mkdirSync(path.join(folder, '.mvn'));
  const options = ['--batch-mode', '--settings=settings.xml', `-Daws-cdk-lib.version=${installedVersion('aws-cdk-lib')}`];
  writeFileSync(path.join(folder, '.mvn', 'maven.config'), options.join('\n'));
}

/** `scanned-container` is `ScannedContainerApp`. */
function className(example: string): string {
  return example.split('-').map((word) => word[0].toUpperCase() + word.slice(1)).join('') + 'App';
}

function settings(repository: string): string {
  return `<settings>
  <profiles>
    <profile>
      <id>built</id>
      <repositories><repository><id>built</id><url>${repository}</url></repository></repositories>
    </profile>
  </profiles>
  <activeProfiles><activeProfile>built</activeProfile></activeProfiles>
</settings>`;
}
