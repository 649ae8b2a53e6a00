const { Component, ComponentData, BaseImage, ImagePipeline, ImageRecipe, Platform } = require('@aws-cdk/aws-imagebuilder-alpha');
const { Schedule } = require('aws-cdk-lib/aws-events');
const { COMPONENTS, documentOf, PARENT_IMAGE, SCHEDULE } = require('../pipeline');

exports.add = (stack, i) => {
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
};
