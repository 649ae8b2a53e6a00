import { writePart } from './page-part';
import { EXPLANATION_GROUPS } from '../src/runtime/image/explanations';
import { Explanation, ExplanationGroup } from '../src/runtime/image/explanations/explanation';

/** The README is also read where the pages are not: on npm, PyPI, Maven Central, NuGet and pkg.go.dev. */
const PAGE = 'https://github.com/cdk-image-builder/cdk-image-builder/blob/main/docs/troubleshooting.md';

/** The pages that list the usual causes of failures, made from the list that a failed deployment takes its hint from. */
export const TROUBLESHOOTING_PAGES = [
  { page: 'README.md', render: () => overview(EXPLANATION_GROUPS) },
  { page: 'docs/troubleshooting.md', render: () => EXPLANATION_GROUPS.map(section).join('\n') },
] as const;

function overview(groups: readonly ExplanationGroup[]): string {
  const rows = groups.map(({ id, title, summary }) => `| [${title}](${PAGE}#${id}) | ${summary} |`);
  return ['| where it fails | usual causes |', '|---|---|', ...rows, ''].join('\n');
}

function section({ id, title, explanations }: ExplanationGroup): string {
  return [`### <a id="${id}"></a>${title}`, '', ...explanations.map(entry)].join('\n');
}

function entry({ id, symptom, cause, remedy, page }: Explanation): string {
  return [`#### <a id="${id}"></a>${symptom}`, '', `${cause} ${remedy} See <${page}>.`, ''].join('\n');
}

if (require.main === module) {
  for (const { page, render } of TROUBLESHOOTING_PAGES) writePart(page, 'explanations', render());
}
