import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { command } from './command';
import { built, builtJava, DIST, ROOT } from './paths';
import { fileOf } from './readme';

/** The dependencies that the README states. */
const DEPENDENCIES = ['aws-cdk-lib', 'constructs'] as const;

/** The oldest version of each dependency that a package states, by package. */
export type Minimums = Readonly<Record<string, Readonly<Record<typeof DEPENDENCIES[number], string | undefined>>>>;

/** The minimum versions that the built packages state. */
export async function statedMinimums(): Promise<Minimums> {
  const read = (...file: string[]) => readFileSync(path.join(DIST, ...file), 'utf8');
  return {
    npm: minimums(await fileOf('js', 'package.json'), (name) => `"${name}": "^(VERSION)"`, DEPENDENCIES),
    PyPI: minimums(await fileOf('python', 'setup.py'), (name) => `"${name}>=(VERSION), <`, DEPENDENCIES),
    Maven: minimums(readFileSync(builtJava('.pom'), 'utf8'), (name) => `<artifactId>${name}</artifactId>\n      <version>(VERSION)</version>`, DEPENDENCIES),
    NuGet: minimums(await dotnetProject(), (name) => `"${name}" Version="[(VERSION),`, ['Amazon.CDK.Lib', 'Constructs']),
    Go: minimums(read('go', 'cdkimagebuilder', 'go.mod'), (name) => `${name} v(VERSION)\n`, ['github.com/aws/aws-cdk-go/awscdk/v2', 'github.com/aws/constructs-go/constructs/v10']),
  };
}

/** The project file of the .NET package. Once the package is built, its specification, which states the same. */
export async function dotnetProject(): Promise<string> {
  const project = path.join(DIST, 'dotnet', 'CdkImageBuilder', 'CdkImageBuilder.csproj');
  if (existsSync(project)) return readFileSync(project, 'utf8');
  const specification = await command('unzip', ['-p', built('dotnet', '.nupkg'), 'CdkImageBuilder.nuspec'], { cwd: DIST });
  return specification.replace(/ version=/g, ' Version=');
}

/** Throws unless all packages state the minimums of the README. */
export function checkMinimums(stated: Minimums, readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8')): void {
  const wrong = Object.entries(stated).flatMap(([packages, versions]) => DEPENDENCIES
    .filter((name) => !readme.includes(`${name} ${versions[name]} or newer`))
    .map((name) => `${packages} states ${name} ${versions[name] ?? 'in no version'}`));
  if (wrong.length > 0) throw new Error(`Packages state other minimum versions than the README:\n${wrong.join('\n')}`);
}

/** Finds the versions in a file, where a pattern has `(VERSION)`. */
function minimums(file: string, pattern: (name: string) => string, [cdk, constructs]: readonly string[]): Minimums[string] {
  const version = (name: string) => new RegExp(pattern(name).replace(/[.*+?^$|[\]<>/]/g, '\\$&').replace('VERSION', '[\\d.]+')).exec(file)?.[1];
  return { 'aws-cdk-lib': version(cdk), 'constructs': version(constructs) };
}
