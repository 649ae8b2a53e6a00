import { checkMinimums } from './minimums';
import { firstJavaProgram, firstProgram } from './readme';
import { checkVersions } from './versions';

test('the program of a README is its first block of code', () => {
  expect(firstProgram('# A\n\n```go\npackage main\n```\n\n```text\nout\n```\n')).toBe('package main\n');
});

test('the program in the documentation of the Java package is its first block, as Java', () => {
  const info = '/**\n * <blockquote><pre>\n * List&lt;String&gt; a = &quot;b&quot;;\n * \n *     x &amp;&amp; y;\n * </pre></blockquote>\n * <blockquote><pre>\n * out\n * </pre></blockquote>\n */';
  expect(firstJavaProgram(info)).toBe('List<String> a = "b";\n\n    x && y;\n');
});

test('a README without a program is an error', () => {
  expect(() => firstProgram('# A\n')).toThrow('The README has no program.');
  expect(() => firstJavaProgram('/** A */')).toThrow('has no program.');
});

describe('minimum versions of packages', () => {
  const README = 'It needs aws-cdk-lib 2.260.0 or newer, constructs 10.5.1 or newer.';
  const STATED = { 'aws-cdk-lib': '2.260.0', 'constructs': '10.5.1' };

  test('are accepted if they are those of the README', () => expect(() => checkMinimums({ npm: STATED, Maven: STATED }, README)).not.toThrow());

  test.each([['2.263.0', 'Maven states aws-cdk-lib 2.263.0'], [undefined, 'Maven states aws-cdk-lib in no version']])('are rejected if a package states %s', (version, message) => {
    expect(() => checkMinimums({ npm: STATED, Maven: { ...STATED, 'aws-cdk-lib': version } }, README)).toThrow(message);
  });
});

describe('versions of packages', () => {
  test('are accepted if they are that of the project', () => expect(() => checkVersions({ npm: '0.1.0', Go: '0.1.0' }, '0.1.0')).not.toThrow());

  test.each([['0.0.0', 'Go has 0.0.0'], [undefined, 'Go has no version']])('are rejected if a package has %s', (version, message) => {
    expect(() => checkVersions({ npm: '0.1.0', Go: version }, '0.1.0')).toThrow(message);
  });
});
