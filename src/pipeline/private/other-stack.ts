import { Stack } from 'aws-cdk-lib';
import { CfnContainerRecipe, CfnImage, CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { quoted } from '../../private/checks/callers-language';
import { warn } from '../../private/checks/warnings';
import { ifImported } from '../../private/facts/imported-export';
import { pathOf, resourceOf } from '../../private/facts/resource-of';

const SEE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html';

/** CloudFormation does not change an export as long as another stack imports it, and a changed recipe has a new ARN. */
export function warnOfRecipeInOtherStack(scope: IConstruct, recipe: IConstruct): void {
  const resource = resourceOf(recipe, CfnImageRecipe, CfnContainerRecipe);
  if (!resource) return;
  const byName = CfnImageRecipe.isCfnImageRecipe(resource) ? 'ImageRecipe.fromImageRecipeName()' : 'ContainerRecipe.fromContainerRecipeName()';
  ifImported(scope, resource, () => warn(scope, 'recipeInOtherStack', `The recipe '${pathOf(resource)}' is in another stack, and its ARN changes with the recipe. CloudFormation does not change it as long as this stack imports it, so the next change of the recipe fails: put both into the stack ${quoted(Stack.of(resource).node.path)}, or import the recipe here by ${byName}. See ${SEE}`));
}

/** CloudFormation does not change an export as long as another stack imports it, and the id of an AMI changes with each build. */
export function warnOfImageInOtherStack(scope: IConstruct, image: IConstruct): void {
  const resource = resourceOf(image, CfnImage);
  if (!resource) return;
  ifImported(scope, resource, () => warn(scope, 'imageInOtherStack', `The image '${pathOf(resource)}' is in another stack, and the id of its AMI changes with each build. CloudFormation does not change it as long as this stack imports it, so the next build of the image fails: use the AMI in the stack ${quoted(Stack.of(resource).node.path)}, or let a DistributionConfiguration write the id to an SSM parameter, and use ec2.MachineImage.fromSsmParameter(). See ${SEE}`));
}
