import { ComponentCondition } from '../../src/recipe/component-condition';
import { assertionProblems } from '../../src/recipe/private/condition-rules';

test.each(['stringIsEmpty', 'stringIsWhitespace', 'binaryExists', 'fileExists', 'folderExists'] as const)('a string condition renders as %s', (operator) => {
  expect(ComponentCondition[operator]('a')._render()).toEqual({ [operator]: 'a' });
});

test.each([
  'stringEquals', 'stringLessThan', 'stringLessThanEquals', 'stringGreaterThan', 'stringGreaterThanEquals', 'patternMatches',
] as const)('a number condition renders as %s', (operator) => {
  expect(ComponentCondition[operator]('{{ Value }}', 'a')._render()).toEqual({ [operator]: 'a', value: '{{ Value }}' });
});

test.each(['numberEquals', 'numberLessThan', 'numberLessThanEquals', 'numberGreaterThan', 'numberGreaterThanEquals'] as const)('a version condition renders as %s', (operator) => {
  expect(ComponentCondition[operator]('{{ Value }}', 2)._render()).toEqual({ [operator]: 2, value: '{{ Value }}' });
});

test.each([
  ['fileMd5Equals', 'fileMD5Equals'],
  ['fileSha1Equals', 'fileSHA1Equals'],
  ['fileSha256Equals', 'fileSHA256Equals'],
  ['fileSha512Equals', 'fileSHA512Equals'],
] as const)('a file condition renders as %s', (factory, operator) => {
  expect(ComponentCondition[factory]('/a', 'hash')._render()).toEqual({ [operator]: 'hash', path: '/a' });
});

test('conditions are joined with and, or and not', () => {
  const one = ComponentCondition.fileExists('/a');
  const other = ComponentCondition.fileSha256Equals('/a', 'hash');
  const joined = ComponentCondition.anyOf(ComponentCondition.allOf(one, other), ComponentCondition.negate(one))._render();
  expect(joined).toEqual({
    or: [{ and: [{ fileExists: '/a' }, { fileSHA256Equals: 'hash', path: '/a' }] }, { not: { fileExists: '/a' } }],
  });
  expect(assertionProblems('inputs', joined)).toEqual([]);
});
