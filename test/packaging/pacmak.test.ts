import { run, warnings } from '../../packaging/pacmak';

const GUESSED = '[jsii-rosetta] [WARN] [Worker#1] Could not resolve symbol id "src/pipeline/private/image-base:ImageBase" against the assembly of "cdk-image-builder".';
const OUTPUT = `[jsii-rosetta] [INFO] Translating 81 snippets\n${GUESSED}\n`;

test('a guess of jsii-rosetta is a warning, until it is answered', () => {
  expect(warnings(OUTPUT)).toEqual([GUESSED]);
  expect(warnings(OUTPUT, [':ImagePipelineBase" against'])).toEqual([GUESSED]);
  expect(warnings(OUTPUT, [':ImageBase" against'])).toEqual([]);
});

test('a failed packaging tool is reported with its whole output', () => {
  expect(() => run('sh', ['-c', 'echo out; echo err >&2; exit 3'])).toThrow('ended with 3:\nout\nerr');
});

test('a missing packaging tool is reported', () => expect(() => run('no-such-tool', [])).toThrow('ENOENT'));
