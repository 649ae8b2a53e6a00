import { CfnComponent } from 'aws-cdk-lib/aws-imagebuilder';
import { resourceOf } from '../../private/facts/resource-of';
import { ComponentConfiguration } from '../component-configuration';

/** Whether a key of the customer encrypts any of the components, as far as the app knows. */
export function hasEncryptedComponents(components: ComponentConfiguration[] = []): boolean {
  return components.some(({ component }) => resourceOf(component, CfnComponent)?.kmsKeyId !== undefined);
}
