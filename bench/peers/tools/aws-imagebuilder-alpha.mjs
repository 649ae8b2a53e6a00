import { Component, ComponentData, BaseImage, ImagePipeline, ImageRecipe, Platform } from '@aws-cdk/aws-imagebuilder-alpha';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { COMPONENTS, documentOf, PARENT_IMAGE, SCHEDULE } from '../pipeline.mjs';

export function add(stack, i) {
  const recipe = new ImageRecipe(stack, `Recipe${i}`, {
    baseImage: BaseImage.fromAmiId(PARENT_IMAGE),
    components: COMPONENTS.map((component) => ({
      component: new Component(stack, `${component.name}${i}`, {
        platform: Platform.LINUX,
        data: ComponentData.fromJsonObject(documentOf(component)),
      }),
    })),
  });
  new ImagePipeline(stack, `Pipeline${i}`, { recipe, imageScanningEnabled: true, schedule: { expression: Schedule.expression(SCHEDULE) } });
}
