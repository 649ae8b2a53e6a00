import { withPart } from '../../packaging/page-part';

test.each(['no marks', '<!-- rows: begin -->', '<!-- rows: end --><!-- rows: begin -->', '<!-- other: begin --><!-- other: end -->'])('generated parts › refuses a page with %s', (text) => {
  expect(() => withPart(text, 'rows', 'new')).toThrow(/once each/);
});

test('generated parts › replaces the text between the marks, and nothing else', () => {
  const page = (part: string) => `before\n<!-- rows: begin -->\n\n${part}\n<!-- rows: end -->\nafter`;
  expect(withPart(page('old'), 'rows', 'new')).toBe(page('new'));
});
