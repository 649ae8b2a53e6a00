import { CfnResource, Fn, Token, Tokenization } from 'aws-cdk-lib';
import { CfnContainerRecipe, CfnImage, CfnImagePipeline, CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { arnName } from '../private/names';

type Recipe = CfnImageRecipe | CfnContainerRecipe;
type RecipeUser = CfnImage | CfnImagePipeline;

/**
 * The name that an image's ARN will have: the recipe's.
 *
 * A name that is known at synthesis is returned as a literal, so that a policy made from it refers to
 * no resource: a reference would make every status of the stack wait for every image of the stack.
 */
export function nameOfImage(image: IConstruct, imageArn: string): string {
  return nameOfRecipeOf(image) ?? Fn.select(1, Fn.split('/', imageArn));
}

/** The name of a pipeline, a literal where it is known at synthesis. */
export function nameOfPipeline(pipeline: IConstruct, imagePipelineArn: string): string {
  const l1 = resourceOf<CfnImagePipeline>(pipeline, CfnImagePipeline.CFN_RESOURCE_TYPE_NAME);
  return l1 ? arnName(l1.name) : Fn.select(1, Fn.split('/', imagePipelineArn));
}

/** The name of the images that a pipeline builds, or undefined where the pipeline does not say (an imported one). */
export function nameOfPipelineImages(pipeline: IConstruct): string | undefined {
  return nameOfRecipeOf(pipeline);
}

function nameOfRecipeOf(user: IConstruct): string | undefined {
  const l1 = resourceOf<RecipeUser>(user, CfnImage.CFN_RESOURCE_TYPE_NAME, CfnImagePipeline.CFN_RESOURCE_TYPE_NAME);
  const recipeArn = l1?.imageRecipeArn ?? l1?.containerRecipeArn;
  return recipeArn === undefined ? undefined : nameInRecipeArn(recipeArn);
}

function nameInRecipeArn(recipeArn: string): string {
  const token = Token.isUnresolved(recipeArn) ? Tokenization.reverseString(recipeArn).firstToken : undefined;
  const target = token && Tokenization.isResolvable(token) && 'target' in token ? token.target as IConstruct : undefined;
  const recipe = target && resourceOf<Recipe>(target, CfnImageRecipe.CFN_RESOURCE_TYPE_NAME, CfnContainerRecipe.CFN_RESOURCE_TYPE_NAME);
  return recipe ? arnName(recipe.name) : Fn.select(1, Fn.split('/', recipeArn));
}

/** The L1 of one of the types that a construct is, or holds as its main resource. */
export function resourceOf<T extends CfnResource>(construct: IConstruct, ...types: string[]): T | undefined {
  return [construct, construct.node.defaultChild].find(
    (candidate): candidate is T => CfnResource.isCfnResource(candidate) && types.includes(candidate.cfnResourceType),
  );
}
