import { Token } from 'aws-cdk-lib';
import { CfnComponent, CfnImage, CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { pipelineOfImage } from '../../private/facts/built-by-pipeline';
import { resourceOf } from '../../private/facts/image-name';
import { referenceTarget } from '../../private/facts/reference-target';
import { ImageRecipe } from '../../recipe/image-recipe';
import { Platform } from '../../recipe/platform';

/** The operating system of an image, as far as its recipe says it. */
export function platformOfImage(image: IConstruct): Platform | undefined {
  const l1 = resourceOf<CfnImage>(image, CfnImage.CFN_RESOURCE_TYPE_NAME);
  return platformOfRecipe((l1 && pipelineOfImage(l1) || l1)?.imageRecipeArn);
}

/** The operating system of what an image recipe makes, as far as it says it. */
export function platformOfRecipe(imageRecipeArn: string | undefined): Platform | undefined {
  const recipe = referenceTarget(imageRecipeArn);
  const recipeL1 = recipe && resourceOf<CfnImageRecipe>(recipe, CfnImageRecipe.CFN_RESOURCE_TYPE_NAME);
  const { scope } = recipeL1?.node ?? {};
  const stated = scope instanceof ImageRecipe ? scope._facts.platform : undefined;
  return stated ?? (recipeL1 && (platformOfParent(recipeL1) ?? platformOfComponents(recipeL1)));
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
  const target = referenceTarget(arn);
  const component = target && resourceOf<CfnComponent>(target, CfnComponent.CFN_RESOURCE_TYPE_NAME);
  return component ? Object.values(Platform).find((platform) => platform === component.platform) : platformIn(arn);
}

function platformIn(text: string): Platform | undefined {
  if (/windows/i.test(text)) return Platform.WINDOWS;
  return /mac-?os/i.test(text) ? Platform.MAC_OS : undefined;
}
