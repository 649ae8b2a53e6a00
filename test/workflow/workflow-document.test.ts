import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnParameter, Duration, Lazy, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as fc from 'fast-check';
import { document, Fields, INSTANCE, renderObject, renderSteps, step, withStep } from './document-fixture';
import { CreateImageStep, ExecuteComponentsStep, LaunchInstanceStep, TerminateInstanceStep, WaitForActionStep } from '../../src/workflow/steps';
import { SystemVariable } from '../../src/workflow/system-variable';
import { WorkflowCondition } from '../../src/workflow/workflow-condition';
import { WorkflowDocument, WorkflowDocumentProps } from '../../src/workflow/workflow-document';
import { WorkflowParameter } from '../../src/workflow/workflow-parameter';
import { WorkflowType } from '../../src/workflow/workflow-type';
import { WorkflowValue } from '../../src/workflow/workflow-value';
import { temporaryFolder } from '../temporary-folder';

const { BUILD, TEST } = WorkflowType;

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

const render = (value: Fields, type?: WorkflowType) => renderObject(stack, value, type);
const fromSteps = (props: WorkflowDocumentProps, type?: WorkflowType) => renderSteps(stack, props, type);

test('a workflow document from an object may hold the values of other steps', () => {
  const launch = new LaunchInstanceStep('Launch');
  const rendered = WorkflowDocument.fromObject(document({
    steps: [
      step(),
      { name: 'Run', action: 'RunCommand', inputs: { instanceId: launch.instanceId, parameters: { commands: [launch.instanceId] }, documentName: 'AWS-RunShellScript' } },
      { name: 'Wait', action: 'WaitForAction', if: { value: SystemVariable.PLATFORM, stringEquals: 'Linux' } },
    ],
  }))._render(stack, TEST);
  const [, run, wait] = JSON.parse(rendered.data!).steps;
  expect(run.inputs).toMatchObject({
    'instanceId.$': '$.stepOutputs.Launch.instanceId', 'parameters': { commands: ['{{ $.stepOutputs.Launch.instanceId }}'] },
  });
  expect(wait.if).toMatchObject({ value: '$.imagebuilder.platform' });
});

test('a workflow document from steps renders a build workflow', () => {
  const scan = WorkflowParameter.ofBoolean('Wait', { defaultValue: false, description: 'Wait for an approval' });
  const launch = new LaunchInstanceStep('LaunchBuildInstance');
  const apply = new ExecuteComponentsStep('Apply', { instanceId: launch.instanceId, timeout: Duration.hours(24) });
  const approve = new WaitForActionStep('Approve', {
    condition: WorkflowCondition.allOf(WorkflowCondition.booleanEquals(scan.value, true), WorkflowCondition.stringEquals(SystemVariable.PLATFORM, 'Linux')),
  });
  const create = new CreateImageStep('Create', { instanceId: launch.instanceId });
  const end = new TerminateInstanceStep('End', { instanceId: launch.instanceId });
  const rendered = fromSteps({
    name: 'build',
    description: 'Builds',
    parameters: [scan],
    steps: [launch, apply, approve, create, end],
    outputs: { ImageId: create.imageId },
  });
  expect(rendered).toEqual({
    schemaVersion: '1.0',
    name: 'build',
    description: 'Builds',
    parameters: [{ name: 'Wait', type: 'boolean', default: false, description: 'Wait for an approval' }],
    steps: [
      { name: 'LaunchBuildInstance', action: 'LaunchInstance', inputs: { waitFor: 'ssmAgent' } },
      { name: 'Apply', action: 'ExecuteComponents', timeoutSeconds: 86400, inputs: { 'instanceId.$': '$.stepOutputs.LaunchBuildInstance.instanceId' } },
      {
        name: 'Approve',
        action: 'WaitForAction',
        if: { and: [{ booleanEquals: true, value: '$.parameters.Wait' }, { stringEquals: 'Linux', value: '$.imagebuilder.platform' }] },
        inputs: {},
      },
      { name: 'Create', action: 'CreateImage', inputs: { 'instanceId.$': '$.stepOutputs.LaunchBuildInstance.instanceId' } },
      { name: 'End', action: 'TerminateInstance', inputs: { 'instanceId.$': '$.stepOutputs.LaunchBuildInstance.instanceId' } },
    ],
    outputs: [{ name: 'ImageId', value: '$.stepOutputs.Create.imageId' }],
  });
});

test('a workflow document renders only the properties that are given', () => {
  expect(fromSteps({ steps: [new LaunchInstanceStep('Launch')] }, TEST)).toEqual(document());
});

test.each([
  ['text', WorkflowParameter.ofString('Name', { defaultValue: 'a' }), { name: 'Name', type: 'string', default: 'a' }],
  ['whole number', WorkflowParameter.ofInteger('Count', { defaultValue: 0 }), { name: 'Count', type: 'integer', default: 0 }],
  ['boolean', WorkflowParameter.ofBoolean('Wait'), { name: 'Wait', type: 'boolean' }],
  ['list', WorkflowParameter.ofStringList('Regions', { defaultValue: ['eu-west-1'] }), { name: 'Regions', type: 'stringList', default: ['eu-west-1'] }],
])('a workflow parameter renders a %s', (_, parameter, expected) => {
  expect(fromSteps({ parameters: [parameter], steps: [new LaunchInstanceStep('Launch')] }, TEST).parameters).toEqual([expected]);
});

test.each<[string, (value: WorkflowValue) => WorkflowCondition, Fields]>([
  ['numberEquals', (value) => WorkflowCondition.numberEquals(value, 1), { numberEquals: 1 }],
  ['numberGreaterThan', (value) => WorkflowCondition.numberGreaterThan(value, 1), { numberGreaterThan: 1 }],
  ['numberGreaterThanEquals', (value) => WorkflowCondition.numberGreaterThanEquals(value, 1), { numberGreaterThanEquals: 1 }],
  ['numberLessThan', (value) => WorkflowCondition.numberLessThan(value, 1), { numberLessThan: 1 }],
  ['numberLessThanEquals', (value) => WorkflowCondition.numberLessThanEquals(value, 1), { numberLessThanEquals: 1 }],
])('the condition %s renders its comparison', (_, condition, expected) => {
  const value = SystemVariable.IMAGE_BUILD_NUMBER;
  expect(condition(value)._render()).toEqual({ ...expected, value: '$.imagebuilder.imageBuildNumber' });
  expect(WorkflowCondition.negate(WorkflowCondition.anyOf(condition(value)))._render())
    .toEqual({ not: { or: [{ ...expected, value: '$.imagebuilder.imageBuildNumber' }] } });
});

describe('workflow document with tokens', () => {
  const token = (value: unknown) => Lazy.any({ produce: () => value }) as unknown;
  const text = (value: string) => Lazy.string({ produce: () => value });

  test.each<[string, Fields]>([
    ['the steps', { steps: token([step()]) }],
    ['a step', { steps: [token(step()), { name: 'End', action: 'TerminateInstance', inputs: { 'instanceId.$': '$.stepOutputs.Launch.instanceId' } }] }],
    ['fields of a step', { steps: [step({ name: text('Launch'), action: text('LaunchInstance'), onFailure: text('Abort'), description: text('a'), timeoutSeconds: Lazy.number({ produce: () => 5 }), waitSeconds: 4, if: token({}) })] }],
    ['the inputs', { steps: [step({ inputs: token({ waitFor: 'ssmAgent' }) })] }],
    ['parameters', { parameters: token([]), steps: [step({ if: { booleanEquals: true, value: '$.parameters.A' } })] }],
    ['a name and a default of a parameter', { parameters: [{ name: text('A'), type: 'string', default: text('a') }] }],
    ['outputs', { outputs: token([]) }],
    ['schemaVersion', { schemaVersion: text('1.0') }],
  ])('accepts a token for %s', (_, fields) => {
    expect(() => render(document(fields))).not.toThrow();
  });

  test('accepts a token for the outputs of a build', () => {
    expect(() => render({ ...withStep({ action: 'CreateImage', inputs: INSTANCE }), outputs: token([]) }, BUILD)).not.toThrow();
  });

  test('keeps its tokens', () => {
    const lambdaFunction = new lambda.Function(stack, 'Function', { code: lambda.Code.fromInline('-'), handler: 'x', runtime: lambda.Runtime.NODEJS_LATEST });
    const rendered = WorkflowDocument.fromSteps({ steps: [new WaitForActionStep('Wait', { lambdaFunction, payload: { region: stack.region } })] })._render(stack, TEST);
    expect(stack.resolve(rendered.data)).toEqual({
      'Fn::Join': ['', [
        '{"schemaVersion":"1.0","steps":[{"name":"Wait","action":"WaitForAction","inputs":{"lambdaFunctionName":"',
        stack.resolve(lambdaFunction.functionArn),
        '","payload":"{\\"region\\":\\"',
        { Ref: 'AWS::Region' },
        '\\"}"}}]}',
      ]],
    });
  });
});

describe('workflow document from a text', () => {
  const inline = (text: string) => WorkflowDocument.fromInline(text)._render(stack, TEST);

  test('is checked like an object if it is JSON', () => {
    const text = JSON.stringify(document());
    expect(inline(text).data).toBe(text);
    expect(() => inline('{}')).toThrow('schemaVersion: must be 1.0');
    expect(() => inline('[]')).toThrow('the document: must be a map');
  });

  test('is not checked if it is a token', () => {
    expect(stack.resolve(inline(new CfnParameter(stack, 'Document').valueAsString))).toEqual({ data: { Ref: 'Document' } });
  });

  test('has 1 to 15,872 characters', () => {
    const json = JSON.stringify(document());
    expect(() => inline(json.padEnd(15872))).not.toThrow();
    expect(() => inline(json.padEnd(15873))).toThrow('The workflow document must have 1 to 15872 characters, got 15873: write it to a file and give that with WorkflowDocument.fromAsset(), which takes up to 64 KB');
    expect(() => inline('')).toThrow('got 0');
  });
});

test('a workflow document comes from a file, an asset or a bucket', () => {
  const path = join(temporaryFolder(), 'workflow.yml');
  const text = 'schemaVersion: 1.0\nsteps:\n  - {name: Wait, action: WaitForAction}\n';
  writeFileSync(path, text);
  expect(WorkflowDocument.fromFile(path)._render(stack, TEST).data).toBe(text);
  const { uri } = WorkflowDocument.fromAsset(path)._render(stack, TEST);
  expect(JSON.stringify(stack.resolve(uri))).toMatch(/"s3:\/\/cdk-.*\.yml"/);
  const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'documents');
  expect(WorkflowDocument.fromBucket(bucket, 'a/workflow.yml')._render(stack, TEST)).toEqual({ uri: 's3://documents/a/workflow.yml' });
});

test.each(['fromFile', 'fromAsset'] as const)('a workflow document in YAML is checked by %s, and the error names the line', (factory) => {
  const path = join(temporaryFolder(), 'workflow.yml');
  const read = (content: string) => {
    writeFileSync(path, content);
    return () => WorkflowDocument[factory](path)._render(new Stack(), TEST);
  };
  const yaml = 'schemaVersion: 1.0\nsteps:\n  - name: Wait\n    action: WaitForAction\n';
  expect(read(yaml)).not.toThrow();
  expect(read(yaml.replace('ForAction', 'ForActions'))).toThrow("line 4, step 'Wait': steps[0].action: must be one of");
  expect(read('#!/bin/bash\nset -e\n')).toThrow('the document: must be a map with schemaVersion and steps');
});

test('the check of a workflow document never throws an unexpected error, whatever the structure', () => {
  const keys = ['schemaVersion', 'parameters', 'steps', 'outputs', 'name', 'action', 'inputs', 'if', 'and', 'not', 'value', 'distributions'];
  fc.assert(fc.property(fc.object({ key: fc.constantFrom(...keys) }), (value) => {
    try {
      render(value as Fields);
    } catch (error) {
      expect((error as Error).message).toMatch(/The workflow document (is not valid|must have)/);
    }
  }), { numRuns: 300 });
});

describe('workflow document with an object in place of its text', () => {
  const object = '<cdk_image_builder.WorkflowValue object at 0x7f3a5c1d2e80>';

  test('rejects it in a step', () => {
    const create = new CreateImageStep('Create', { instanceId: WorkflowValue.fromString('i-1') });
    const wait = (image: string) => new WaitForActionStep('Wait', { payload: { image } });
    expect(() => fromSteps({ steps: [create, wait(object)] }, TEST)).toThrow(`steps[1].inputs.payload: holds '${object}', which is an object instead of a string: in Python write {value.to_string()}`);
    expect(fromSteps({ steps: [create, wait(`${create.imageId}`)] }, TEST)).toMatchObject({ steps: [{}, { inputs: { payload: '{"image":"{{ $.stepOutputs.Create.imageId }}"}' } }] });
  });

  test('rejects it in a text in YAML', () => {
    const inline = (text: string) => WorkflowDocument.fromInline(text)._render(stack, TEST);
    expect(() => inline(`steps: ${object}`)).toThrow(`steps: holds '${object}'`);
  });
});

test('a payload and an input may hold references, as text', () => {
  const create = new CreateImageStep('Create', { instanceId: WorkflowValue.fromString('i-1') });
  const wait = new WaitForActionStep('Wait', { payload: { image: create.imageId, more: [{ phase: SystemVariable.WORKFLOW_PHASE }], of: WorkflowValue.fromString('x') } });
  const rendered = fromSteps({ steps: [create, wait] }, TEST) as { steps: [unknown, { inputs: { payload: string } }] };
  expect(JSON.parse(rendered.steps[1].inputs.payload)).toEqual({
    image: '{{ $.stepOutputs.Create.imageId }}', more: [{ phase: '{{ $.imagebuilder.workflowPhase }}' }], of: 'x',
  });
});
