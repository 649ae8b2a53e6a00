/**
 * What happens when a step of a workflow fails.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html
 */
export enum StepOnFailure {
  /** The workflow fails. Later steps do not run, and earlier steps are rolled back. */
  ABORT = 'Abort',

  /** Later steps run. Nothing is rolled back. */
  CONTINUE = 'Continue',
}
