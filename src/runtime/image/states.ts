import { asObject, asText, JsonObject } from '../values/json';

/** The states of a build whose image is not being distributed yet. */
const BEFORE_DISTRIBUTION = ['PENDING', 'CREATING', 'BUILDING', 'TESTING'];
/** The states of a build whose image is being distributed. Unless the pipeline has a workflow for that, the service does it by itself. */
const DISTRIBUTION = ['DISTRIBUTING', 'INTEGRATING'];
/** The states of an image that was built: it is usable, or it was before somebody retired it. */
const BUILT = ['AVAILABLE', 'DEPRECATED', 'DISABLED'];
/** The states of a retired image. */
const RETIRED = ['DEPRECATED', 'DISABLED'];
/** The states of an image that does not exist and never will. */
const WITHOUT_IMAGE = ['FAILED', 'CANCELLED', 'DELETED'];

/** The state of an image, or an empty text if it is not known. */
export function stateOf({ state }: JsonObject): string {
  return asText(asObject(state).status);
}

export function isDeleted(image: JsonObject): boolean {
  return stateOf(image) === 'DELETED';
}

export function isBeforeDistribution(state: string): boolean {
  return BEFORE_DISTRIBUTION.includes(state);
}

export function isBeingDistributed(state: string): boolean {
  return DISTRIBUTION.includes(state);
}

/** Whether the build workflows are over, and the image is being tested or distributed. */
export function isPastBuilding(state: string): boolean {
  return state === 'TESTING' || isBeingDistributed(state);
}

export function isBuilt(state: string): boolean {
  return BUILT.includes(state);
}

export function isRetired(state: string): boolean {
  return RETIRED.includes(state);
}

export function hasNoImage(state: string): boolean {
  return WITHOUT_IMAGE.includes(state);
}

/** Whether the build is still running; so is an unknown, newer state. */
export function isRunning(state: string): boolean {
  return state !== '' && !isBuilt(state) && !hasNoImage(state);
}
