import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';

/** The text of a page with one generated part replaced: what stands between `<!-- <name>: begin -->` and `end`. */
export function withPart(text: string, name: string, part: string): string {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const [before, ...rest] = text.split(begin);
  const after = rest.join(begin).split(end);
  if (rest.length !== 1 || after.length !== 2) throw new Error(`The page must have '${begin}' and '${end}' once each.`);
  return `${before}${begin}\n\n${part}\n${end}${after[1]}`;
}

/** Replaces one generated part of a page of the repository. */
export function writePart(page: string, name: string, part: string): void {
  const file = path.join(__dirname, '..', page);
  writeFileSync(file, withPart(readFileSync(file, 'utf8'), name, part));
}
