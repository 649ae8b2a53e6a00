import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  BaseImage, Component, ComponentDocument, ExecuteDocumentStep, ImagePipeline, ImageRecipe, InfrastructureConfiguration, InstallMsiStep,
  LaunchInstanceStep, ManagedWorkflow, Platform, RunCommandStep, WaitForActionStep, Workflow, WorkflowDocument, WorkflowParameter, WorkflowType,
} from '../../../src';
import { sortedEntries, sortedKeys } from '../../../src/private/checks/sorted-keys';

test('sortedKeys() sorts the maps of a structure by key, but keeps what a reader looks for first in front', () => {
  expect(JSON.stringify(sortedKeys({ b: [{ inputs: 1, action: 2, name: 3 }], a: null, schemaVersion: '1.0' })))
    .toBe('{"schemaVersion":"1.0","a":null,"b":[{"name":3,"action":2,"inputs":1}]}');
  expect(sortedEntries({ 10: 1, 9: 2, B: 3, a: 4 }).map(([key]) => key)).toEqual(['10', '9', 'B', 'a']);
});

test('sortedKeys() leaves out undefined values of a map', () => {
  expect(Object.keys(sortedKeys({ a: undefined, b: 1 }) as object)).toEqual(['b']);
});

test('sortedKeys() leaves tokens as they are', () => {
  const token = Lazy.any({ produce: () => 1 });
  const list = Lazy.list({ produce: () => ['a'] });
  expect(sortedKeys({ token, list })).toEqual({ list, token });
});

type Map<T> = { [name: string]: T };

/** A stack with a map wherever one is taken; the order of its entries is the given one. */
function template(order: <T>(map: Map<T>) => Map<T>): string {
  const stack = new Stack(new App(), 'Stack');
  const tags = order({ Team: 'images', Cost: '1' });
  const topic = sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:topic');
  const fromSteps = new Component(stack, 'FromSteps', {
    platform: Platform.WINDOWS,
    tags,
    document: ComponentDocument.fromSteps({
      buildSteps: [
        new ExecuteDocumentStep('Execute', { document: 's3://bucket/key', parameters: order({ One: '1', Two: '2' }) }),
        new InstallMsiStep('Install', { path: 'C:\\a.msi', properties: order({ ONE: '1', TWO: '2' }) }),
      ],
    }),
  });
  const fromObject = new Component(stack, 'FromObject', {
    platform: Platform.WINDOWS,
    document: ComponentDocument.fromObject(order<unknown>({
      schemaVersion: '1.0',
      parameters: [{ Level: order<unknown>({ type: 'string', default: '1', description: 'A level' }) }],
      phases: [order<unknown>({ name: 'build', steps: [order<unknown>({ name: 'Reboot', action: 'Reboot' })] })],
    })),
  });
  const launch = new LaunchInstanceStep('Launch');
  const command = WorkflowParameter.ofString('Command');
  const again = WorkflowParameter.ofString('Again');
  const workflow = new Workflow(stack, 'Workflow', {
    workflowType: WorkflowType.TEST,
    document: WorkflowDocument.fromSteps({
      parameters: [command, again],
      steps: [
        launch,
        new RunCommandStep('Run', {
          instanceId: launch.instanceId,
          documentName: 'AWS-RunShellScript',
          parameters: order({ commands: ['true'], executionTimeout: ['10'] }),
        }),
        new WaitForActionStep('Wait', { topic, payload: order<unknown>({ one: stack.region, two: order({ three: 3, four: 4 }) }) }),
        new WaitForActionStep('Ask', { topic, payload: order<unknown>({ one: '1', two: order({ three: 3, four: 4 }) }) }),
      ],
      outputs: order({ First: launch.instanceId, Second: launch.instanceId }),
    }),
  });
  new ImagePipeline(stack, 'Pipeline', {
    recipe: new ImageRecipe(stack, 'Recipe', {
      baseImage: BaseImage.windowsServer2022(),
      components: [
        { component: fromSteps },
        { component: fromObject, parameters: order({ Level: ['1'] }) },
      ],
      amiTags: tags,
      tags,
    }),
    infrastructureConfiguration: new InfrastructureConfiguration(stack, 'Infrastructure', { resourceTags: tags, tags }),
    executionRole: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/role'),
    workflows: [
      { workflow: ManagedWorkflow.buildImage(stack, 'Build') },
      { workflow, parameters: order({ Command: ['true'], Again: ['false'] }) },
    ],
    imageTags: tags,
    tags,
  });
  return JSON.stringify(Template.fromStack(stack).toJSON());
}

test('the order of maps that a user gives does not change the template', () => {
  const reversed = <T>(map: Map<T>) => Object.fromEntries(Object.entries(map).reverse());
  expect(template(reversed)).toBe(template((map) => map));
});
