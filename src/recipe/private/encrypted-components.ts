import { CfnComponent } from 'aws-cdk-lib/aws-imagebuilder';
import { resourceOf } from '../../private/facts/resource-of';
import { ComponentConfiguration } from '../component-configuration';

/** Whether a customer managed key of the app encrypts any of the components. */
export function hasEncryptedComponents(components: ComponentConfiguration[]): boolean {
  return components.some(({ component }) => resourceOf(component, CfnComponent)?.kmsKeyId !== undefined);
}
