import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  BaseImage, Image, ImagePipeline, ImageProps, ImageRecipe, ManagedWorkflow, WaitForActionStep, Workflow, WorkflowConfiguration, WorkflowDocument,
  WorkflowType,
} from '../../src';

let stack: Stack;
let recipe: ImageRecipe;

beforeEach(() => {
  stack = new Stack(new App(), 'Golden');
  recipe = new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base') });
});

const approval = (timeout?: Duration) => ({ topic: new sns.Topic(stack, 'Topic'), timeout });

function approve(timeout?: Duration): WorkflowConfiguration[] {
  const document = WorkflowDocument.fromSteps({ steps: [new WaitForActionStep('Approve', { timeout })] });
  return [
    { workflow: ManagedWorkflow.buildImage(stack, 'Build') },
    { workflow: new Workflow(stack, 'Approval', { workflowType: WorkflowType.TEST, document }) },
  ];
}

function warnings(props: () => ImageProps): string[] {
  new Image(stack, 'Image', props());
  return Annotations.fromStack(stack).findWarning('/Golden/Image', Match.stringLikeRegexp('approvalOutlastsDeployment')).map(({ entry }) => String(entry.data));
}

test.each<[string, string, string, () => ImageProps]>([
  ['an approval of 3 days by default', 'Golden/Image', '3 days', () => ({ recipe, approval: approval() })],
  ['an approval of 12 hours', 'Golden/Image', '12 hours', () => ({ recipe, approval: approval(Duration.hours(12)) })],
  ['a step of its own', 'Golden/Image', '2 days', () => ({ recipe, workflows: approve(Duration.days(2)) })],
  ['the approval of its pipeline', 'Golden/Pipeline', '3 days', () => ({ pipeline: new ImagePipeline(stack, 'Pipeline', { recipe, approval: approval() }) })],
])('an image whose workflow outlasts the deployment gives a warning: %s', (_what, builder, long, props) => {
  expect(warnings(props)).toEqual([
    expect.stringMatching(`of a workflow of '${builder}' waits up to ${long} for a person, but the deployment waits only 12 hours.*a shorter 'timeout', or build the image by a pipeline`),
  ]);
});

test.each<[string, () => ImageProps]>([
  ['less than 12 hours', () => ({ recipe, approval: approval(Duration.minutes(719)) })],
  ['a step of less than 12 hours', () => ({ recipe, workflows: approve(Duration.minutes(719)) })],
  ['a time that is not known', () => ({ recipe, approval: approval(Duration.seconds(Lazy.number({ produce: () => 604800 }))) })],
  ['no approval', () => ({ recipe })],
])('an image whose workflow waits no longer than the deployment gives no warning: %s', (_what, props) => {
  expect(warnings(props)).toEqual([]);
});
