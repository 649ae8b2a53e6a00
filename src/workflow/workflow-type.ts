/** The stage of an image's creation that a workflow is for. */
export enum WorkflowType {
  /** Makes the image. */
  BUILD = 'BUILD',

  /** Tests the image. */
  TEST = 'TEST',

  /** Copies the image to Regions and accounts. */
  DISTRIBUTION = 'DISTRIBUTION',
}
