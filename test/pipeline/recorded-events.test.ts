import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Rule } from 'aws-cdk-lib/aws-events';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ImageBuilderEvent, matches } from './event-matching';
import { BaseImage, GoldenImage, ImagePipeline, ImageRecipe, PipelineMonitor } from '../../src';

const FOLDER = path.join(__dirname, '..', 'reality', 'events');
const FILES = readdirSync(FOLDER).sort();
const EVENTS = new Map(FILES.map((file) => [file, (JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as { event: ImageBuilderEvent }).event]));
const IMAGES = ['cve-detected.json', 'image-state-change-failed.json', 'image-state-change.json', 'workflow-step-waiting.json'];

/** The recorded events that the rule of a pipeline matches. */
function matched(recipeName: string, on: (pipeline: ImagePipeline) => Rule): string[] {
  const stack = new Stack(new App(), 'Golden', { env: { account: '123456789012', region: 'us-west-2' } });
  const pipeline = new ImagePipeline(stack, 'Pipeline', {
    imagePipelineName: 'my-example-pipeline',
    recipe: new ImageRecipe(stack, 'Recipe', { imageRecipeName: recipeName, baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base') }),
  });
  on(pipeline);
  const template = Template.fromStack(stack);
  const [rule] = Object.values(template.findResources('AWS::Events::Rule'));
  const arn = `arn:aws:imagebuilder:us-west-2:123456789012:image-pipeline/${recipeName === 'another' ? 'another' : 'my-example-pipeline'}`;
  const references = Object.fromEntries(Object.keys(template.findResources('AWS::ImageBuilder::ImagePipeline')).map((id) => [id, arn]));
  return FILES.filter((file) => matches(rule.Properties.EventPattern, EVENTS.get(file), references));
}

const RULES: Array<[string, (pipeline: ImagePipeline) => Rule, string[]]> = [
  ['onEvent', (pipeline) => pipeline.onEvent('Rule'), [...IMAGES, 'image-pipeline-automatically-disabled.json'].sort()],
  ['onImageStateChange', (pipeline) => pipeline.onImageStateChange('Rule'), ['image-state-change-failed.json', 'image-state-change.json']],
  ['onImageAvailable', (pipeline) => pipeline.onImageAvailable('Rule'), ['image-state-change.json']],
  ['onImageFailed', (pipeline) => pipeline.onImageFailed('Rule'), ['image-state-change-failed.json']],
  ['onCveDetected', (pipeline) => pipeline.onCveDetected('Rule'), ['cve-detected.json']],
  ['onWorkflowStepWaiting', (pipeline) => pipeline.onWorkflowStepWaiting('Rule'), ['workflow-step-waiting.json']],
  ['onAutoDisabled', (pipeline) => pipeline.onAutoDisabled('Rule'), ['image-pipeline-automatically-disabled.json']],
];

test.each(RULES)('of the recorded events, the rule of %s matches its own', (_method, on, expected) => {
  expect(matched('my-example-recipe', on)).toEqual(expected);
});

test.each(RULES)('of the recorded events, the rule of %s of another pipeline and recipe matches none', (_method, on) => {
  expect(matched('another', on)).toEqual([]);
});

test.each(FILES)('the recorded event %s starts one poll of a monitor', (file) => {
  const stack = new Stack(new App(), 'Golden');
  const pipelines = [new GoldenImage(stack, 'Linux', { baseImage: BaseImage.amazonLinux2023() })];
  new PipelineMonitor(stack, 'Monitor', { pipelines, topics: [new Topic(stack, 'Topic')] });
  const patterns = Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule')).flatMap(({ Properties }) => Properties.EventPattern ?? []);
  expect(patterns.filter((pattern) => matches(pattern, EVENTS.get(file)))).toHaveLength(1);
});
