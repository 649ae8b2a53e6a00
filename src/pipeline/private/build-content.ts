import { CfnCondition, CfnElement, CfnParameter, CfnResource, Fn, Lazy, Stack } from 'aws-cdk-lib';
import {
  CfnComponent, CfnContainerRecipe, CfnDistributionConfiguration, CfnImage, CfnImagePipeline, CfnImageRecipe, CfnInfrastructureConfiguration,
  CfnWorkflow,
} from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { resolvedByTarget, resolvedHash } from '../../private/documents/resolved-hash';
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

/** The properties of a pipeline that determine its images and their destinations; its name and its schedule do not. */
const OF_IMAGES = [
  'ImageRecipeArn', 'ContainerRecipeArn', 'InfrastructureConfigurationArn', 'DistributionConfigurationArn', 'EnhancedImageMetadataEnabled',
  'ImageTestsConfiguration', 'ImageScanningConfiguration',
];

/** The resources whose description CloudFormation changes in place. */
const DESCRIBED_IN_PLACE = [CfnInfrastructureConfiguration.CFN_RESOURCE_TYPE_NAME, CfnDistributionConfiguration.CFN_RESOURCE_TYPE_NAME];

/**
 * A hash of everything in the template that determines the images of a pipeline and their destinations: recipe, components,
 * infrastructure, distribution, scan, workflows, and the parameter of container images (that of AMIs is in the distribution).
 *
 * The pipeline's own deployment id does not suffice: it stays the same when the infrastructure or the distribution changes,
 * and changes when only the schedule does. Neither do the ARNs of its parts: a component or workflow keeps its ARN when it
 * changes, and a rollback deletes a recipe, whose version Image Builder may then give to the next one. Besides, no other
 * stack could refer to an attribute that changes, because the value of an export in use must not change.
 *
 * @param scope the construct that uses the hash
 */
export function buildContent(scope: IConstruct, pipeline: CfnImagePipeline): string {
  return Lazy.uncachedString({
    produce: () => {
      const own = contentOf(pipeline);
      const parameter = factsOf(pipeline).containerParameter ?? null;
      const parts = [
        recipeOf(pipeline),
        ...latestOf(pipeline),
        referencedResource(pipeline.infrastructureConfigurationArn, CfnInfrastructureConfiguration),
        referencedResource(pipeline.distributionConfigurationArn, CfnDistributionConfiguration),
      ].filter((part) => part !== undefined);
      const ofPipeline = [OF_IMAGES.map((name) => own[name] ?? null), workflowsOf(pipeline), parts.map(contentOf), parameter];
      const content = resolvedByTarget(pipeline, ofPipeline) as object;
      return [hashOf(pipeline, content), ...parameterValues(scope, content), ...conditionValues(scope, content)].join('/');
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
 * The workflows that determine the image. A gate or an approval adds a workflow of the library and, if the user gave none,
 * the service's own: these hold the image back but do not change it.
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

/** The values of the stack's parameters that the content refers to: a deployment can change them without the template. */
function parameterValues(scope: IConstruct, content: object): string[] {
  return namedIn(scope, content, /"Ref":"([^"]+)"/g, CfnParameter)
    .map((parameter) => (parameter.type.includes('List') ? Fn.join(',', parameter.valueAsList) : parameter.value.toString()));
}

/** Whether the conditions of the stack hold that the content depends on: a parameter decides that, too. */
function conditionValues(scope: IConstruct, content: object): string[] {
  return namedIn(scope, content, /"Fn::If":\["([^"]+)"/g, CfnCondition).map(({ logicalId }) => Fn.conditionIf(logicalId, 'true', 'false').toString());
}

/** The elements of a stack, of a class that cannot tell its instances otherwise, whose names the pattern finds in the content. */
function namedIn<E extends CfnElement>(scope: IConstruct, content: object, pattern: RegExp, type: new (...args: never[]) => E): E[] {
  const names = new Set([...JSON.stringify(content).matchAll(pattern)].map(([, name]) => name));
  if (names.size === 0) return [];
  const stack = Stack.of(scope);
  return stack.node.findAll()
    .filter((construct): construct is E => construct instanceof type)
    .filter((element) => Stack.of(element) === stack && names.has(stack.resolve(element.logicalId)));
}

/**
 * The properties of a resource without its tags, which the image does not get. A new description replaces a recipe, a component
 * or a workflow, so that the image is made of another version; it changes the other parts in place.
 */
function contentOf(resource: CfnResource): Properties {
  const { Resources } = resolvedByTarget(resource, (resource as unknown as Rendered)._toCloudFormation()) as RenderedTemplate;
  const [{ Properties = {} }] = Object.values(Resources);
  const { Tags, Description, ...rest } = Properties;
  const content = DESCRIBED_IN_PLACE.includes(resource.cfnResourceType) ? rest : { ...rest, Description };
  const { documentText } = factsOf(resource);
  return documentText === undefined ? content : { ...content, Data: resolvedByTarget(resource, documentText) };
}
