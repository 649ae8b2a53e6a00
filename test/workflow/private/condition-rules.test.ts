import { conditionProblems } from '../../../src/workflow/private/condition-rules';

type Fields = Record<string, unknown>;

const comparison = { stringEquals: 'a', value: '$.imagebuilder.platform' };
const nested = (levels: number): Fields => levels === 1 ? comparison : { and: [nested(levels - 1)] };

test('a workflow condition is at most 4 levels deep', () => {
  expect(conditionProblems('if', nested(4)).map(String)).toEqual([]);
  expect(conditionProblems('if', nested(5)).map(String)).toEqual([expect.stringContaining('if.and[0].and[0].and[0].and[0]: must be at most 4 levels deep, this is level 5')]);
  expect(conditionProblems('if', { not: nested(3) }).map(String)).toEqual([]);
  expect(conditionProblems('if', { not: nested(4) }).map(String)).toEqual([expect.stringContaining('this is level 5')]);
});

test('a workflow condition has 1 to 10 children', () => {
  expect(conditionProblems('if', { or: Array(10).fill(comparison) }).map(String)).toEqual([]);
  expect(conditionProblems('if', { or: Array(11).fill(comparison) }).map(String)).toEqual([expect.stringContaining('if.or: must have 1 to 10 conditions, got 11')]);
  expect(conditionProblems('if', { or: [] }).map(String)).toEqual([expect.stringContaining('got 0')]);
  expect(conditionProblems('if', { or: undefined }).map(String)).toEqual([expect.stringContaining('if.or: must be a list of conditions, got none')]);
  expect(conditionProblems('if', { and: comparison }).map(String)).toEqual([expect.stringContaining('if.and: must be a list')]);
});

test('a workflow condition may be a list of one, as in the guide', () => {
  expect(conditionProblems('if', [comparison]).map(String)).toEqual([]);
  expect(conditionProblems('if', { not: [comparison] }).map(String)).toEqual([]);
  expect(conditionProblems('if', [{ not: [{ and: [comparison] }] }]).map(String)).toEqual([]);
});

test.each<[string, unknown, string]>([
  ['a list of two', [comparison, comparison], 'if: must be a map'],
  ['a list of two in not', { not: [comparison, comparison] }, 'if.not: must be a map'],
  ['an error in a list of one', { not: [{ stringEquals: 'a' }] }, 'if.not[0].value: must be given beside stringEquals'],
  ['a text', 'true', 'if: must be a map'],
  ['two statements', { ...comparison, numberEquals: 1 }, 'must have exactly one of and, or, not'],
  ['an unknown statement', { stringIsEmpty: true, value: '' }, 'got stringIsEmpty'],
  ['no value', { stringEquals: 'a' }, 'if.value: must be given beside stringEquals'],
  ['a number that is none', { numberEquals: 'one', value: 1 }, 'if.numberEquals: must be a number, got "one"'],
])('a workflow condition with %s is rejected', (_, condition, message) => {
  expect(conditionProblems('if', condition).map(String)).toEqual([expect.stringContaining(message)]);
});

test('a workflow condition compares with a number, a number as text, and a reference', () => {
  expect(conditionProblems('if', { numberEquals: 1, value: 1 }).map(String)).toEqual([]);
  expect(conditionProblems('if', { numberEquals: '1', value: 1 }).map(String)).toEqual([]);
  expect(conditionProblems('if', { numberEquals: '$.imagebuilder.imageBuildNumber', value: 1 }).map(String)).toEqual([]);
});
