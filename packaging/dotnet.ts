import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { LanguageTablet, RosettaTabletReader, TargetLanguage, UnknownSnippetMode } from 'jsii-rosetta';
import { readAssembly } from './assembly';
import { generateCode, ROOT, run } from './pacmak';

const PROJECT = 'CdkImageBuilder';
const OUTPUT = path.join(ROOT, 'dist', 'dotnet');

/** Lets a project file put the README, which stands next to it, into the package. jsii-pacmak leaves it out. */
export function withReadme(project: string): string {
  const changed = project
    .replace('    <PackageId>', '    <PackageReadmeFile>README.md</PackageReadmeFile>\n    <PackageId>')
    .replace('  <ItemGroup>\n    <EmbeddedResource ', '  <ItemGroup>\n    <None Include="README.md" Pack="true" PackagePath="/" />\n    <EmbeddedResource ');
  for (const part of ['<PackageReadmeFile>', '<None Include="README.md"']) {
    if (!changed.includes(part)) throw new Error(`The project file has no place for ${part}`);
  }
  return changed;
}

/** The README with its program in C#. */
async function readme(): Promise<string> {
  const rosetta = new RosettaTabletReader({ unknownSnippets: UnknownSnippetMode.FAIL });
  rosetta.addTablet(await LanguageTablet.fromFile(path.join(ROOT, '.jsii.tabl.json.gz')));
  const { name } = readAssembly(ROOT);
  return rosetta.translateSnippetsInMarkdown({ api: 'moduleReadme', moduleFqn: name }, readFileSync(path.join(ROOT, 'README.md'), 'utf8'), TargetLanguage.CSHARP, true);
}

/** Compiles the code, and puts the packages into `dist`. The project makes errors of the warnings that would be mistakes of jsii-pacmak. */
function build(project: string): void {
  run('dotnet', ['build', '--force', '--configuration', 'Release'], project);
  const built = path.join(project, 'bin', 'Release');
  for (const file of readdirSync(built).filter((name) => /\.s?nupkg$/.test(name))) cpSync(path.join(built, file), path.join(OUTPUT, file));
}

async function main(): Promise<void> {
  const hasCompiler = spawnSync('dotnet', ['--version']).status === 0;
  const folder = mkdtempSync(path.join(tmpdir(), 'dotnet-'));
  try {
    generateCode('dotnet', folder);
    const project = path.join(folder, 'dotnet', PROJECT);
    writeFileSync(path.join(project, 'README.md'), await readme());
    const projectFile = path.join(project, `${PROJECT}.csproj`);
    writeFileSync(projectFile, withReadme(readFileSync(projectFile, 'utf8')));
    rmSync(OUTPUT, { recursive: true, force: true });
    mkdirSync(OUTPUT, { recursive: true });
    if (hasCompiler) build(project);
    else cpSync(project, path.join(OUTPUT, PROJECT), { recursive: true });
    console.log(hasCompiler ? '\n*** .NET package built\n' : '\n*** .NET code generated, NOT COMPILED: no dotnet on this machine\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (require.main === module) void main();
