import { differences } from './compare';

const PIPELINE = { Type: 'AWS::ImageBuilder::ImagePipeline', Properties: { Name: 'a', Workflows: [{ Parameters: [{ Name: 'b' }] }] } };
const TEMPLATES = { 'Stack.template.json': { Resources: { Pipeline: PIPELINE }, Outputs: { Arn: { Value: 'c' } } } };

test('templates are equal whatever the order of their keys', () => {
  const { Resources, Outputs } = JSON.parse(JSON.stringify(TEMPLATES['Stack.template.json']));
  expect(differences(TEMPLATES, { 'Stack.template.json': { Outputs, Resources } })).toEqual([]);
});

test.each<[string, object, string]>([
  ['a property', { Resources: { Pipeline: { ...PIPELINE, Properties: { Name: 'other' } } } }, 'Stack.template.json Resources Pipeline:'],
  ['a missing resource', { Resources: {} }, 'Stack.template.json Resources Pipeline:'],
  ['a missing section', { Resources: undefined }, 'Stack.template.json Resources Pipeline:'],
  ['one resource more', { Resources: { Pipeline: PIPELINE, Other: {} } }, 'Stack.template.json Resources Other:'],
  ['an output', { Outputs: { Arn: { Value: 'd' } } }, 'Stack.template.json Outputs Arn:'],
  ['a section more', { Conditions: { Test: {} } }, 'Stack.template.json Conditions Test:'],
])('the comparison of templates finds %s', (_, change, difference) => {
  expect(differences(TEMPLATES, { 'Stack.template.json': { ...TEMPLATES['Stack.template.json'], ...change } }))
    .toEqual([expect.stringContaining(difference)]);
});

test('the comparison finds a missing stack, and one that should not be there', () => {
  expect(differences(TEMPLATES, {})).toEqual(['Stack.template.json is missing']);
  expect(differences({}, TEMPLATES)).toEqual(['Stack.template.json should not be there']);
});
