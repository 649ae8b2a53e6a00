import { App, Stack, TimeZone } from 'aws-cdk-lib';
import {
  BaseImage, Component, ComponentDocument, ExecuteBashStep, GoldenImage, ImagePipelineSchedule, LifecyclePolicyDetail, Platform, VulnerabilityGate,
} from 'cdk-image-builder';

const app = new App();
const stack = new Stack(app, 'GoldenImage');

const hardening = new Component(stack, 'Hardening', {
  platform: Platform.LINUX,
  document: ComponentDocument.fromSteps({
    buildSteps: [new ExecuteBashStep('NoCoreDumps', { commands: ["echo '* hard core 0' > /etc/security/limits.d/core.conf"] })],
    testSteps: [new ExecuteBashStep('HasNoCoreDumps', { commands: ['test "$(ulimit -H -c)" = 0'] })],
  }),
});

// Built and scanned when the stack is deployed, and every Sunday night if the base image is newer. The SSM parameter
// names the newest image that passed the gate.
const golden = new GoldenImage(stack, 'Linux', {
  baseImage: BaseImage.amazonLinux2023(),
  components: [{ component: hardening }],
  schedule: ImagePipelineSchedule.cron({ weekDay: 'SUN', hour: '3', minute: '0', timeZone: TimeZone.EUROPE_BERLIN }),
  gate: VulnerabilityGate.atMost({
    critical: 0,
    high: 10,
    exceptions: [{ vulnerabilityId: 'CVE-2024-3094', reason: 'sshd is not installed', expires: '2999-12-31' }],
  }),
  retention: [LifecyclePolicyDetail.keepLast(5)],
});
golden.addOutputs();
