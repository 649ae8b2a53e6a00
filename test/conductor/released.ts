/** The release of the pipeline of an execution template. A test that needs only this file loads no constructs. */
export type ReleaseVariant = 'GATE' | 'APPROVAL' | 'GATE_AND_APPROVAL' | 'CONTAINER' | 'UNGATED_CONTAINER';

export function hasGate(variant: ReleaseVariant): boolean {
  return variant !== 'APPROVAL' && variant !== 'UNGATED_CONTAINER';
}

/** The gate of a pipeline with a release, as the definition of its state machine has it. */
export const TEMPLATE_GATE = '"Gate":{"MaximumCritical":"0"}';
/** The Region and the account that get the image, and the accounts that may launch it. */
export const SECOND_REGION = 'eu-central-1';
/** The parameter of each Region. */
export const IMAGE_PARAMETER = '/golden-images/golden';
