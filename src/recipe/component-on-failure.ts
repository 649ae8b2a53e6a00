/**
 * What happens when a step of a component fails.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html
 */
export enum ComponentOnFailure {
  /** The document fails, and the steps after it do not run. */
  ABORT = 'Abort',

  /** The steps after it run, and then the document fails. */
  CONTINUE = 'Continue',

  /** The steps after it run, and the document may still succeed. */
  IGNORE = 'Ignore',
}
