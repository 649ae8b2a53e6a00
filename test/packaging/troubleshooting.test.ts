import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { TROUBLESHOOTING_PAGES, withExplanations } from '../../packaging/troubleshooting';
import { EXPLANATIONS } from '../../src/runtime/image/explanations';

test.each(TROUBLESHOOTING_PAGES)('$page tells each cause as the function does', ({ page, render }) => {
  const text = readFileSync(path.join(__dirname, '..', '..', page), 'utf8');
  expect(withExplanations(text, render())).toBe(text);
  for (const { remedy } of EXPLANATIONS) expect(text).toContain(remedy);
});

test.each(['no marks', '<!-- explanations: begin -->', '<!-- explanations: end --><!-- explanations: begin -->'])('refuses a page with %s', (text) => {
  expect(() => withExplanations(text, 'new')).toThrow(/once each/);
});

test('replaces what stands between the marks, and nothing else', () => {
  const page = (part: string) => `before\n<!-- explanations: begin -->\n\n${part}\n<!-- explanations: end -->\nafter`;
  expect(withExplanations(page('old'), 'new')).toBe(page('new'));
});
