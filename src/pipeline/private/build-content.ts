import { CfnParameter, CfnResource, Fn, Lazy, Stack } from 'aws-cdk-lib';
import {
  CfnComponent, CfnContainerRecipe, CfnDistributionConfiguration, CfnImage, CfnImagePipeline, CfnImageRecipe, CfnInfrastructureConfiguration,
  CfnWorkflow,
} from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { resolvedHash } from '../../private/documents/resolved-hash';
import { factsOf } from '../../private/facts/facts';
import { referencedResource } from '../../private/facts/resource-of';

/** The L1 as rendered in the template; only the framework makes this public. */
interface Rendered {
  _toCloudFormation(): object;
}

type Properties = Readonly<Record<string, unknown>>;

interface RenderedTemplate {
  readonly Resources: { readonly [logicalId: string]: { readonly Properties?: Properties } };
}

/** An entry of a recipe's components, or of a pipeline's workflows. */
interface Reference {
  readonly componentArn?: string;
  readonly workflowArn?: string;
}

type Builder = CfnImagePipeline | CfnImage;

const HASH_LENGTH = 16;

/** What a pipeline says of its images, and of where they go. When it builds, and what it is called, makes no other image. */
const OF_IMAGES = [
  'ImageRecipeArn', 'ContainerRecipeArn', 'InfrastructureConfigurationArn', 'DistributionConfigurationArn', 'EnhancedImageMetadataEnabled',
  'ImageTestsConfiguration', 'ImageScanningConfiguration',
];

/**
 * A hash of what goes into the images of a pipeline, and of where they go, as the template says it: recipe, components,
 * infrastructure, distribution, scan and workflows.
 *
 * The pipeline's own deployment id would not do: it stays when the infrastructure or the distribution changes, and is new
 * when only the schedule does. The ARNs by which a pipeline refers to its parts do not say enough either: a component and a
 * workflow keep theirs when they change. And a recipe that was taken back in a rollback is deleted, so that the service may
 * give its version to the next one. Besides, no other stack could refer to an attribute that changes: the value of an export
 * in use cannot.
 *
 * @param scope the construct that has the hash
 */
export function buildContent(scope: IConstruct, pipeline: CfnImagePipeline): string {
  return Lazy.uncachedString({
    produce: () => {
      const own = contentOf(pipeline);
      const parts = [
        recipeOf(pipeline),
        ...latestOf(pipeline),
        referencedResource(pipeline.infrastructureConfigurationArn, CfnInfrastructureConfiguration),
        referencedResource(pipeline.distributionConfigurationArn, CfnDistributionConfiguration),
      ].filter((part) => part !== undefined);
      const content = Stack.of(pipeline).resolve([OF_IMAGES.map((name) => own[name] ?? null), workflowsOf(pipeline), parts.map(contentOf)]) as object;
      return [hashOf(pipeline, content), ...parameterValues(scope, content)].join('/');
    },
  });
}

/** A hash of the components and workflows to which a pipeline or image refers by ARNs that never change; see `buildContent()`. */
export function latestContent(builder: Builder): string {
  const latest = latestOf(builder);
  return latest.length > 0 ? hashOf(builder, latest.map(contentOf)) : '';
}

function latestOf(builder: Builder): CfnResource[] {
  return [
    ...references(recipeOf(builder)?.components).map(({ componentArn }) => referencedResource(componentArn, CfnComponent)),
    ...workflowsOf(builder).map(({ workflowArn }) => referencedResource(workflowArn, CfnWorkflow)),
  ].filter((resource) => resource !== undefined);
}

function recipeOf({ imageRecipeArn, containerRecipeArn }: Builder): CfnImageRecipe | CfnContainerRecipe | undefined {
  return referencedResource(imageRecipeArn ?? containerRecipeArn, CfnImageRecipe, CfnContainerRecipe);
}

/**
 * The workflows that make the image. A gate and an approval bring one of the library's, and with it those of the service
 * that a pipeline without workflows has: they hold an image back, and make no other one.
 */
function workflowsOf(builder: Builder): Reference[] {
  const { addedWorkflows = [] } = factsOf(builder);
  return references(builder.workflows).filter(({ workflowArn }) => !addedWorkflows.includes(workflowArn!));
}

function references(list: unknown): Reference[] {
  return Array.isArray(list) ? list : [];
}

function hashOf(builder: Builder, content: object): string {
  return resolvedHash(builder, content).slice(0, HASH_LENGTH);
}

/** The values of the stack's parameters that the content refers to: a deployment may change them, and not the template. */
function parameterValues(scope: IConstruct, content: object): string[] {
  const stack = Stack.of(scope);
  const names = new Set([...JSON.stringify(content).matchAll(/"Ref":"([^"]+)"/g)].map(([, name]) => name));
  return stack.node.findAll()
    .filter((construct) => construct instanceof CfnParameter)
    .filter((parameter) => Stack.of(parameter) === stack && names.has(stack.resolve(parameter.logicalId)))
    .map((parameter) => (parameter.type.includes('List') ? Fn.join(',', parameter.valueAsList) : parameter.value.toString()));
}

/** The properties of a resource, but for its tags, of which the image has none. */
function contentOf(resource: CfnResource): Properties {
  const stack = Stack.of(resource);
  const { Resources } = stack.resolve((resource as unknown as Rendered)._toCloudFormation()) as RenderedTemplate;
  const [{ Properties = {} }] = Object.values(Resources);
  const { Tags, ...content } = Properties;
  const { documentText } = factsOf(resource);
  return documentText === undefined ? content : { ...content, Data: stack.resolve(documentText) };
}
