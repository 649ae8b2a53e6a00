import { CfnResource, Fn } from 'aws-cdk-lib';
import { CfnContainerRecipe, CfnImage, CfnImagePipeline, CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { pipelineOfImage } from './built-by-pipeline';
import { referenceTarget } from './reference-target';
import { arnName } from '../checks/names';

type Recipe = CfnImageRecipe | CfnContainerRecipe;
type RecipeUser = CfnImage | CfnImagePipeline;

/** An imported pipeline, of which its user says the recipe and the deployment. */
interface NamesImages {
  readonly _imageName: string;
  readonly imagePipelineDeploymentId: string;
}

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

/** What changes whenever what a pipeline builds changes; the ARN of an imported pipeline for which nobody says it. */
export function triggerOfPipeline(pipeline: IConstruct, imagePipelineArn: string): string {
  return resourceOf<CfnImagePipeline>(pipeline, CfnImagePipeline.CFN_RESOURCE_TYPE_NAME)?.attrDeploymentId
    ?? (pipeline as Partial<NamesImages>).imagePipelineDeploymentId
    ?? imagePipelineArn;
}

function nameOfRecipeOf(user: IConstruct): string | undefined {
  const l1 = resourceOf<RecipeUser>(user, CfnImage.CFN_RESOURCE_TYPE_NAME, CfnImagePipeline.CFN_RESOURCE_TYPE_NAME);
  const builder = l1 && CfnImage.isCfnImage(l1) ? pipelineOfImage(l1) ?? l1 : l1;
  const recipeArn = builder?.imageRecipeArn ?? builder?.containerRecipeArn;
  return recipeArn === undefined ? (user as Partial<NamesImages>)._imageName : nameInRecipeArn(recipeArn);
}

/** The name of a recipe, a literal where it is known at synthesis. */
export function nameInRecipeArn(recipeArn: string): string {
  const target = referenceTarget(recipeArn);
  const recipe = target && resourceOf<Recipe>(target, CfnImageRecipe.CFN_RESOURCE_TYPE_NAME, CfnContainerRecipe.CFN_RESOURCE_TYPE_NAME);
  if (recipe) return arnName(recipe.name);
  return /:(?:image|container)-recipe\/([a-z0-9-]+)\//.exec(recipeArn)?.[1] ?? Fn.select(1, Fn.split('/', recipeArn));
}

/** The L1 of one of the types that a construct is, or holds as its main resource. */
export function resourceOf<T extends CfnResource>(construct: IConstruct, ...types: string[]): T | undefined {
  return [construct, construct.node.defaultChild].find(
    (candidate): candidate is T => CfnResource.isCfnResource(candidate) && types.includes(candidate.cfnResourceType),
  );
}
