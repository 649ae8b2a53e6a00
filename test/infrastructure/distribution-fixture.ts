import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DistributionConfiguration, DistributionConfigurationProps } from '../../src/infrastructure/distribution-configuration';

export const DISTRIBUTION = 'AWS::ImageBuilder::DistributionConfiguration';

export function configurationIn(stack: Stack, props: DistributionConfigurationProps, id = `Distribution${stack.node.children.length}`): DistributionConfiguration {
  return new DistributionConfiguration(stack, id, props);
}

/** The distributions of the stack's only configuration. */
export function distributionsIn(stack: Stack): unknown {
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources(DISTRIBUTION));
  return Properties.Distributions;
}
