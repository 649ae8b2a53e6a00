/** The stage of image creation that a workflow runs in. */
export enum WorkflowType {
  /** Makes the image. */
  BUILD = 'BUILD',

  /** Tests the image. */
  TEST = 'TEST',

  /** Copies the image to Regions and accounts. */
  DISTRIBUTION = 'DISTRIBUTION',
}
