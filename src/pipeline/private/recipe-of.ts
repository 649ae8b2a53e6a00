import { IConstruct } from 'constructs';
import { ValidationError } from '../../private/checks/validation-error';
import { described } from '../../private/facts/described';
import { ImageKind } from '../../private/facts/recipe-facts';
import { ImageBuildProps } from '../image-build-props';

/** A recipe: the kind of its images, and its ARN. */
export interface Recipe {
  readonly kind: ImageKind;
  readonly arn: string;
}

/** Tells an image recipe from a container recipe, whichever library or L1 it comes from. */
export function recipeOf(scope: IConstruct, recipe: ImageBuildProps['recipe']): Recipe {
  if ('containerRecipeRef' in recipe) return { kind: 'CONTAINER', arn: recipe.containerRecipeRef.containerRecipeArn };
  if ('imageRecipeRef' in recipe) return { kind: 'AMI', arn: recipe.imageRecipeRef.imageRecipeArn };
  throw new ValidationError(scope, `The recipe must be an ImageRecipe, a ContainerRecipe or one of their L1s (CfnImageRecipe, CfnContainerRecipe), got ${described(recipe)}.`);
}
