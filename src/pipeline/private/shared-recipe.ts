import { Stack } from 'aws-cdk-lib';
import { CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import { Construct, IConstruct } from 'constructs';
import { onValidation } from '../../private/checks/on-validation';
import { warn } from '../../private/checks/warnings';
import { buildersIn } from '../../private/facts/builds';
import { nameOfImages } from '../../private/facts/image-name';
import { resourceOf } from '../../private/facts/resource-of';

/**
 * Warns if something else builds images of the pipeline's recipe: events identify images by the name of the recipe, and most do
 * not say which pipeline built an image.
 */
export function warnOfSharedRecipe(pipeline: Construct): void {
  onValidation(pipeline, () => {
    const others = otherBuilders(pipeline).map(({ node }) => `'${node.path}'`);
    if (others.length > 0) {
      warn(pipeline, 'eventsOfSharedRecipe', `The rules of '${pipeline.node.path}' also match the images of ${others.join(', ')}: these images have the same recipe, and events do not say which pipeline built an image. Give each pipeline its own recipe. See https://docs.aws.amazon.com/imagebuilder/latest/userguide/integ-eventbridge.html`);
    }
  });
}

function otherBuilders(pipeline: Construct): IConstruct[] {
  const own = resourceOf(pipeline, CfnImagePipeline);
  const { environment } = Stack.of(pipeline);
  const name = nameOfImages(pipeline);
  return buildersIn(pipeline).filter((node) => node !== own && Stack.of(node).environment === environment && nameOfImages(node) === name);
}
