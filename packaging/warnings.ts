import { writePart } from './page-part';
import { WARNINGS } from '../src/private/checks/warnings';

/** The page that lists the warnings of synthesis. */
export const WARNINGS_PAGE = 'docs/warnings.md';

/** The table of all warnings. */
export function warningsTable(): string {
  const rows = Object.entries(WARNINGS).map(([id, about]) => `| \`${id}\` | ${about} |`);
  return ['| id, after `cdk-image-builder:` | about |', '|---|---|', ...rows, ''].join('\n');
}

if (require.main === module) writePart(WARNINGS_PAGE, 'warnings', warningsTable());
