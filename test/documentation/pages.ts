import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

export const ROOT = path.join(__dirname, '..', '..');

/** Every page that a reader may start from; those below `docs/api` are generated. */
export const PAGES = [
  'README.md', 'CONTRIBUTING.md', 'examples/README.md',
  ...readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md') && !file.startsWith('api')).map((file) => path.join('docs', file)),
];

export function textOf(page: string): string {
  return readFileSync(path.join(ROOT, page), 'utf8');
}

/** The blocks of code of a page in one language, also those in lists. */
export function blocksOf(page: string, language: string): string[] {
  return [...textOf(page).matchAll(new RegExp(`^( *)\`\`\`${language}\\n([^]*?)^\\1\`\`\``, 'gm'))]
    .map(([, indent, code]) => code.replace(new RegExp(`^${indent}`, 'gm'), ''));
}
