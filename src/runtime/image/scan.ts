import { asObject, asText, JsonObject } from '../values/json';

/** The states in which a scan stays. A state from the future may not be among them: it is waited for. */
const ENDED_SCANS = ['COMPLETED', 'ABANDONED', 'FAILED', 'TIMED_OUT'];

/** Whether the findings of an image may still come. The state of a scan may come later than the image. */
export function isBeingScanned({ imageScanningConfiguration, scanState }: JsonObject): boolean {
  const isEnabled = asObject(imageScanningConfiguration).imageScanningEnabled === true;
  return isEnabled && !ENDED_SCANS.includes(asText(asObject(scanState).status));
}
