import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { IConstruct } from 'constructs';
import {
  BaseImage, Component, ComponentDocument, DistributionConfiguration, ExecuteBashStep, GoldenImage, ImagePipeline, ImageRecipe,
  InfrastructureConfiguration, Platform, VulnerabilityGate,
} from '../../src';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Images', { env: { account: '123456789012', region: 'us-east-1' } });
});

function component(): Component {
  return new Component(stack, 'NewTools', {
    platform: Platform.LINUX,
    componentName: 'tools',
    document: ComponentDocument.fromSteps({ buildSteps: [new ExecuteBashStep('Install', { commands: ['true'] })] }),
  });
}

function keep<T extends IConstruct>(construct: T, logicalId: string): T {
  (construct.node.defaultChild as CfnResource).overrideLogicalId(logicalId);
  return construct;
}

/** The types and names of resources by their logical ids, once each reference of the template has been seen to have a target. */
function named(...logicalIds: string[]): unknown[] {
  const { Resources, Parameters = {} } = Template.fromStack(stack).toJSON();
  const text = JSON.stringify(Resources);
  const targets = [...text.matchAll(/"Ref":"([^":]+)"|"Fn::GetAtt":\["([^"]+)"/g)].map(([, ref, attribute]) => ref ?? attribute);
  expect(targets.filter((id) => !(id in Resources) && !(id in Parameters))).toEqual([]);
  return logicalIds.map((id) => [Resources[id].Type, Resources[id].Properties.Name]);
}

describe('the page about migrating › a construct that keeps a logical id', () => {
  test('takes over the pipeline of a golden image, with its gate', () => {
    const image = new GoldenImage(stack, 'Linux', {
      baseImage: BaseImage.amazonLinux2023(),
      components: [{ component: component() }],
      imagePipelineName: 'linux',
      gate: VulnerabilityGate.atMost({ critical: 0 }),
    });
    keep(image.pipeline, 'Pipeline');
    image.addOutputs();
    expect(named('Pipeline')).toEqual([['AWS::ImageBuilder::ImagePipeline', 'linux']]);
  });

  test('takes over an L1, and a build of the deployment finds it', () => {
    const recipe = keep(new ImageRecipe(stack, 'NewRecipe', {
      baseImage: BaseImage.amazonLinux2023(),
      components: [{ component: keep(component(), 'Tools') }],
      imageRecipeName: 'linux',
      imageRecipeVersion: '1.1.x',
    }), 'Recipe');
    const pipeline = keep(new ImagePipeline(stack, 'NewPipeline', {
      recipe,
      imagePipelineName: 'linux',
      infrastructureConfiguration: keep(new InfrastructureConfiguration(stack, 'NewInfra', { infrastructureConfigurationName: 'linux' }), 'Infra'),
      distributionConfiguration: keep(new DistributionConfiguration(stack, 'NewDist', {
        distributionConfigurationName: 'linux', amiDistributions: [{}],
      }), 'Dist'),
    }), 'Pipeline');
    pipeline.start('FirstBuild').addOutputs();
    expect(named('Tools', 'Recipe', 'Infra', 'Dist', 'Pipeline')).toEqual([
      ['AWS::ImageBuilder::Component', 'tools'],
      ['AWS::ImageBuilder::ImageRecipe', 'linux'],
      ['AWS::ImageBuilder::InfrastructureConfiguration', 'linux'],
      ['AWS::ImageBuilder::DistributionConfiguration', 'linux'],
      ['AWS::ImageBuilder::ImagePipeline', 'linux'],
    ]);
  });
});
