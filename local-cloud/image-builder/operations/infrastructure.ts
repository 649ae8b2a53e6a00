import { Handlers } from './call';
import { configurationOperations } from './configuration';

export const infrastructureOperations: Handlers = configurationOperations({
  kind: 'infrastructure-configuration',
  operationSuffix: 'InfrastructureConfiguration',
  summary: ['arn', 'name', 'description', 'dateCreated', 'dateUpdated', 'resourceTags', 'tags', 'instanceTypes', 'instanceProfileName', 'placement'],
  toProperties: (input) => ({ terminateInstanceOnFailure: true, ...input }),
});
