import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { BaseImage, BuildDashboard, GoldenImage, ImagePipelineExecution, ImagePipelineTarget, ImageStatus, VulnerabilityGate } from '../../src';

const baseImage = BaseImage.amazonLinux2023();
const gate = VulnerabilityGate.atMost({ critical: 0 });

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } });
});

/** The template of a program that passes the golden image, or its pipeline, as a pipeline. */
function templateWith(what: 'the golden image' | 'its pipeline') {
  const golden = new GoldenImage(stack, 'Linux', { baseImage, gate, buildOnDeploy: false });
  const pipeline = what === 'its pipeline' ? golden.pipeline : golden;
  new ImagePipelineExecution(stack, 'Execution', { pipeline }).addOutputs();
  new ImageStatus(stack, 'Status', { pipeline }).addOutputs();
  new BuildDashboard(stack, 'Dashboard', { pipelines: [pipeline] });
  return Template.fromStack(stack).toJSON();
}

test('a golden image is a pipeline for everything that takes one', () => {
  const asPipeline = templateWith('its pipeline');
  stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } });
  expect(templateWith('the golden image')).toEqual(asPipeline);
});

test('a golden image that a rule starts on events of its own images is warned of', () => {
  const golden = new GoldenImage(stack, 'Linux', { baseImage, buildOnDeploy: false });
  golden.pipeline.onImageAvailable('Loop', { target: new ImagePipelineTarget(golden) });
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('pipelineStartsItself'));
});

test('outputs of the newest image are added for as many prefixes as one likes', () => {
  const golden = new GoldenImage(stack, 'Linux', { baseImage, buildOnDeploy: false });
  golden.addOutputs();
  golden.addOutputs({ prefix: 'Again' });
  Template.fromStack(stack).hasOutput('AgainImageId', {});
  Template.fromStack(stack).resourceCountIs('Custom::ImageBuilderImageStatus', 1);
});

test('the workflow of an approval keeps its logical id if the app gets another parameter', () => {
  const workflowId = (others: number) => {
    const one = new Stack(new App(), 'Stack');
    for (let i = 0; i < others; i++) expect(new CfnParameter(one, `Other${i}`, { type: 'Number' }).valueAsNumber).toBeDefined();
    const seconds = new CfnParameter(one, 'Seconds', { type: 'Number', default: 3600 }).valueAsNumber;
    const approval = { topic: new sns.Topic(one, 'Topic'), timeout: Duration.seconds(seconds) };
    new GoldenImage(one, 'Linux', { baseImage, gate, approval, buildOnDeploy: false });
    return Object.keys(Template.fromStack(one).findResources('AWS::ImageBuilder::Workflow'));
  };
  expect(workflowId(3)).toEqual(workflowId(0));
});
