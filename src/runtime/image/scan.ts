import { asObject, asText, JsonObject } from '../values/json';

/** The final states of a scan. Unknown new states are assumed not to be final. */
const ENDED_SCANS = ['COMPLETED', 'ABANDONED', 'FAILED', 'TIMED_OUT'];

/** Whether findings may still arrive. The state of a scan may appear later than the image. */
export function isBeingScanned({ imageScanningConfiguration, scanState }: JsonObject): boolean {
  const isEnabled = asObject(imageScanningConfiguration).imageScanningEnabled === true;
  return isEnabled && !ENDED_SCANS.includes(asText(asObject(scanState).status));
}
