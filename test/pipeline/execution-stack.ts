import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  BaseImage, ImagePipeline, ImagePipelineExecution, ImagePipelineExecutionOptions, ImagePipelineProps, ImageRecipe, ManagedComponent, Platform,
} from '../../src';

export const BUILD = 'Custom::ImageBuilderImageBuild';
export const WAIT = 'Custom::ImageBuilderImageWait';

export interface Resource {
  readonly Properties: Record<string, unknown>;
  readonly DependsOn?: string[];
}

/** A stack with the recipe of its pipelines. */
export function stackWithRecipe(): Stack {
  const stack = new Stack(new App(), 'Golden');
  new ImageRecipe(stack, 'Recipe', {
    imageRecipeName: 'golden-linux',
    baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base'),
    components: [{ component: ManagedComponent.helloWorld(stack, 'Hello', Platform.LINUX) }],
  });
  return stack;
}

export function recipeOf(stack: Stack): ImageRecipe {
  return stack.node.findChild('Recipe') as ImageRecipe;
}

export function newPipeline(stack: Stack, props: Partial<ImagePipelineProps> = {}): ImagePipeline {
  return new ImagePipeline(stack, 'Pipeline', { recipe: recipeOf(stack), ...props });
}

export function start(stack: Stack, options?: ImagePipelineExecutionOptions, props?: Partial<ImagePipelineProps>): ImagePipelineExecution {
  return newPipeline(stack, props).start('Start', options);
}

/** The resources of a type by their logical ids. */
export function resources(stack: Stack, type: string): Record<string, Resource> {
  return Template.fromStack(stack).findResources(type) as Record<string, Resource>;
}

/** The waits in the order in which CloudFormation comes to them. */
export function waits(stack: Stack): Array<Resource & { readonly id: string }> {
  const all = resources(stack, WAIT);
  const [build] = Object.keys(resources(stack, BUILD));
  let previous: string | undefined;
  const sorted = [];
  for (;;) {
    const next = Object.entries(all).find(([, { DependsOn = [], Properties }]) => previous
      ? DependsOn.includes(previous)
      : !DependsOn.some((id) => id in all) && JSON.stringify(Properties).includes(`"${build}"`));
    if (!next) return sorted;
    sorted.push({ id: next[0], ...next[1] });
    previous = next[0];
  }
}

/** The resources on which the build depends, directly or indirectly. */
export function neededByBuild(stack: Stack): Set<string> {
  const template = Template.fromStack(stack).toJSON().Resources as Record<string, Resource>;
  const needed = new Set<string>();
  const follow = (id: string) => {
    const resource = template[id];
    if (!resource || needed.has(id)) return;
    needed.add(id);
    resource.DependsOn?.forEach(follow);
    for (const [, ref, att] of JSON.stringify(resource.Properties ?? {}).matchAll(/"Ref":"([^"]+)"|"Fn::GetAtt":\["([^"]+)"/g)) follow(ref ?? att);
  };
  Object.keys(resources(stack, BUILD)).forEach(follow);
  return needed;
}

/** The resources on which the function may do something, as they end. */
export function allowed(stack: Stack, action: string): string[] {
  return Object.values(resources(stack, 'AWS::IAM::ManagedPolicy'))
    .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Array<{ Action: string | string[]; Resource: unknown }> }).Statement)
    .filter(({ Action }) => [Action].flat().includes(action))
    .flatMap(({ Resource: resource }) => (Array.isArray(resource) ? resource : [resource]) as unknown[])
    .map((resource) => JSON.stringify(resource).replace(/^.*":((?:secret:)?[^":]+)".*$/, '$1'));
}
