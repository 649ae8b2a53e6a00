import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { withPart } from '../../packaging/page-part';
import { TROUBLESHOOTING_PAGES } from '../../packaging/troubleshooting';
import { EXPLANATIONS } from '../../src/runtime/image/explanations';

test.each(TROUBLESHOOTING_PAGES)('$page tells each cause as the function does', ({ page, render }) => {
  const text = readFileSync(path.join(__dirname, '..', '..', page), 'utf8');
  expect(withPart(text, 'explanations', render())).toBe(text);
  for (const { remedy } of EXPLANATIONS) expect(text).toContain(remedy);
});
