const library = require('cdk-image-builder');
const { COMPONENTS, PARENT_IMAGE } = require('../pipeline');

const { BaseImage, Component, ComponentDocument, ExecuteBashStep, ImagePipeline, ImagePipelineSchedule, ImageRecipe, ImageScanningConfiguration, Platform } = library;

exports.add = (stack, i) => {
  const recipe = new ImageRecipe(stack, `Recipe${i}`, {
    baseImage: BaseImage.fromAmiId(PARENT_IMAGE),
    components: COMPONENTS.map(({ name, commands }) => ({
      component: new Component(stack, `${name}${i}`, {
        platform: Platform.LINUX,
        document: ComponentDocument.fromSteps({ buildSteps: [new ExecuteBashStep(name, { commands, failFast: false })] }),
      }),
    })),
  });
  return new ImagePipeline(stack, `Pipeline${i}`, {
    recipe,
    imageScanningConfiguration: ImageScanningConfiguration.testInstance(),
    schedule: ImagePipelineSchedule.cron({ minute: '0', hour: '3', weekDay: 'sun' }),
  });
};
