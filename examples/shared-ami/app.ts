import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import {
  AssertStep, BaseImage, Component, ComponentCondition, ComponentDocument, ComponentParameter, CreateFileStep, DistributionConfiguration,
  ExecuteBashStep, ImagePipeline, ImageRecipe, ImageScanningConfiguration, LifecyclePeriod, LifecyclePolicy, LifecyclePolicyDetail, ManagedComponent,
  Platform, Severity,
} from 'cdk-image-builder';

const app = new App();
const stack = new Stack(app, 'SharedAmi', { env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION } });

// A web server, a check before the image is created that it is installed, and a test that it responds on an instance of
// the image.
const greeting = new ComponentParameter('Greeting', { description: 'What the server answers.' });
const update = new ExecuteBashStep('Update', { commands: ['dnf upgrade --releasever=latest --assumeyes'] });
const install = new ExecuteBashStep('Install', { commands: ['dnf install --assumeyes nginx', 'systemctl enable nginx'], maxAttempts: 3 });
const page = new CreateFileStep('Page', { inputs: [{ path: '/usr/share/nginx/html/index.html', content: greeting.value, overwrite: true }] });
const installed = new AssertStep('Installed', ComponentCondition.binaryExists('nginx'));
const answers = new ExecuteBashStep('Answers', { commands: ['curl --fail --silent http://localhost/'] });
const webServer = new Component(stack, 'WebServer', {
  platform: Platform.LINUX,
  document: ComponentDocument.fromSteps({
    parameters: [greeting],
    buildSteps: [update, install, page],
    validateSteps: [installed],
    testSteps: [answers],
  }),
});
const recipe = new ImageRecipe(stack, 'Recipe', {
  baseImage: BaseImage.amazonLinux2023(),
  components: [
    { component: webServer, parameters: { Greeting: ['Hello'] } },
    { component: ManagedComponent.simpleBootTest(stack, 'BootTest', Platform.LINUX) },
  ],
});

// Two accounts may launch the image in two Regions. Each Region has a parameter that names the newest image.
const launchPermission = { accounts: ['111111111111', '222222222222'] };
const otherRegion = stack.region === 'eu-west-1' ? 'eu-central-1' : 'eu-west-1';
const ssmParameters = [{ parameterName: '/imagebuilder/web-server' }];
const distribution = new DistributionConfiguration(stack, 'Distribution', {
  amiDistributions: [
    { launchPermission, ssmParameters, amiTags: { Application: 'web' } },
    { region: otherRegion, launchPermission, ssmParameters, amiTags: { Application: 'web' } },
  ],
});
const pipeline = new ImagePipeline(stack, 'Pipeline', {
  recipe,
  distributionConfiguration: distribution,
  // An AMI with a critical vulnerability that has a fix reaches nobody.
  imageScanningConfiguration: ImageScanningConfiguration.onDemandAmi({ maximumSeverity: Severity.HIGH }),
});

// Nobody should start from an image of last quarter; the five newest images are enough to go back to.
new LifecyclePolicy(stack, 'Lifecycle', {
  recipes: [recipe],
  details: [LifecyclePolicyDetail.deprecateAfter(LifecyclePeriod.months(3)), LifecyclePolicyDetail.keepLast(5)],
});
new CfnOutput(stack, 'PipelineArn', { value: pipeline.imagePipelineArn });
