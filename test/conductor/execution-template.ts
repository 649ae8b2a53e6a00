import { App, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import { LATER_TYPE } from './later';
import { Template } from '../../local-cloud/conductor';
import { BaseImage, ImagePipeline, ImagePipelineExecutionOptions, ImageRecipe, ImageScanningConfiguration } from '../../src';

export interface ExecutionTemplateOptions extends Omit<ImagePipelineExecutionOptions, 'timeout'> {
  /** Name of the pipeline and its recipe, by which the emulator finds the scenario of its builds. */
  readonly name: string;
  /** Another one is another recipe: what the pipeline builds has changed. */
  readonly recipe?: string;
  readonly hours?: number;
  /** Tag of the pipeline, which changes nothing of what it builds. */
  readonly tag?: string;
  /** A new one updates the resource that comes after the execution; `fails` makes that fail. */
  readonly later?: string;
}

const made = new Map<string, Template>();

/** What the CDK makes of a stack with a pipeline that is run when it is deployed, and a resource that comes later. */
export function executionTemplate(options: ExecutionTemplateOptions): Template {
  const key = JSON.stringify({ ...options, gate: options.gate && options.gate._render() });
  const known = made.get(key) ?? make(options);
  made.set(key, known);
  return known;
}

function make(options: ExecutionTemplateOptions): Template {
  const { name, recipe = '1', hours = 1, tag, later: version = '1', ...execution } = options;
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
  const pipeline = new ImagePipeline(stack, 'Pipeline', {
    imagePipelineName: name,
    recipe: new ImageRecipe(stack, 'Recipe', {
      imageRecipeName: name, imageRecipeVersion: `${recipe}.0.0`, baseImage: BaseImage.fromAmiId('ami-0123456789abcdef0'),
    }),
    imageScanningConfiguration: ImageScanningConfiguration.testInstance(),
    tags: tag === undefined ? undefined : { Team: tag },
  });
  const run = pipeline.start('Execution', { ...execution, timeout: Duration.hours(hours) });
  run.addOutputs();
  new CfnResource(stack, 'Later', { type: LATER_TYPE, properties: { Version: version } }).node.addDependency(run);
  return Assertions.fromStack(stack).toJSON() as Template;
}
