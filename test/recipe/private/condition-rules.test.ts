import { Lazy } from 'aws-cdk-lib';
import { ComponentCondition } from '../../../src/recipe/component-condition';
import { assertionProblems, conditionProblems } from '../../../src/recipe/private/condition-rules';

function nested(levels: number): ComponentCondition {
  return levels === 1 ? ComponentCondition.fileExists('/a') : ComponentCondition.negate(nested(levels - 1));
}

test.each<[string, unknown, string]>([
  ['a text', 'fileExists', 'if: must be a map with one of and, or, not'],
  ['no operator', { value: 'a' }, 'got none'],
  ['two operators', { fileExists: '/a', folderExists: '/b' }, 'must have exactly one of and, or, not'],
  ['an unknown operator', { booleanEquals: true, value: true }, 'got booleanEquals'],
  ['no value', { stringEquals: 'a' }, 'if.value: must be given beside stringEquals'],
  ['no path', { fileSHA256Equals: 'a' }, 'if.path: must be given beside fileSHA256Equals'],
  ['an empty branch', { and: [] }, 'if.and: must be a list of conditions, got []'],
  ['a branch that is a map', { or: { fileExists: '/a' } }, 'if.or: must be a list'],
  ['an error in a branch', { or: [{ fileExists: '/a' }, {}] }, 'if.or[1]: must have exactly one of'],
  ['two conditions in not', { not: [{ fileExists: '/a' }, { fileExists: '/b' }] }, 'if.not: must be a map with one of'],
  ['two conditions in if', [{ fileExists: '/a' }, { fileExists: '/b' }], 'if: must be a map with one of'],
  ['an error in a list of one', { not: [{ fileExist: '/a' }] }, 'if.not[0]: must have exactly one of'],
  ['an unknown action in a list of one', [{ fileExists: '/a', then: 'Run' }], 'if[0].then: must be one of'],
  ['a fifth level', nested(5)._render(), 'if.not.not.not.not: must be at most 4 levels deep'],
])('a component document rejects a condition with %s', (_, condition, message) => {
  expect(conditionProblems('if', condition).join()).toContain(message);
});

test.each<[string, unknown]>([
  ['four levels', nested(4)._render()],
  ['a value that is empty', { stringEquals: '', value: '' }],
  ['a token', Lazy.any({ produce: () => ({}) })],
  ['a list of one in not', { not: [{ stringEquals: 'a', value: 'b' }] }],
  ['a list of one in if', [{ fileExists: '/a', then: 'Skip', else: 'Execute' }]],
  ['both actions', { fileExists: '/a', then: 'Execute', else: 'Abort' }],
])('a component document accepts a condition with %s', (_, condition) => {
  expect(conditionProblems('if', condition)).toEqual([]);
});

test('a condition has one of three actions, and only in a step', () => {
  expect(conditionProblems('if', { fileExists: '/a', then: 'Run' }).map(String)).toEqual(['if.then: must be one of Abort, Execute, Skip, got "Run"']);
  expect(assertionProblems('inputs', { fileExists: '/a', then: 'Skip' }).join()).toContain('got fileExists, then');
});
