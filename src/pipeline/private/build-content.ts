import { CfnResource, Lazy, Stack } from 'aws-cdk-lib';
import { CfnComponent, CfnContainerRecipe, CfnImagePipeline, CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import { contentHasher } from '../../private/documents/content-hash';
import { referencedResource } from '../../private/facts/resource-of';

/** What the L1 is in the template: public to the framework alone. */
interface Rendered {
  _toCloudFormation(): object;
}

interface RenderedTemplate {
  readonly Resources: { readonly [logicalId: string]: { readonly Properties?: object } };
}

interface ComponentOfRecipe {
  readonly componentArn?: string;
}

/**
 * A hash of the recipe and the components that a pipeline builds, as the template says it; an empty text where they are not
 * of the app.
 *
 * A recipe that was taken back in a rollback is deleted, and the service may give its version to the next one: to the
 * pipeline both are the same, and an image that was built from the first must not pass for one of the second.
 */
export function buildContent(pipeline: CfnImagePipeline): string {
  const hashOf = contentHasher(pipeline);
  return Lazy.uncachedString({
    produce: () => {
      const recipe = referencedResource(pipeline.imageRecipeArn ?? pipeline.containerRecipeArn, CfnImageRecipe, CfnContainerRecipe);
      if (!recipe) return '';
      const components = Array.isArray(recipe.components)
        ? recipe.components.map((one) => referencedResource((one as ComponentOfRecipe).componentArn, CfnComponent))
        : [];
      const parts = [recipe, ...components.filter((component) => component !== undefined)];
      return hashOf(parts.map(propertiesOf)).slice(0, 16);
    },
  });
}

/** The properties of a resource but for its tags, of which the image has none. */
function propertiesOf(resource: CfnResource): object {
  const { Resources } = Stack.of(resource).resolve((resource as unknown as Rendered)._toCloudFormation()) as RenderedTemplate;
  const [{ Properties = {} }] = Object.values(Resources);
  return Object.fromEntries(Object.entries(Properties).filter(([name]) => name !== 'Tags'));
}
