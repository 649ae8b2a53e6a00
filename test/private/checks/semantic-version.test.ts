import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { assignedVersion, checkFixedVersion, checkRecipeVersion, MAX_VERSION_NODE } from '../../../src/private/checks/semantic-version';

const stack = new Stack(new App(), 'Stack');
const recipe = (version: string) => () => checkRecipeVersion(stack, 'recipe', version);
const fixed = (version: string) => () => checkFixedVersion(stack, 'component', version);

test.each(['0.0.0', '1.0.x', '1.x.x', 'x.x.x', '2026.11.23', `1.0.${MAX_VERSION_NODE}`])('a recipe accepts the version %s', (version) => {
  expect(recipe(version)).not.toThrow();
});

test.each(['', '1', '1.0', '1.0.0.0', '1.0.0/1', 'x.2.x', '1.x.8', 'x.x.1', '1.0.X', '1.0.-1', 'v1.0.0', ' 1.0.0', '1.0.0\n', `${MAX_VERSION_NODE + 1}.0.x`])('a recipe rejects the version %p', (version) => {
  expect(recipe(version)).toThrow(version);
});

test('a version without x is valid for recipes and components', () => {
  fc.assert(fc.property(fc.tuple(...Array.from({ length: 3 }, () => fc.nat({ max: MAX_VERSION_NODE }))), (nodes) => {
    expect(recipe(nodes.join('.'))).not.toThrow();
    expect(fixed(nodes.join('.'))).not.toThrow();
  }));
});

test('a recipe version has only x to the right of an x', () => {
  const node = fc.oneof(fc.nat({ max: MAX_VERSION_NODE }).map(String), fc.constant('x'));
  fc.assert(fc.property(fc.tuple(node, node, node), (nodes) => {
    const firstX = nodes.indexOf('x');
    const right = firstX < 0 || nodes.slice(firstX).every((other) => other === 'x');
    const check = expect(recipe(nodes.join('.')));
    if (right) check.not.toThrow();
    else check.toThrow("a node may be 'x'");
  }));
});

test('a component rejects a version with x', () => {
  expect(fixed('1.0.x')).toThrow("only recipes may have an 'x'");
});

test('versions may be tokens or undefined', () => {
  const parameter = new CfnParameter(stack, 'Version').valueAsString;
  expect(() => checkRecipeVersion(stack, 'recipe', parameter)).not.toThrow();
  expect(() => checkFixedVersion(stack, 'component', parameter)).not.toThrow();
  expect(() => checkFixedVersion(stack, 'component', undefined)).not.toThrow();
});

test('an ARN takes the assigned version if the version was left open', () => {
  expect(assignedVersion('1.2.3', 'arn:aws:imagebuilder:eu-west-1:1:image-recipe/golden/9.9.9')).toBe('1.2.3');
  expect(assignedVersion('1.2.x', 'arn:aws:imagebuilder:eu-west-1:1:image-recipe/golden/1.2.7')).toBe('1.2.7');
});
