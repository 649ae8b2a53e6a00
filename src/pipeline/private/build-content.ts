import { CfnResource, Lazy, Stack } from 'aws-cdk-lib';
import { CfnComponent, CfnContainerRecipe, CfnImage, CfnImagePipeline, CfnImageRecipe, CfnWorkflow } from 'aws-cdk-lib/aws-imagebuilder';
import { resolvedHash } from '../../private/documents/resolved-hash';
import { factsOf } from '../../private/facts/facts';
import { referencedResource } from '../../private/facts/resource-of';

/** What the L1 is in the template: public to the framework alone. */
interface Rendered {
  _toCloudFormation(): object;
}

interface RenderedTemplate {
  readonly Resources: { readonly [logicalId: string]: { readonly Properties?: object } };
}

/** An entry of a recipe's components, or of a pipeline's workflows. */
interface Reference {
  readonly componentArn?: string;
  readonly workflowArn?: string;
}

const HASH_LENGTH = 16;

/**
 * A hash of the recipe, the components and the workflows with which a pipeline builds, as the template says it; an empty text
 * where they are not of the app.
 *
 * The ARNs by which a pipeline refers to them do not say enough: a component and a workflow keep theirs when they change. And
 * a recipe that was taken back in a rollback is deleted, so that the service may give its version to the next one: an image
 * that was built from the first must not pass for one of the second.
 */
export function buildContent(pipeline: CfnImagePipeline): string {
  return Lazy.uncachedString({
    produce: () => {
      const recipe = recipeOf(pipeline);
      return hashOf(pipeline, [...recipe ? [recipe] : [], ...latestOf(pipeline)]);
    },
  });
}

/** A hash of the components and workflows to which a pipeline or image refers by ARNs that never change; see `buildContent()`. */
export function latestContent(builder: CfnImagePipeline | CfnImage): string {
  return hashOf(builder, latestOf(builder));
}

function latestOf(builder: CfnImagePipeline | CfnImage): CfnResource[] {
  return [
    ...references(recipeOf(builder)?.components).map(({ componentArn }) => referencedResource(componentArn, CfnComponent)),
    ...references(builder.workflows).map(({ workflowArn }) => referencedResource(workflowArn, CfnWorkflow)),
  ].filter((resource) => resource !== undefined);
}

function recipeOf({ imageRecipeArn, containerRecipeArn }: CfnImagePipeline | CfnImage): CfnImageRecipe | CfnContainerRecipe | undefined {
  return referencedResource(imageRecipeArn ?? containerRecipeArn, CfnImageRecipe, CfnContainerRecipe);
}

function references(list: unknown): Reference[] {
  return Array.isArray(list) ? list : [];
}

function hashOf(builder: CfnResource, parts: CfnResource[]): string {
  return parts.length > 0 ? resolvedHash(builder, parts.map(contentOf)).slice(0, HASH_LENGTH) : '';
}

/** The properties of a resource, but for its tags, of which the image has none. */
function contentOf(resource: CfnResource): object {
  const stack = Stack.of(resource);
  const { Resources } = stack.resolve((resource as unknown as Rendered)._toCloudFormation()) as RenderedTemplate;
  const [{ Properties = {} }] = Object.values(Resources);
  const { Tags, ...content } = Properties as { Tags?: unknown };
  const { documentText } = factsOf(resource);
  return documentText === undefined ? content : { ...content, Data: stack.resolve(documentText) };
}
