import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { withPart } from '../../packaging/page-part';
import { TROUBLESHOOTING_PAGE, TROUBLESHOOTING_PARTS } from '../../packaging/troubleshooting';
import { EXPLANATION_GROUPS } from '../../src/runtime/image/explanations';

const page = readFileSync(path.join(__dirname, '..', '..', TROUBLESHOOTING_PAGE), 'utf8');

test.each(TROUBLESHOOTING_PARTS)('the part $name of the troubleshooting page is what the function knows', ({ name, render }) => {
  expect(withPart(page, name, render())).toBe(page);
});

test('the troubleshooting page links each group of causes, and explains each cause under its anchor', () => {
  for (const group of EXPLANATION_GROUPS) {
    expect(page).toContain(`[${group.title}](#${group.id})`);
    for (const { id, cause, remedy } of group.explanations()) expect(page.split(`<a id="${id}"></a>`)[1]).toContain(`\n\n${cause} ${remedy} See `);
  }
});
