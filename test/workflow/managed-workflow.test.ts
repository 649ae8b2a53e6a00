import { App, Stack } from 'aws-cdk-lib';
import { ManagedWorkflow } from '../../src/workflow/managed-workflow';
import { WorkflowType } from '../../src/workflow/workflow-type';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
});

test.each([
  ['buildImage', 'build/build-image'],
  ['expressBuildImage', 'build/express-build-image'],
  ['buildContainer', 'build/build-container'],
  ['expressBuildContainer', 'build/express-build-container'],
  ['testImage', 'test/test-image'],
  ['expressTestImage', 'test/express-test-image'],
  ['testContainer', 'test/test-container'],
  ['distributeImage', 'distribution/distribute-image'],
  ['distributeContainer', 'distribution/distribute-container'],
] as const)('ManagedWorkflow.%s refers to %s', (factory, name) => {
  const workflow = ManagedWorkflow[factory](stack, 'Workflow');
  expect(stack.resolve(workflow.workflowArn)).toEqual({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:imagebuilder:eu-west-1:aws:workflow/${name}/x.x.x`]],
  });
});

test('any other managed workflow is referred to by its name', () => {
  const workflow = ManagedWorkflow.fromName(stack, 'Workflow', WorkflowType.TEST, 'test-something');
  expect(JSON.stringify(stack.resolve(workflow.workflowArn))).toContain(':aws:workflow/test/test-something/x.x.x');
});

test('the name and the version of a managed workflow are known at synthesis', () => {
  const workflow = ManagedWorkflow.testImage(new Stack(new App(), 'AnyRegion'), 'Workflow');
  expect([workflow.workflowName, workflow.workflowVersion]).toEqual(['test-image', 'x.x.x']);
});

test.each(['build-image/1.0.0', 'Build-Image', ''])('a managed workflow rejects the name %p', (name) => {
  expect(() => ManagedWorkflow.fromName(stack, 'Workflow', WorkflowType.BUILD, name)).toThrow('The name of the managed workflow');
});
