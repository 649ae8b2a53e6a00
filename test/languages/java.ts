import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { command } from './command';
import { Language } from './language';
import { builtJava, DIST, EXAMPLES, installedVersion } from './paths';
import { fileOfJar, firstJavaProgram } from './readme';

/** Where Maven keeps what it downloaded. */
const KEPT = path.join(homedir(), '.m2', 'repository');
/** Groups that are large; they are kept for the next run also on a machine that has none of them yet. */
const LARGE = ['com', 'org', 'software'];
/** The group of the package, which each run has for itself: another build of it must not stand in for this one. */
const OWN = ['io', 'github', 'cdk-image-builder'];

/** Where Maven writes the class path. */
const CLASSPATH = 'classpath.txt';

export const java: Language = {
  name: 'Java',

  appFile: (example) => `${className(example)}.java`,

  readmeProgram: async (scratch) => (
    firstJavaProgram(await fileOfJar(builtJava('-sources.jar'), 'io/github/cdkimagebuilder/package-info.java', scratch))
  ),

  async install(folder, [example]) {
    for (const group of LARGE) mkdirSync(path.join(KEPT, group), { recursive: true });
    shareRepository(KEPT, repository(folder), OWN);
    configureMaven(folder);
    cpSync(path.join(EXAMPLES, 'pom.xml'), path.join(folder, 'pom.xml'));
    // One app as a user starts it. Without Maven the others take half as long.
    await maven(folder, [
      'compile', 'exec:exec', `-Dexec.mainClass=${className(example)}`,
      'dependency:build-classpath', '-Dmdep.includeScope=runtime', `-Dmdep.outputFile=${CLASSPATH}`,
    ], { ...process.env, CDK_OUTDIR: path.join(folder, 'cdk.out') });
  },

  async run(folder, example, env) {
    const libraries = readFileSync(path.join(folder, CLASSPATH), 'utf8').trim();
    await command('java', ['-cp', [path.join('target', 'classes'), libraries].join(path.delimiter), className(example)], { cwd: folder, env });
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
  writeFileSync(path.join(folder, '.mvn', 'maven.config'), [
    '--batch-mode',
    '--settings=settings.xml',
    `-Dmaven.repo.local=${repository(folder)}`,
    `-Daws-cdk-lib.version=${installedVersion('aws-cdk-lib')}`,
  ].join('\n'));
}

/** Maven's local repository for all projects of this run. */
function repository(folder: string): string {
  return path.join(path.dirname(folder), 'maven-repository');
}

/** Makes a repository that holds what another one does, except for one group. */
function shareRepository(kept: string, own: string, [except, ...within]: readonly string[]): void {
  mkdirSync(own);
  if (!except || !existsSync(kept)) return;
  for (const name of readdirSync(kept).filter((entry) => entry !== except)) symlinkSync(path.join(kept, name), path.join(own, name));
  shareRepository(path.join(kept, except), path.join(own, except), within);
}

/** `scanned-container` is `ScannedContainerApp`. */
function className(example: string): string {
  return example.split('-').map((word) => word[0].toUpperCase() + word.slice(1)).join('') + 'App';
}

function settings(url: string): string {
  return `<settings>
  <profiles>
    <profile>
      <id>built</id>
      <repositories><repository><id>built</id><url>${url}</url></repository></repositories>
    </profile>
  </profiles>
  <activeProfiles><activeProfile>built</activeProfile></activeProfiles>
</settings>`;
}
