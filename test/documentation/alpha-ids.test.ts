import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import {
  BaseContainerImage, BaseImage, Component, ComponentDocument, ContainerRecipe, DistributionConfiguration, ExecuteBashStep, ImagePipeline,
  ImageRecipe, InfrastructureConfiguration, LifecyclePolicy, LifecyclePolicyDetail, Platform, WaitForActionStep, Workflow, WorkflowDocument,
  WorkflowType,
} from '../../src';

/** The logical ids, names and versions that @aws-cdk/aws-imagebuilder-alpha 2.270.0-alpha.0 gives the same app. */
const ALPHA = {
  Component: ['Tools14E15C69', 'images-tools-2f3daba8', '1.0.0'],
  ImageRecipe: ['Recipe2A957DA4', 'images-recipe-a5e87387', '1.0.x'],
  ContainerRecipe: ['Container97526FE1', 'images-container-e0df7c95', '1.0.x'],
  Workflow: ['FlowA74D6E88', 'images-flow-cc588e9a', '1.0.0'],
  InfrastructureConfiguration: ['InfraB47B425B', 'images-infra-a1f6c17f', undefined],
  DistributionConfiguration: ['DistB3B78991', 'images-dist-8c2d993b', undefined],
  ImagePipeline: ['PipelineC660917D', 'images-pipeline-06afbfd6', undefined],
  LifecyclePolicy: ['LP598F550D', 'images-lp-18d65f9b', undefined],
};

test('the page about migrating › constructs that are swapped for those of the alpha library keep their logical ids and names', () => {
  const stack = new Stack(new App(), 'Images', { env: { account: '123456789012', region: 'us-east-1' } });
  const document = ComponentDocument.fromSteps({ buildSteps: [new ExecuteBashStep('Install', { commands: ['true'] })] });
  const recipe = new ImageRecipe(stack, 'Recipe', {
    baseImage: BaseImage.amazonLinux2023(), components: [{ component: new Component(stack, 'Tools', { platform: Platform.LINUX, document }) }],
  });
  new ContainerRecipe(stack, 'Container', {
    baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository: new ecr.Repository(stack, 'Repo'),
  });
  new Workflow(stack, 'Flow', { workflowType: WorkflowType.TEST, document: WorkflowDocument.fromSteps({ steps: [new WaitForActionStep('Wait')] }) });
  new ImagePipeline(stack, 'Pipeline', {
    recipe,
    infrastructureConfiguration: new InfrastructureConfiguration(stack, 'Infra'),
    distributionConfiguration: new DistributionConfiguration(stack, 'Dist', { amiDistributions: [{}] }),
  });
  new LifecyclePolicy(stack, 'LP', { recipes: [recipe], details: [LifecyclePolicyDetail.keepLast(5)] });

  const template = Template.fromStack(stack);
  const ours = Object.keys(ALPHA).flatMap((type) => Object.entries(template.findResources(`AWS::ImageBuilder::${type}`))
    .map(([logicalId, { Properties }]) => [type, [logicalId, Properties.Name, Properties.Version]]));
  expect(Object.fromEntries(ours)).toEqual(ALPHA);
});
