import { CfnResource } from 'aws-cdk-lib';

/** The value that an escape hatch such as `addPropertyOverride()` gives a property; undefined without one. */
export function propertyOverride(resource: CfnResource, property: string): unknown {
  const { rawOverrides } = resource as unknown as { readonly rawOverrides: { readonly Properties?: Record<string, unknown> } };
  return rawOverrides.Properties?.[property];
}
