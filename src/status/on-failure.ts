/** How a deployment reacts if the build failed or the gate refused the image. */
export enum OnFailure {
  /** The deployment fails, and its error says why. */
  FAIL_DEPLOYMENT = 'FAIL_DEPLOYMENT',
  /** The deployment continues, and the attributes say what happened. */
  REPORT = 'REPORT',
}
