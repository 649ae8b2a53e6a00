import { CfnResource } from 'aws-cdk-lib';

/** What an escape hatch, such as `addPropertyOverride()`, sets a property to; undefined without one. */
export function propertyOverride(resource: CfnResource, property: string): unknown {
  const { rawOverrides } = resource as unknown as { readonly rawOverrides: { readonly Properties?: Record<string, unknown> } };
  return rawOverrides.Properties?.[property];
}
