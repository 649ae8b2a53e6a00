/** The projects of docs/getting-started: on each language's page the files that a reader creates, each below its name. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { ROOT } from './paths';

/** The page of a language. */
function pageOf(language: string): string {
  return path.join(ROOT, 'docs', 'getting-started', `${language.toLowerCase().replace('#', 'sharp')}.md`);
}

/** The content of each file of a project, by the file's name. */
export type ProjectFiles = ReadonlyMap<string, string>;

/** The files of a language's project, as the page shows them. */
export function gettingStarted(language: string, page = readFileSync(pageOf(language), 'utf8')): ProjectFiles {
  const files = new Map([...page.matchAll(/^\*\*`([^`]+)`\*\*\n\n```\w+\n([^]*?)^```$/gm)].map(([, file, content]) => [file, content]));
  if (!files.has('cdk.json') || files.size < 2) {
    throw new Error(`The page 'Getting started in ${language}' must show cdk.json and a program, shows: ${[...files.keys()].join(', ') || 'no files'}.`);
  }
  return files;
}

/** Writes the files into a folder. */
export function writeProject(folder: string, files: ProjectFiles): void {
  for (const [file, content] of files) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  }
}

/** The command that the CDK CLI would run. */
export function appCommand(files: ProjectFiles): string {
  return JSON.parse(files.get('cdk.json')!).app;
}
