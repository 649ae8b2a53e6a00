/** Texts that would break out of their place, hide, or turn a line round. */
export const HOSTILE_TEXTS: ReadonlyArray<readonly [what: string, text: string]> = [
  ['a script', '<script>alert(1)</script>'],
  ['the end of a style sheet', '</style><img src=x onerror="alert(1)">'],
  ['the end of an attribute', '"><a href="javascript:alert(1)">click</a>'],
  ['an event handler', "' onmouseover='alert(1)"],
  ['a frame', '</div></div><iframe src="https://example.com"></iframe>'],
  ['an action of CloudWatch', '<cwdb-action action="call" endpoint="arn:aws:lambda:eu-west-1:123456789012:function:other">{}</cwdb-action>'],
  ['entities', '&lt;b&gt; &amp;#60;u&#62;'],
  ['characters that turn text round', '\u202egnp.exe\u202c and \u2066isolated\u2069 \u200fright to left\u200f'],
  ['characters without a width', 'zero\u200bwidth\u2060joined\ufeff \u3164\u115f\u2800 blank'],
  ['piles of accents', `Z${'\u0334\u0335\u0336\u0301\u0302'.repeat(20)}algo`],
  ['control characters', 'line one\nline two\r\u2028\u0000\u001b[31mred'],
  ['half a character', '\ud800 half a character'],
  ['text from right to left', 'שלום עולם والسلام'],
  ['a word without end', 'x'.repeat(5_000)],
  ['joined emoji', '🏳️‍🌈'.repeat(300)],
  ['the syntax of templates', '${html`x`} {{constructor}} <!-- -->  ]]> /*'],
];
