import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  BaseImage, ImagePipeline, ImageRecipe, LaunchInstanceStep, ManagedComponent, ManagedWorkflow, Platform, RunCommandStep, TerminateInstanceStep,
  WaitForActionStep, Workflow, WorkflowCondition, WorkflowDocument, WorkflowParameter, WorkflowType,
} from 'cdk-image-builder';

const app = new App();
const stack = new Stack(app, 'CustomWorkflow');

// A command tests an instance of the image; then a person approves it, if the pipeline asks for that.
const command = WorkflowParameter.ofString('Command');
const approval = WorkflowParameter.ofBoolean('Approval', { defaultValue: false });
const approvals = new Topic(stack, 'Approvals', { enforceSSL: true, masterKey: new Key(stack, 'Key', { enableKeyRotation: true }) });

const launch = new LaunchInstanceStep('Launch');
const smokeTest = new RunCommandStep('SmokeTest', {
  instanceId: launch.instanceId,
  documentName: 'AWS-RunShellScript',
  parameters: { commands: [command.value.toString()] },
  timeout: Duration.minutes(10),
});
const approve = new WaitForActionStep('Approve', {
  topic: approvals,
  condition: WorkflowCondition.booleanEquals(approval.value, true),
});
const terminate = new TerminateInstanceStep('Terminate', { instanceId: launch.instanceId });

const acceptance = new Workflow(stack, 'Acceptance', {
  workflowType: WorkflowType.TEST,
  document: WorkflowDocument.fromSteps({
    parameters: [command, approval],
    steps: [launch, smokeTest, approve, terminate],
  }),
});

const pipeline = new ImagePipeline(stack, 'Pipeline', {
  recipe: new ImageRecipe(stack, 'Recipe', {
    baseImage: BaseImage.amazonLinux2023(),
    components: [{ component: ManagedComponent.cloudWatchAgent(stack, 'CloudWatchAgent', Platform.LINUX) }],
  }),
  workflows: [
    { workflow: ManagedWorkflow.buildImage(stack, 'Build') },
    { workflow: acceptance, parameters: { Command: ['systemctl is-active amazon-ssm-agent'], Approval: ['true'] } },
  ],
});
new CfnOutput(stack, 'PipelineArn', { value: pipeline.imagePipelineArn });
