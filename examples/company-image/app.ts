import { Annotations, App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { BlockDeviceVolume, LaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { BaseImage, GoldenImage, ImagePipelineSchedule, ManagedComponent, Platform, VulnerabilityGate } from 'cdk-image-builder';

const account = process.env.CDK_DEFAULT_ACCOUNT;
const regions = ['us-east-1', 'eu-west-1'];
const launchPermission = { accounts: ['111111111111', '222222222222'] };
const app = new App();
const stack = new Stack(app, 'CompanyImage', { env: { account, region: regions[0] } });

// The multi-Region key of the security team, whose policy allows these accounts.
const keys = regions.map((region) => Key.fromKeyArn(stack, `Key-${region}`, `arn:aws:kms:${region}:${stack.account}:key/mrk-1234abcd12ab34cd56ef1234567890ab`));
const approvals = new Topic(stack, 'Approvals', { enforceSSL: true, masterKey: new Key(stack, 'TopicKey', { enableKeyRotation: true }) });

// Hardened, encrypted, evaluated by the gate and approved by a person before it is copied, shared or named by a
// parameter.
const golden = new GoldenImage(stack, 'Linux', {
  baseImage: BaseImage.amazonLinux2023(),
  components: [{ component: ManagedComponent.stigBuild(stack, 'Stig', Platform.LINUX) }],
  blockDevices: [{ deviceName: '/dev/xvda', volume: BlockDeviceVolume.ebs(20, { encrypted: true, kmsKey: keys[0] }) }],
  amiDistributions: regions.map((region, index) => ({ region, kmsKey: keys[index], launchPermission })),
  gate: VulnerabilityGate.atMost({ critical: 0, exceptions: [{ vulnerabilityId: 'CVE-2024-3094', reason: 'sshd is not installed', expires: '2999-12-31' }] }),
  approval: { topic: approvals, timeout: Duration.days(2) },
  schedule: ImagePipelineSchedule.cron({ weekDay: 'SUN', hour: '3', minute: '0' }),
  buildOnDeploy: false,
});
Annotations.of(golden).acknowledgeWarning('cdk-image-builder:sharedKeyPolicy', 'The policy of the key allows the accounts.');
new CfnOutput(stack, 'PipelineArn', { value: golden.pipeline.imagePipelineArn });

// The servers in each Region start from the AMI that is released there.
for (const region of regions) {
  const servers = new Stack(app, `Servers-${region}`, { env: { account, region } });
  new LaunchTemplate(servers, 'Template', { machineImage: golden.toMachineImage({ resolveAtLaunch: true }), requireImdsv2: true });
}
