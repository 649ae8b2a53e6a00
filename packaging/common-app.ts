import { App, Stack, TimeZone } from 'aws-cdk-lib';

/** Uses of the library what most apps use: a pipeline of an AMI with a component, a schedule and a scan, and its status. */
export function commonApp(library: typeof import('../src')): void {
  const app = new App();
  const stack = new Stack(app, 'Common');
  const component = new library.Component(stack, 'Component', {
    platform: library.Platform.LINUX,
    document: library.ComponentDocument.fromSteps({ buildSteps: [new library.ExecuteBashStep('Greet', { commands: ['echo hello'] })] }),
  });
  const pipeline = new library.ImagePipeline(stack, 'Pipeline', {
    recipe: new library.ImageRecipe(stack, 'Recipe', { baseImage: library.BaseImage.fromSsmParameterName('/base'), components: [{ component }] }),
    imageScanningConfiguration: library.ImageScanningConfiguration.testInstance(),
    schedule: library.ImagePipelineSchedule.cron({ minute: '0', hour: '3', weekDay: 'sun', timeZone: TimeZone.EUROPE_BERLIN }),
  });
  new library.ImageStatus(stack, 'Status', { pipeline });
  app.synth();
}
