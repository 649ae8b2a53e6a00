import { readFileSync } from 'node:fs';
import { drawTerminal, FAILED_DEPLOYMENT } from '../../packaging/terminal-picture';

test('the picture of a failed deployment shows its text', () => {
  expect(readFileSync(FAILED_DEPLOYMENT.picture, 'utf8')).toBe(drawTerminal(readFileSync(FAILED_DEPLOYMENT.text, 'utf8')));
});

test('the picture of a terminal escapes characters that mean something in SVG', () => {
  const picture = drawTerminal('a < b & c\n  https://example.com\n');
  expect(picture).toContain('>a &lt; b &amp; c</text>');
  expect(picture).toMatch(/fill="#89b4fa">  https:/);
});
