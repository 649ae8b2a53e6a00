import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { withPart } from '../../packaging/page-part';
import { TROUBLESHOOTING_PAGES } from '../../packaging/troubleshooting';
import { EXPLANATION_GROUPS } from '../../src/runtime/image/explanations';

const read = (page: string) => readFileSync(path.join(__dirname, '..', '..', page), 'utf8');

test.each(TROUBLESHOOTING_PAGES)('$page lists the causes that the function knows', ({ page, render }) => {
  const text = read(page);
  expect(withPart(text, 'explanations', render())).toBe(text);
});

test('the troubleshooting page explains each cause under its anchor, and the README links each group', () => {
  const [page, readme] = [read('docs/troubleshooting.md'), read('README.md')];
  for (const group of EXPLANATION_GROUPS) {
    expect(readme).toContain(`/docs/troubleshooting.md#${group.id})`);
    for (const { id, cause, remedy } of group.explanations) expect(page.split(`<a id="${id}"></a>`)[1]).toContain(`\n\n${cause} ${remedy} See `);
  }
});
