import { Handlers } from './call';
import { configurationOperations } from './configuration';

export const infrastructureOperations: Handlers = configurationOperations({
  kind: 'infrastructure-configuration',
  operationSuffix: 'InfrastructureConfiguration',
  quota: 1000,
  toProperties: (input) => ({ terminateInstanceOnFailure: true, ...input }),
});
