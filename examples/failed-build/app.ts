import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Repository, TagMutability } from 'aws-cdk-lib/aws-ecr';
import {
  BaseContainerImage, Component, ComponentDocument, ContainerRecipe, ImagePipeline, ImageStatus, ImageStatusAttribute, OnFailure,
  Platform,
} from 'cdk-image-builder';

const app = new App();
const stack = new Stack(app, 'FailedBuild');

const tools = new Component(stack, 'Tools', {
  platform: Platform.LINUX,
  document: ComponentDocument.fromObject({
    schemaVersion: '1.0',
    phases: [{
      name: 'build',
      steps: [{ name: 'InstallTools', action: 'ExecuteBash', inputs: { commands: ['dnf install -y no-such-package'] } }],
    }],
  }),
});
const pipeline = new ImagePipeline(stack, 'Pipeline', {
  recipe: new ContainerRecipe(stack, 'Recipe', {
    baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'),
    targetRepository: new Repository(stack, 'Repository', { imageScanOnPush: true, imageTagMutability: TagMutability.IMMUTABLE }),
    components: [{ component: tools }],
  }),
});

// The newest build of the pipeline, whoever started it. It is read again when the trigger changes:
// cdk deploy --context trigger=$(date +%F)
new ImageStatus(stack, 'Newest', {
  pipeline,
  trigger: app.node.tryGetContext('trigger') ?? 'first',
  onFailure: OnFailure.REPORT,
}).addOutputs({
  only: [
    ImageStatusAttribute.IMAGE_STATE,
    ImageStatusAttribute.IMAGE_STATE_REASON,
    ImageStatusAttribute.WORKFLOW_STATUS,
    ImageStatusAttribute.FAILED_STEP,
    ImageStatusAttribute.FAILED_STEP_MESSAGE,
  ],
});
new CfnOutput(stack, 'PipelineArn', { value: pipeline.imagePipelineArn });
