import { App, CfnParameter, Environment, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Component, ComponentDocument, Platform, Workflow, WorkflowDocument, WorkflowType } from '../../../src';

const IRELAND = { account: '123456789012', region: 'eu-west-1' };
const FRANKFURT = { account: '123456789012', region: 'eu-central-1' };

const component = (scope: Construct, id: string, componentName?: string, componentVersion?: string) => new Component(scope, id, {
  componentName,
  componentVersion,
  platform: Platform.LINUX,
  document: ComponentDocument.fromInline('schemaVersion: 1.0\nphases:\n  - {name: build, steps: []}\n'),
});
const workflow = (scope: Construct, id: string, workflowType: WorkflowType) => new Workflow(scope, id, {
  workflowName: 'mine', workflowType, document: WorkflowDocument.fromInline('schemaVersion: 1.0\nsteps:\n  - {name: Wait, action: WaitForAction}\n'),
});

/** Two stacks of an app. */
function stacks(one?: Environment, two?: Environment): [Stack, Stack] {
  const app = new App();
  return [new Stack(app, 'One', { env: one }), new Stack(app, 'Two', { env: two })];
}

describe('two components', () => {
  test('of one name and version are rejected, with the place of the other one', () => {
    const [stack] = stacks();
    component(stack, 'First', 'mine');
    expect(() => component(stack, 'Second', 'mine', '1.0.0')).toThrow(
      "The component with name and version 'mine 1.0.0' is already defined by the component 'One/First': give one of them another 'componentName' or 'componentVersion'.",
    );
  });

  test('of one name are accepted with the versions that the error asks for, or without names', () => {
    const [stack] = stacks();
    for (const [id, version] of [['First', undefined], ['Second', '1.0.1'], ['Third', '2.0.0']] as const) component(stack, id, 'mine', version);
    component(stack, 'Fourth');
    component(stack, 'Fifth');
  });

  test('of one name in two stacks are rejected in one account and Region, and accepted in two', () => {
    const [one, two] = stacks(IRELAND, IRELAND);
    component(one, 'First', 'mine');
    expect(() => component(two, 'Second', 'mine')).toThrow("is already defined by the component 'One/First'");
    stacks(IRELAND, FRANKFURT).forEach((stack) => component(stack, 'First', 'mine'));
  });

  test('of one name are accepted in two stacks that may be deployed to different accounts', () => {
    stacks().forEach((stack) => component(stack, 'First', 'mine'));
  });

  test('are compared by what their names refer to', () => {
    const [stack] = stacks();
    const [name, other] = ['Name', 'Other'].map((id) => new CfnParameter(stack, id).valueAsString);
    component(stack, 'First', name);
    component(stack, 'Second', other);
    expect(() => component(stack, 'Third', name)).toThrow("is already defined by the component 'One/First'");
  });
});

test('two workflows of one name are rejected if they are of one type', () => {
  const [stack] = stacks();
  workflow(stack, 'Test', WorkflowType.TEST);
  workflow(stack, 'Build', WorkflowType.BUILD);
  expect(() => workflow(stack, 'Again', WorkflowType.TEST)).toThrow(
    "The test workflow with name and version 'mine 1.0.0' is already defined by the workflow 'One/Test': give one of them another 'workflowName' or 'workflowVersion'.",
  );
});
