import { DistributionProperties } from './resource';

type Configured = DistributionProperties['distributions'];

/** The `distributions` of a DistributeImage step, in the form of a distribution configuration. */
export function readDistributions({ distributions }: Record<string, unknown>): Configured | undefined {
  return distributions === undefined ? undefined : (distributions as { region: string }[]).map(({ region, ...ami }) => ({
    region, amiDistributionConfiguration: ami,
  }));
}

/** The `attributes` of a ModifyImageAttributes step. */
export function readAttributes({ attributes }: Record<string, unknown>): Configured | undefined {
  if (attributes === undefined) return undefined;
  return (attributes as { region: string; launchPermission?: object }[])
    .map(({ region, launchPermission }) => ({ region, amiDistributionConfiguration: { launchPermission } }));
}

/** The `configurations` of an ApplyImageConfigurations step. */
export function readConfigurations({ configurations }: Record<string, unknown>): Configured | undefined {
  return configurations as Configured | undefined;
}
