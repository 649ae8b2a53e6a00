import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { PARTITIONS } from '../../../src/runtime/cli/regions';
import { table } from '../../../src/runtime/cli/terminal/table';
import { bad, cut, render, strong, widthOf } from '../../../src/runtime/cli/terminal/text';
import { safeJson } from '../../../src/runtime/values/safe-json';

test('wide and combining characters take the columns that a terminal gives them', () => {
  expect([widthOf('abc'), widthOf('日本'), widthOf('e\u0301'), widthOf('🙂'), widthOf(bad('x\u001b[31my'))]).toEqual([3, 4, 1, 2, 2]);
});

test('whatever a text holds, it is never wider than its cut, and holds nothing that a terminal obeys', () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), fc.integer({ min: 1, max: 40 }), (parts, width) => {
    const text = cut(parts.map((part, index) => (index % 2 === 0 ? part : bad(part))), width);
    expect(widthOf(text)).toBeLessThanOrEqual(width);
    expect(render(text, false)).not.toMatch(/[\p{Cf}\p{Cc}\u2028\u2029]/u);
    expect(render(text, true).replace(/\u001b\[(0|31)m/g, '')).toBe(render(text, false));
  }));
});

test('a JSON document says the same with its escapes, and holds nothing that a terminal obeys', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
    expect(JSON.parse(safeJson({ text }))).toEqual({ text });
    expect(safeJson({ text })).not.toMatch(/[\p{Cf}\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/u);
  }), { examples: [['\u009b31m'], ['\u202e'], ['\u2028'], ['\u{e0001}']] });
});

test('a table cuts its widest columns until it fits, and leaves out columns without content', () => {
  const rows = [['a-long-name-of-a-pipeline', '', 'x'], ['b', '', 'a reason of several words']];
  const lines = table(['NAME', 'EMPTY', 'WHY'], rows, 30).map((line) => render(line, false));
  expect(lines).toEqual(['NAME            WHY           ', 'a-long-name-o…  x             ', 'b               a reason of s…'].map((line) => line.trimEnd()));
  expect(render([strong('x')], true)).toBe('\u001b[1mx\u001b[0m');
});

test('all Regions are those that the SDK knows', () => {
  const source = readFileSync(require.resolve('@aws-sdk/core/client'), 'utf8');
  const known = [...source.matchAll(/"?([a-z]{2,4}(?:-[a-z]+)+-\d)"?: \{/g)].map(([, region]) => region).sort();
  expect(PARTITIONS.flat().sort()).toEqual(known);
});
