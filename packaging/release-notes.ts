import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';

const ROOT = process.cwd();
const VERSION = path.join(ROOT, 'dist', 'version.txt');
const NOTES = path.join(ROOT, 'dist', 'changelog.md');

/** The notes of a version in a changelog; undefined if it has none. */
export function notesOf(version: string, changelog: string): string | undefined {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.split('\n')[0].trim() === version);
  return section?.slice(section.indexOf('\n')).trim();
}

/** Replaces the generated notes of the release by those in CHANGELOG.md, if the version has some there. */
function main(): void {
  const version = readFileSync(VERSION, 'utf8').trim();
  const changelog = path.join(ROOT, 'CHANGELOG.md');
  const notes = existsSync(changelog) ? notesOf(version, readFileSync(changelog, 'utf8')) : undefined;
  if (notes) writeFileSync(NOTES, `${notes}\n`);
}

if (require.main === module) main();
