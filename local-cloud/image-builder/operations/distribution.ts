import { invalidValue } from '../errors';
import { DistributionProperties } from '../resource';
import { Handlers } from './call';
import { configurationOperations } from './configuration';

export const distributionOperations: Handlers = configurationOperations<DistributionProperties>({
  kind: 'distribution-configuration',
  operationSuffix: 'DistributionConfiguration',
  quota: 1000,
  toProperties: (input) => {
    input.distributions.forEach(({ region, ...outputs }, index) => {
      if (Object.keys(outputs).length === 0) {
        throw invalidValue(`distributions[${index}]`, 'One or more outputs should be provided for each region in a distribution configuration.');
      }
    });
    return { timeoutMinutes: 360, regions: input.distributions.map(({ region }) => region), ...input };
  },
});
