import { writePart } from './page-part';
import { Explanation, EXPLANATIONS } from '../src/runtime/image/explanations';

/** The README is also read where the pages are not: on npm, PyPI, Maven Central, NuGet and pkg.go.dev. */
const PAGE = 'https://github.com/cdk-image-builder/cdk-image-builder/blob/main/docs/troubleshooting.md';

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

if (require.main === module) {
  for (const { page, render } of TROUBLESHOOTING_PAGES) writePart(page, 'explanations', render());
}
