import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { factsOf, recordFacts } from '../../../src/private/facts/facts';

let scope: Construct;
let resource: CfnResource;
beforeEach(() => {
  scope = new Construct(new Stack(new App(), 'Stack'), 'Pipeline');
  resource = new CfnResource(scope, 'Resource', { type: 'AWS::ImageBuilder::ImagePipeline' });
});

test('facts of a resource are also found through its construct', () => {
  recordFacts(resource, { imageName: 'linux' });
  expect(factsOf(resource)).toEqual({ imageName: 'linux' });
  expect(factsOf(scope)).toEqual({ imageName: 'linux' });
});

test('facts that are recorded one after the other add up', () => {
  recordFacts(resource, { imageName: 'linux' });
  recordFacts(resource, { unreadableFindings: 'ON_DEMAND' });
  expect(factsOf(scope)).toEqual({ imageName: 'linux', unreadableFindings: 'ON_DEMAND' });
});

test('a construct that recorded nothing has no facts', () => {
  expect(factsOf(scope)).toEqual({});
  expect(factsOf(scope.node.scope!)).toEqual({});
});

test('facts do not reach the template', () => {
  recordFacts(resource, { imageName: 'linux' });
  expect(JSON.stringify(Stack.of(resource).resolve((resource as unknown as { _toCloudFormation(): object })._toCloudFormation()))).not.toContain('linux');
});
