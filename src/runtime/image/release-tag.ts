import { RELEASE_TAG, ReleaseTagValue } from '../../contract/release';
import { asObject, JsonObject } from '../values/json';

/** The state of the release of an image, from its tags; undefined if the release has not started. */
export function releaseTagOf({ tags }: JsonObject): ReleaseTagValue | undefined {
  const value = asObject(tags)[RELEASE_TAG];
  return typeof value === 'string' ? value as ReleaseTagValue : undefined;
}
