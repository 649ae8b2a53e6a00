import { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { checkedList } from '../../private/checks/checked-list';
import { checkSameRegion } from '../../private/checks/same-place';
import { checkRecipeVersion } from '../../private/checks/semantic-version';
import { checkedTags } from '../../private/checks/tag-rules';
import { ValidationError } from '../../private/checks/validation-error';
import { LATEST_VERSION, nameAndVersionFromArn } from '../../private/facts/arn-parts';
import { described } from '../../private/facts/described';
import { LifecycleImageType } from '../lifecycle-image-type';
import { LifecyclePolicyProps } from '../lifecycle-policy-props';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyResourceSelection.html';

/** The images that a lifecycle policy applies to. */
export interface LifecycleSelection {
  readonly imageType: LifecycleImageType;
  readonly resourceSelection: CfnLifecyclePolicy.ResourceSelectionProperty;
}

/** Checks and renders which images are selected: by recipes or by tags. */
export function lifecycleSelection(scope: IConstruct, props: LifecyclePolicyProps): LifecycleSelection {
  const recipes = checkedList(scope, props.recipes, { what: 'recipes in a lifecycle policy', maxCount: 50, see: SEE });
  const tagMap = checkedTags(scope, props.imageTags, { what: 'the images of a lifecycle policy', selects: true, see: SEE });
  if (recipes && tagMap) {
    throw new ValidationError(scope, `A lifecycle policy selects images either by recipes or by imageTags, got both: make two policies. See ${SEE}`);
  }
  if (recipes) return byRecipes(scope, recipes, props);
  if (!tagMap) {
    throw new ValidationError(scope, `A lifecycle policy must know its images: give it recipes or imageTags. See ${SEE}`);
  }
  return byTags(scope, tagMap, props);
}

function byRecipes(scope: IConstruct, recipes: NonNullable<LifecyclePolicyProps['recipes']>, props: LifecyclePolicyProps): LifecycleSelection {
  checkRecipeVersion(scope, 'recipes', props.recipeVersion);
  // The policy has only their names, and would select nothing.
  for (const resource of recipes) checkSameRegion(scope, { what: 'recipe of a lifecycle policy', resource, advice: 'put the policy into a stack there', see: SEE });
  const selected = recipes.map((recipe) => selectedRecipe(scope, recipe));
  const names = selected.map(({ name }) => name);
  const twice = recipes.find((recipe, index) => recipes.indexOf(recipe) < index || names.indexOf(names[index]) < index);
  if (twice) {
    throw new ValidationError(scope, `A lifecycle policy may have each recipe only once, whatever its version, got '${twice.node.path}' twice: leave one of them out. See ${SEE}`);
  }
  const { imageType } = selected[0];
  if (selected.some((other) => other.imageType !== imageType)) {
    throw new ValidationError(scope, `The recipes of a lifecycle policy must be all ImageRecipes or all ContainerRecipes, got both: make two policies. See ${SEE}`);
  }
  if (props.imageType !== undefined && props.imageType !== imageType) {
    throw new ValidationError(scope, `The recipes of the lifecycle policy make images of type ${imageType}, got the imageType ${props.imageType}: leave it out. See ${SEE}`);
  }
  const semanticVersion = props.recipeVersion ?? LATEST_VERSION;
  return { imageType, resourceSelection: { recipes: selected.map(({ name }) => ({ name, semanticVersion })) } };
}

function byTags(scope: IConstruct, tagMap: { [key: string]: string }, props: LifecyclePolicyProps): LifecycleSelection {
  if (props.recipeVersion !== undefined) {
    throw new ValidationError(scope, `recipeVersion selects versions of recipes, got '${props.recipeVersion}' without recipes: leave it out. See ${SEE}`);
  }
  if (props.imageType === undefined) {
    throw new ValidationError(scope, `Tags do not say which kind of image they select: set 'imageType', too, for example to LifecycleImageType.AMI. See ${SEE}`);
  }
  return { imageType: props.imageType, resourceSelection: { tagMap } };
}

function selectedRecipe(
  scope: IConstruct,
  recipe: NonNullable<LifecyclePolicyProps['recipes']>[number],
): { imageType: LifecycleImageType; name: string } {
  if ('containerRecipeName' in recipe && typeof recipe.containerRecipeName === 'string') {
    return { imageType: LifecycleImageType.CONTAINER, name: recipe.containerRecipeName };
  }
  if ('imageRecipeName' in recipe && typeof recipe.imageRecipeName === 'string') {
    return { imageType: LifecycleImageType.AMI, name: recipe.imageRecipeName };
  }
  // Any other recipe, such as an L1, tells only its ARN.
  if ('containerRecipeRef' in recipe) {
    const { name } = nameAndVersionFromArn(scope, recipe.containerRecipeRef.containerRecipeArn, 'container-recipe');
    return { imageType: LifecycleImageType.CONTAINER, name };
  }
  if ('imageRecipeRef' in recipe) {
    const { name } = nameAndVersionFromArn(scope, recipe.imageRecipeRef.imageRecipeArn, 'image-recipe');
    return { imageType: LifecycleImageType.AMI, name };
  }
  throw new ValidationError(scope, `Each of the recipes must be an ImageRecipe, a ContainerRecipe or one of their L1s (CfnImageRecipe, CfnContainerRecipe), got ${described(recipe)}.`);
}
