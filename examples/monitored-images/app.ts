import { App, CfnOutput, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import {
  BaseImage, BuildDashboard, GoldenImage, ImagePipelineSchedule, InspectorActivation, ManagedComponent, PipelineMonitor, Platform, VulnerabilityGate,
} from 'cdk-image-builder';

const app = new App();
const stack = new Stack(app, 'MonitoredImages');

const common = {
  components: [{ component: ManagedComponent.stigBuild(stack, 'Stig', Platform.LINUX) }],
  schedule: ImagePipelineSchedule.cron({ weekDay: 'SUN', hour: '3', minute: '0' }),
  gate: VulnerabilityGate.atMost({ critical: 0 }),
  buildOnDeploy: false,
};
const linux = new GoldenImage(stack, 'Linux', { baseImage: BaseImage.amazonLinux2023(), ...common });
const ubuntu = new GoldenImage(stack, 'Ubuntu', { baseImage: BaseImage.ubuntuServer2404(), ...common });

// The gate needs scans. Amazon Inspector bills every instance of the account, not only those of Image Builder.
const inspector = new InspectorActivation(stack, 'Inspector');
linux.node.addDependency(inspector);
ubuntu.node.addDependency(inspector);

// The team gets an e-mail when a build fails, an image is refused, a pipeline is disabled, or an image is too old.
const notices = new Topic(stack, 'Notices', { masterKey: new Key(stack, 'Key', { enableKeyRotation: true }) });
notices.addSubscription(new EmailSubscription('platform-team@example.com'));
Validations.of(notices).acknowledge({ id: 'Serverless-SNSRedrivePolicy', reason: 'The dashboard shows what a lost e-mail would say.' });
const monitor = new PipelineMonitor(stack, 'Monitor', {
  pipelines: [linux, ubuntu],
  topics: [notices],
  maximumImageAge: Duration.days(30),
  repeatAfter: Duration.days(7),
});
monitor.alarmOnImageAge();

// Everybody can view the last builds.
new BuildDashboard(stack, 'Dashboard', { pipelines: [linux, ubuntu] });

new CfnOutput(stack, 'PipelineArn', { value: linux.pipeline.imagePipelineArn });
