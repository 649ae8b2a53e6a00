import { html } from '../../../src/runtime/dashboard/markup';

test.each([
  ['&', '&amp;'], ['<', '&lt;'], ['>', '&gt;'], ['"', '&quot;'], ["'", '&#39;'],
])('markup escapes %s in elements and attributes, each time', (character, entity) => {
  expect(html`<a title="${character}${7}">${`${character}a${character}`}</a>`.text).toBe(`<a title="${entity}7">${entity}a${entity}</a>`);
});

test('markup in markup is escaped once', () => {
  expect(html`<p>${html`${'<'}`}${[html`${'&'}`, html`<br>`]}</p>`.text).toBe('<p>&lt;&amp;<br></p>');
});

test.each([
  ['characters that turn text round', 'a\u202eb', 'ab'],
  ['characters without a width', 'a\u3164\u115fb', 'ab'],
  ['a blank that is no space', 'a\u2800b', 'a b'],
  ['all but two of a pile of accents', 'Z\u0334\u0335\u0336\u0301algo', 'Z\u0334\u0335algo'],
])('markup removes %s', (_what, given, shown) => {
  expect(html`${given}`.text).toBe(shown);
});
