import { Token } from 'aws-cdk-lib';
import { CfnComponent, CfnImage, CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { pipelineOfImage } from '../../private/facts/built-by-pipeline';
import { factsOf } from '../../private/facts/facts';
import { referencedResource, referenceTarget, resourceOf } from '../../private/facts/resource-of';
import { Platform } from '../../recipe/platform';

/** The operating system of an image, if its recipe says it. */
export function platformOfImage(image: IConstruct): Platform | undefined {
  const l1 = resourceOf(image, CfnImage);
  return platformOfRecipe((l1 && pipelineOfImage(l1) || l1)?.imageRecipeArn);
}

/** The operating system of the AMIs of an image recipe, if it says it. */
export function platformOfRecipe(imageRecipeArn: string | undefined): Platform | undefined {
  const recipe = referencedResource(imageRecipeArn, CfnImageRecipe);
  if (!recipe) return undefined;
  return platformNamed(factsOf(recipe).recipe?.platform) ?? platformOfParent(recipe) ?? platformOfComponents(recipe);
}

/** A base image is another image of the app, or a text that names it, as the parameter `/aws/service/ami-windows-latest/...` does. */
function platformOfParent({ parentImage }: CfnImageRecipe): Platform | undefined {
  const target = referenceTarget(parentImage);
  return target ? platformOfImage(target) : platformIn(parentImage);
}

/** A recipe runs components of its own platform only. */
function platformOfComponents({ components }: CfnImageRecipe): Platform | undefined {
  if (components === undefined || Token.isUnresolved(components)) return undefined;
  return (components as CfnImageRecipe.ComponentConfigurationProperty[])
    .map(({ componentArn }) => componentArn && platformOfComponent(componentArn)).find((platform) => platform !== undefined) as Platform | undefined;
}

function platformOfComponent(arn: string): Platform | undefined {
  const component = referencedResource(arn, CfnComponent);
  return component ? platformNamed(component.platform) : platformIn(arn);
}

function platformNamed(name: string | undefined): Platform | undefined {
  return Object.values(Platform).find((platform) => platform === name);
}

function platformIn(text: string): Platform | undefined {
  if (/windows/i.test(text)) return Platform.WINDOWS;
  return /mac-?os/i.test(text) ? Platform.MAC_OS : undefined;
}
