import { sanitized, unchanged } from './sanitizer';

test.each([
  ['a script', '<div><script>alert(1)</script></div>'],
  ['a frame', '<div><iframe src="https://example.com"></iframe></div>'],
  ['an action of CloudWatch', '<div><cwdb-action action="call"></cwdb-action></div>'],
  ['an element that refers to another one', '<svg><use href="#x"></use></svg>'],
  ['a handler', '<div onclick="alert(1)">x</div>'],
  ['a link to a script', '<a href="javascript:alert(1)">x</a>'],
])('the sanitizer of the tests removes %s', (_what, html) => {
  expect(sanitized(html)).not.toBe(unchanged(html));
  expect(sanitized(html)).not.toMatch(/script|iframe|cwdb|<use|onclick/);
});
