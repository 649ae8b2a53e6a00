import { CfnContainerRecipe, CfnImage, CfnImagePipeline, CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { partOfArn } from './arn-parts';
import { pipelineOfImage } from './built-by-pipeline';
import { factsOf } from './facts';
import { keptName } from './kept-name';
import { ImageKind } from './recipe-facts';
import { referencedResource, resourceOf } from './resource-of';

/**
 * The name that an image's ARN will have: the recipe's.
 *
 * A name that is known at synthesis is returned as a literal, so that a policy made from it refers to
 * no resource: a reference would make every status of the stack wait for every image of the stack.
 */
export function nameOfImage(image: IConstruct, imageArn: string): string {
  return nameOfImages(image) ?? partOfArn(imageArn, 1);
}

/** The name of a pipeline; a literal if it is known at synthesis. */
export function nameOfPipeline(pipeline: IConstruct, imagePipelineArn: string): string {
  const l1 = resourceOf(pipeline, CfnImagePipeline);
  return l1 ? keptName(l1) : partOfArn(imagePipelineArn, 1);
}

/** The name of an image, or of the images that a pipeline builds: the recipe's. Undefined for an import without a recipe. */
export function nameOfImages(imageOrPipeline: IConstruct): string | undefined {
  const builder = builderOf(imageOrPipeline);
  const recipeArn = builder?.imageRecipeArn ?? builder?.containerRecipeArn;
  return recipeArn === undefined ? factsOf(imageOrPipeline).imageName : nameInRecipeArn(recipeArn);
}

/** The id that changes whenever a pipeline does; undefined for an imported pipeline without it. */
export function deploymentIdOf(pipeline: IConstruct): string | undefined {
  return resourceOf(pipeline, CfnImagePipeline)?.attrDeploymentId ?? factsOf(pipeline).deploymentId;
}

/** The kind of an image, or of the images that a pipeline builds; undefined for an import. */
export function kindOfImages(imageOrPipeline: IConstruct): ImageKind | undefined {
  const builder = builderOf(imageOrPipeline);
  if (builder?.imageRecipeArn) return 'AMI';
  return builder?.containerRecipeArn ? 'CONTAINER' : undefined;
}

/** The resource that names the recipe of an image or pipeline. */
function builderOf(imageOrPipeline: IConstruct): CfnImage | CfnImagePipeline | undefined {
  const l1 = resourceOf(imageOrPipeline, CfnImage, CfnImagePipeline);
  return l1 && CfnImage.isCfnImage(l1) ? pipelineOfImage(l1) ?? l1 : l1;
}

/** The name of a recipe; a literal if it is known at synthesis. */
export function nameInRecipeArn(recipeArn: string): string {
  const recipe = referencedResource(recipeArn, CfnImageRecipe, CfnContainerRecipe);
  return recipe ? keptName(recipe) : partOfArn(recipeArn, 1);
}
