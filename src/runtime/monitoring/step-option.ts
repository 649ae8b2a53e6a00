/** A step that waits for a person. */
interface WaitingStepId {
  readonly name: string;
  /** The id of its execution. */
  readonly id: string;
}

/**
 * The value of `--step` that selects one of the steps of an image that wait: its name, or its id if another one has the same name.
 * Undefined if no other step waits.
 */
export function stepOption({ name, id }: WaitingStepId, waiting: readonly WaitingStepId[]): string | undefined {
  if (waiting.length <= 1) return undefined;
  return waiting.filter((step) => step.name === name).length > 1 ? id : name;
}
