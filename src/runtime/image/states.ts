/** The states of an image that was built: it is usable, or it was before somebody retired it. */
const BUILT = ['AVAILABLE', 'DEPRECATED', 'DISABLED'];
/** The states of a retired image. */
const RETIRED = ['DEPRECATED', 'DISABLED'];
/** The states of an image that does not exist and never will. */
const WITHOUT_IMAGE = ['FAILED', 'CANCELLED', 'DELETED'];

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
