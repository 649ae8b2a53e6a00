import { CreatedResource, ResourceProvider, ResourceRequest } from '../../local-cloud/conductor';

export const LATER_TYPE = 'Test::Later';

/** A resource that fails when its property `Version` says `fails`. */
export const later: [string, ResourceProvider] = [LATER_TYPE, { create: makeLater, update: makeLater }];

function makeLater({ logicalId, properties }: ResourceRequest): CreatedResource {
  if (properties.Version === 'fails') throw new Error(`${logicalId}: it was told to fail.`);
  return { physicalId: logicalId, attributes: {} };
}
