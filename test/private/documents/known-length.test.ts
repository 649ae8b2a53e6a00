import { App, CfnParameter, Fn, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Component, ComponentDocument, ExecuteBashStep, LaunchInstanceStep, Platform, RunCommandStep, Workflow, WorkflowDocument, WorkflowType } from '../../../src';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

describe('the length of a document with tokens', () => {
  const TOO_LONG = /must have 1 to 15872 characters, got at least 1\d{4}: write it to a file and give that with (?:Component|Workflow)Document\.fromAsset\(\)/;
  const synthesizing = (document: ComponentDocument) => {
    new Component(stack, 'Component', { platform: Platform.LINUX, document });
    return () => Template.fromStack(stack);
  };
  const running = (...commands: string[]) => ComponentDocument.fromSteps({ buildSteps: [new ExecuteBashStep('Run', { commands })] });
  const yaml = (text: string) => ComponentDocument.fromInline(`schemaVersion: 1.0
phases:
  - name: build
    steps:
      - {name: Run, action: ExecuteBash, inputs: {commands: ['echo ${stack.region}', '${text}']}}`);
  const long = 'a'.repeat(15900);

  test.each<[string, () => ComponentDocument]>([
    ['from steps', () => running(stack.region, long)],
    ['from YAML', () => yaml(long)],
    ['in a token', () => running(Fn.join(long, ['a', stack.region]))],
    ['in a substitution', () => running(Fn.sub(`\${AWS::Region} ${long}`))],
    ['that a value makes later', () => running(Lazy.string({ produce: () => long }))],
  ])('is checked at synthesis without what the tokens stand for: %s', (_, document) => {
    expect(synthesizing(document())).toThrow(TOO_LONG);
  });

  test.each<[string, () => ComponentDocument]>([
    ['short texts', () => running(stack.region, 'a'.repeat(15000))],
    ['a short text in YAML', () => yaml('a'.repeat(15000))],
    ['texts that leave room for a short fingerprint', () => running(stack.region, 'a'.repeat(15750))],
    ['a condition of CloudFormation', () => running(Fn.conditionIf('Condition', long, 'a').toString())],
    ['a parameter', () => running(new CfnParameter(stack, 'Parameter').valueAsString)],
  ])('accepts %s', (_, document) => {
    expect(synthesizing(document())).not.toThrow();
  });

  test('is checked in a workflow, too', () => {
    const launch = new LaunchInstanceStep('Launch');
    const run = new RunCommandStep('Run', { instanceId: launch.instanceId, documentName: 'AWS-RunShellScript', parameters: { commands: [stack.region, long] } });
    new Workflow(stack, 'Workflow', { workflowType: WorkflowType.TEST, document: WorkflowDocument.fromSteps({ steps: [launch, run] }) });
    expect(() => Template.fromStack(stack)).toThrow(TOO_LONG);
  });
});
