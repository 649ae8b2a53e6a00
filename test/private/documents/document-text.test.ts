import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { CfnParameter, Stack, Token } from 'aws-cdk-lib';
import { parseDocumentText } from '../../../src/private/documents/document-text';

test.each<[string, string, unknown]>([
  ['YAML', 'a: 1\nb: [x, y]\n', { a: 1, b: ['x', 'y'] }],
  ['JSON', '{"a": 1}', { a: 1 }],
  ['JSON whose strings look like keys', '{"a": "\\"a\\": 1, \\"a\\": 2", "b": [{"a" : {}}, "a"]}', { a: '"a": 1, "a": 2', b: [{ a: {} }, 'a'] }],
  ['a text with a quoted reference', "a: '{{ Name }}'", { a: '{{ Name }}' }],
  ['a value that is not given', 'a:\nb: null\nc: ~\nd: [null]', { d: [null] }],
  ['merged keys', 'base: &base {x: 1}\nother:\n  <<: *base\n  y: 2\n', { base: { x: 1 }, other: { x: 1, y: 2 } }],
  ['no text', '# nothing', null],
])('the parser reads the structure of %s', (_, text, content) => {
  expect(parseDocumentText(text)).toMatchObject({ content, problems: [] });
});

test.each<[string, string, string]>([
  ['a key twice', 'a: 1\nb: 2\na: 3\n', 'line 3: Map keys must be unique, got a again: leave one of them out'],
  ['a key twice in JSON', '{\n  "a": {"x": 1,\n  "x": 2}\n}', 'line 3: Map keys must be unique, got "x" again: leave one of them out'],
  ['a key with a colon and a quote twice in JSON', '{"a:\\"b": 1, "a:\\"b": 2}', 'line 1: Map keys must be unique, got "a:\\"b" again: leave one of them out'],
  ['a tab', 'a:\n\tb: 1\n', 'line 2: Tabs are not allowed as indentation: indent with spaces'],
  ['several documents', 'a: 1\n---\nb: 1\n', "line 2: The text holds several documents: keep one document, without '---'"],
  ['a colon in a string', 'a:\n  - echo: b: c\n', "line 2: Nested mappings are not allowed in compact mappings: put a string that contains ': ' in quotes"],
  ['a function of CloudFormation', 'a: 1\nb: !Ref Bucket\n', 'line 2: Unresolved tag: !Ref: write the value itself; functions of CloudFormation do not work in a document'],
  ['a string that begins with a reference', 'a: 1\nb: {{ Name }}\n', "line 2: put the whole string in quotes, since it contains '{{'"],
  ['a string that begins with a reference, and goes on', 'a: 1\nb: {{ Name }}/bin\n', "line 2: Unexpected scalar at node end: put the whole string in quotes, since it contains '{{'"],
  ['an open quote', 'a: "b\nc: 1\n', 'Missing closing "quote: check the indentation, the quotes and the brackets'],
  ['an anchor that is not there', 'a: *b\n', "Unresolved alias (the anchor must be set before the alias): b: define the anchor before it is used, or put a string that begins with '*' in quotes"],
  ['an alias of a part that contains it', 'phases: &all\n  - name: build\n    steps: *all\n', "line 3: The alias '*all' stands for a part that contains it, which would have no end: write the part out, or repeat one that ends before this place"],
  ['a merge of a part into itself', 'a: &all\n  <<: *all\n', "line 2: The alias '*all' stands for a part that contains it"],
])('the parser rejects %s with its line and what to do', (_, text, problem) => {
  const { problems } = parseDocumentText(text)!;
  expect(problems).toEqual([expect.stringContaining(problem)]);
});

describe("the line of a document's part", () => {
  const TEXT = [
    'steps:', //                                       1
    '  - name: One', //                                2
    '    inputs:', //                                  3
    "      instanceId.$: '$.stepOutputs.Launch.id'", // 4
    '      commands:', //                              5
    '        - a', //                                  6
    '        - &two b', //                             7
    '  - name: Two', //                                8
    '    inputs: {list: [*two]}', //                   9
  ].join('\n');

  test.each<[string, number]>([
    ['steps', 1],
    ['steps[0]', 2],
    ['steps[0].inputs', 3],
    ['steps[0].inputs.instanceId.$', 4],
    ['steps[0].inputs.commands[1]', 7],
    ['steps[1].name', 8],
    ['steps[1].inputs.list[0]', 9],
    ['steps[0].timeoutSeconds (timeout)', 2],
    ['steps[0].inputs.missing', 3],
    ['steps[7].name', 1],
    ['the document', 1],
    ['', 1],
  ])('the line of %s is %i', (part, line) => {
    expect(parseDocumentText(TEXT)!.lineOf(part)).toBe(line);
  });

  test('the line is known in JSON, too, but left out where the document is one line', () => {
    expect(parseDocumentText('{\n"a": [\n1,\n2]}')!.lineOf('a[1]')).toBe(4);
    expect(parseDocumentText('{"a": [1, 2]}')!.lineOf('a[1]')).toBeUndefined();
  });
});

describe('a document with tokens', () => {
  const stack = new Stack();
  const token = new CfnParameter(stack, 'Parameter').valueAsString;

  test('a document with tokens is parsed around them', () => {
    const { content, lineOf } = parseDocumentText(`a:\n  - echo ${token}\n  - ${token}: x\nb: ${token}\n`)!;
    expect(content).toEqual({ a: [`echo ${token}`, { [token]: 'x' }], b: token });
    expect(Token.isUnresolved((content as { b: string }).b)).toBe(true);
    expect([lineOf('a[0]'), lineOf(`a[1].${token}`), lineOf('b')]).toEqual([2, 3, 4]);
  });

  test.each([`${token}`, `a: 1\n${token}\nb: 2\n`, `a: {{ ${token} }}`])('a document whose tokens hide its structure is not parsed: %#', (text) => {
    expect(parseDocumentText(text)).toBeUndefined();
  });
});

test('the parser of YAML is loaded only for the first document in YAML', () => {
  const script = `
    const { parseDocumentText } = require('./document-text');
    const loaded = () => Object.keys(require.cache).some((file) => file.includes('/node_modules/yaml/'));
    parseDocumentText('{"a": 1}');
    const before = loaded();
    parseDocumentText('a: 1');
    console.log(before, loaded());
  `;
  const cwd = path.join(__dirname, '../../../src/private/documents');
  const output = execFileSync(process.execPath, ['-r', 'ts-node/register/transpile-only', '-e', script], { cwd, encoding: 'utf8' });
  expect(output.trim()).toBe('false true');
});
