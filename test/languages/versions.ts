import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { dotnetProject } from './minimums';
import { builtJava, DIST, ROOT } from './paths';
import { fileOf } from './readme';

/** The version that each built package states, by package. */
export async function statedVersions(): Promise<Readonly<Record<string, string | undefined>>> {
  return {
    npm: JSON.parse(await fileOf('js', 'package.json')).version,
    PyPI: /^Version: (.+)$/m.exec(await fileOf('python', 'PKG-INFO'))?.[1],
    Maven: /<artifactId>cdk-image-builder<\/artifactId>\s*<version>(.+)<\/version>/.exec(readFileSync(builtJava('.pom'), 'utf8'))?.[1],
    NuGet: /<(?:Package)?[Vv]ersion>(.+)<\/(?:Package)?[Vv]ersion>/.exec(await dotnetProject())?.[1],
    Go: readFileSync(path.join(DIST, 'go', 'cdkimagebuilder', 'version'), 'utf8').trim(),
  };
}

/** Throws unless all packages have the version that a release gives the project. */
export function checkVersions(stated: Readonly<Record<string, string | undefined>>, expected = versionOfProject()): void {
  const wrong = Object.entries(stated).filter(([, version]) => version !== expected).map(([packages, version]) => `${packages} has ${version ?? 'no version'}`);
  if (wrong.length > 0) throw new Error(`Packages have other versions than the project, ${expected}:\n${wrong.join('\n')}`);
}

function versionOfProject(): string {
  return JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).version;
}
