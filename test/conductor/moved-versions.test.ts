import { App, Stack as CdkStack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Conductor, idOf } from './conductor';
import { Stack, Template } from '../../local-cloud/conductor';
import {
  BaseImage, Component, ComponentDocument, ExecuteBashStep, ImagePipeline, ImageRecipe, ManagedWorkflow, Platform, WaitForActionStep, Workflow,
  WorkflowDocument, WorkflowType,
} from '../../src';

let conductor: Conductor;
beforeEach(() => { conductor = Conductor.inMemory({}); });
afterEach(async () => conductor.stop());

/** A pipeline with a component and a workflow whose names are given, and whose constructs have these ids. */
function template(stackId: string, { component: componentId = 'Component', workflow: workflowId = 'Workflow', stackName = stackId } = {}): Template {
  const cdk = new CdkStack(new App({ analyticsReporting: false }), stackId, { stackName });
  const component = new Component(cdk, componentId, {
    componentName: 'given',
    platform: Platform.LINUX,
    document: ComponentDocument.fromSteps({ buildSteps: [new ExecuteBashStep('Install', { commands: ['dnf install -y jq'] })] }),
  });
  const workflow = new Workflow(cdk, workflowId, {
    workflowName: 'given',
    workflowType: WorkflowType.TEST,
    document: WorkflowDocument.fromSteps({ steps: [new WaitForActionStep('Approve')] }),
  });
  new ImagePipeline(cdk, 'Pipeline', {
    recipe: new ImageRecipe(cdk, 'Recipe', { baseImage: BaseImage.fromAmiId('ami-0123456789abcdef0'), components: [{ component }] }),
    executionRole: iam.Role.fromRoleArn(cdk, 'Role', 'arn:aws:iam::123456789012:role/build'),
    workflows: [{ workflow: ManagedWorkflow.buildImage(cdk, 'Build') }, { workflow }],
  });
  return Assertions.fromStack(cdk).toJSON() as Template;
}

const deploy = async (stack: Stack, next: Template) => (await conductor.deploy(stack, next)).reasons;

describe.each(['Component', 'Workflow'])('a %s with a given name', (kind) => {
  const renamed = { [kind.toLowerCase()]: 'Renamed' };

  test('is deployed by a construct with another id, and back', async () => {
    const stack = conductor.stack('Golden');
    for (const next of [template('Golden'), template('Golden', renamed), template('Golden')]) expect(await deploy(stack, next)).toEqual([]);
    expect(idOf(stack, kind)).toMatch(/given\/1\.0\.0\/3$/);
  });

  test.each([
    ['of another id', template('New')],
    ['of another name', template('Old', { stackName: 'New' })],
  ])('moves to a stack %s, which is deployed before the old one is deleted', async (_, moved) => {
    const [old, next] = [conductor.stack('Old'), conductor.stack('New')];
    expect(await deploy(old, template('Old'))).toEqual([]);
    expect(await deploy(next, moved)).toEqual([]);
    expect(await conductor.delete(old)).toMatchObject({ status: 'DELETE_COMPLETE', reasons: [] });
    expect(idOf(next, kind)).toMatch(/given\/1\.0\.0\/2$/);
  });
});
