import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { Explanation, EXPLANATIONS } from '../src/runtime/image/explanations';

const ROOT = path.join(__dirname, '..');
/** The README is also read where the pages are not: on npm, PyPI, Maven Central, NuGet and pkg.go.dev. */
const PAGE = 'https://github.com/cdk-image-builder/cdk-image-builder/blob/main/docs/troubleshooting.md';
const [BEGIN, END] = ['<!-- explanations: begin -->', '<!-- explanations: end -->'];

/** The pages that tell the usual causes of opaque messages, made from the table that a failed deployment takes its hint from. */
export const TROUBLESHOOTING_PAGES = [
  { page: 'README.md', render: () => table(EXPLANATIONS) },
  { page: 'docs/troubleshooting.md', render: () => EXPLANATIONS.map(chapter).join('\n') },
] as const;

function table(explanations: readonly Explanation[]): string {
  const rows = explanations.map(({ id, symptom, remedy }) => `| [${cell(symptom)}](${PAGE}#${id}) | ${cell(remedy)} |`);
  return ['| what you see | what to do |', '|---|---|', ...rows, ''].join('\n');
}

function chapter({ id, symptom, cause, remedy, page }: Explanation): string {
  return [`### <a id="${id}"></a>${symptom}`, '', `${cause} ${remedy}`, '', `See <${page}>.`, ''].join('\n');
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|');
}

/** The text of a page with the part between the marks made anew. */
export function withExplanations(text: string, explanations: string): string {
  const [before, ...rest] = text.split(BEGIN);
  const after = rest.join(BEGIN).split(END);
  if (rest.length !== 1 || after.length !== 2) throw new Error(`The page must have '${BEGIN}' and '${END}' once each.`);
  return `${before}${BEGIN}\n\n${explanations}\n${END}${after[1]}`;
}

if (require.main === module) {
  for (const { page, render } of TROUBLESHOOTING_PAGES) {
    const file = path.join(ROOT, page);
    writeFileSync(file, withExplanations(readFileSync(file, 'utf8'), render()));
  }
}
