import { CfnContainerRecipe, CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { factsOf } from './facts';
import { resourceOf } from './resource-of';

const PREFIX = 'ssm:';

/** Name or ARN of the SSM parameter in a reference to a base image; undefined if it refers to no parameter. */
export function baseImageParameter(image: string | undefined): string | undefined {
  return image?.startsWith(PREFIX) ? image.slice(PREFIX.length) : undefined;
}

/** Name or ARN of the SSM parameter that names the base image of a recipe, which may be an L1; undefined if there is no such parameter. */
export function baseImageParameterOf(recipe: IConstruct): string | undefined {
  const facts = factsOf(recipe).recipe;
  if (facts) return facts.baseImageParameter;
  const l1 = resourceOf(recipe, CfnImageRecipe, CfnContainerRecipe);
  if (!l1) return undefined;
  if (CfnImageRecipe.isCfnImageRecipe(l1)) return baseImageParameter(l1.parentImage);
  const { instanceConfiguration: instance } = l1 as CfnContainerRecipe;
  return instance && 'image' in instance ? baseImageParameter(instance.image) : undefined;
}
