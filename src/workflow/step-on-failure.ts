/**
 * What happens when a step of a workflow fails.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html
 */
export enum StepOnFailure {
  /** The workflow fails. The steps after it do not run, and those before it are rolled back. */
  ABORT = 'Abort',

  /** The steps after it run. Nothing is rolled back. */
  CONTINUE = 'Continue',
}
