import { App, InjectionContext, IPropertyInjector, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ami, container, DISTRIBUTION, LIFECYCLE, PIPELINE, WAIT } from './golden';
import {
  ContainerRecipe, DistributionConfiguration, GoldenImage, ImagePipeline, ImagePipelineExecution, ImageRecipe, InfrastructureConfiguration,
  LifecyclePolicy, LifecyclePolicyDetail,
} from '../../src';

/** Gives a construct defaults, as the guide of the AWS CDK writes an injector. */
class Defaults implements IPropertyInjector {
  public constructor(public readonly constructUniqueId: string, private readonly defaults: object) {}

  public inject(originalProps: object, _context: InjectionContext): object {
    return { ...this.defaults, ...originalProps };
  }
}

const withDefaults = (type: { PROPERTY_INJECTION_ID: string }, defaults: object) => (
  new Stack(new App({ propertyInjectors: [new Defaults(type.PROPERTY_INJECTION_ID, defaults)] }), 'Stack')
);
const encrypted = [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(20, { encrypted: true }) }];

describe('the defaults of a property injector', () => {
  test.each<[string, { PROPERTY_INJECTION_ID: string }, object, string, object]>([
    ['recipe', ImageRecipe, { blockDevices: encrypted }, 'AWS::ImageBuilder::ImageRecipe', { BlockDeviceMappings: [Match.objectLike({ Ebs: Match.objectLike({ Encrypted: true }) })] }],
    ['infrastructure', InfrastructureConfiguration, { instanceTypes: [new ec2.InstanceType('m5.large')] }, 'AWS::ImageBuilder::InfrastructureConfiguration', { InstanceTypes: ['m5.large'] }],
    ['distribution', DistributionConfiguration, { description: 'ours' }, DISTRIBUTION, { Description: 'ours' }],
    ['pipeline', ImagePipeline, { imageTags: { Team: 'platform' } }, PIPELINE, { ImageTags: { Team: 'platform' } }],
    ['execution', ImagePipelineExecution, { onFailure: 'REPORT' }, WAIT, { OnFailure: 'REPORT' }],
    ['lifecycle policy', LifecyclePolicy, { description: 'ours' }, LIFECYCLE, { Description: 'ours' }],
  ])('reach the parts of a golden image: %s', (_part, type, defaults, resource, properties) => {
    const stack = withDefaults(type, defaults);
    ami(stack, { retention: [LifecyclePolicyDetail.keepLast(3)] });
    Template.fromStack(stack).hasResourceProperties(resource, properties);
  });

  test('reach the recipe of a golden container image', () => {
    const stack = withDefaults(ContainerRecipe, { description: 'ours' });
    container(stack);
    Template.fromStack(stack).hasResourceProperties('AWS::ImageBuilder::ContainerRecipe', { Description: 'ours' });
  });

  test('give way to what is given', () => {
    const stack = withDefaults(ImagePipeline, { imageTags: { Team: 'platform' } });
    ami(stack, { imageTags: { Team: 'web' } });
    Template.fromStack(stack).hasResourceProperties(PIPELINE, { ImageTags: { Team: 'web' } });
  });

  test('reach the golden image itself', () => {
    const stack = withDefaults(GoldenImage, { retention: [LifecyclePolicyDetail.keepLast(3)] });
    ami(stack);
    Template.fromStack(stack).resourceCountIs(LIFECYCLE, 1);
  });
});
