/** A notice that a monitor sends about a pipeline. */
export enum PipelineNotice {
  /** A build failed. */
  FAILED = 'FAILED',
  /** The gate refused an image, or could not be evaluated. */
  REFUSED = 'REFUSED',
  /** A step of a build waits for a person. */
  WAITING = 'WAITING',
  /** The pipeline no longer builds on its schedule: Image Builder disabled it after repeated failures, or a person did. */
  DISABLED = 'DISABLED',
  /** The image that users get is older than it should be, whatever the reason: no build ran, or none succeeded. */
  OVERDUE = 'OVERDUE',
  /** An image is available after one of these notices, or the pipeline is enabled again. */
  RECOVERED = 'RECOVERED',
}
