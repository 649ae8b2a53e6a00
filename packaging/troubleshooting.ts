import { writePart } from './page-part';
import { EXPLANATION_GROUPS } from '../src/runtime/image/explanations';
import { Explanation, ExplanationGroup } from '../src/runtime/image/explanations/explanation';

/** The page that lists the usual causes of failures. */
export const TROUBLESHOOTING_PAGE = 'docs/troubleshooting.md';

/** Its generated parts, made from the list that a failed deployment takes its hint from. */
export const TROUBLESHOOTING_PARTS = [
  { name: 'causes', render: () => overview(EXPLANATION_GROUPS) },
  { name: 'explanations', render: () => EXPLANATION_GROUPS.map(section).join('\n') },
] as const;

function overview(groups: readonly ExplanationGroup[]): string {
  const rows = groups.map(({ id, title, summary }) => `| [${title}](#${id}) | ${summary} |`);
  return ['| where it fails | usual causes |', '|---|---|', ...rows, ''].join('\n');
}

function section({ id, title, explanations }: ExplanationGroup): string {
  return [`### <a id="${id}"></a>${title}`, '', ...explanations().map(entry)].join('\n');
}

function entry({ id, symptom, cause, remedy, page }: Explanation): string {
  return [`#### <a id="${id}"></a>${symptom}`, '', `${cause} ${remedy} See <${page}>.`, ''].join('\n');
}

if (require.main === module) {
  for (const { name, render } of TROUBLESHOOTING_PARTS) writePart(TROUBLESHOOTING_PAGE, name, render());
}
