import { CfnComponent } from 'aws-cdk-lib/aws-imagebuilder';
import { ComponentConfiguration } from '../component-configuration';

/** Whether a key of the customer encrypts any of the components, as far as the app knows. */
export function hasEncryptedComponents(components: ComponentConfiguration[] = []): boolean {
  return components
    .map(({ component }) => component instanceof CfnComponent ? component : component.node.defaultChild)
    .some((resource) => resource instanceof CfnComponent && resource.kmsKeyId !== undefined);
}
