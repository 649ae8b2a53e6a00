import { Severity } from './severity';

/**
 * Which findings of an on-demand AMI scan fail the image. The test phase then waits for the scan.
 *
 * The condition applies to every build of a pipeline, including scheduled ones.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-imagebuilder-image-scanresultcondition.html
 */
export interface ScanResultCondition {
  /**
   * The highest severity that a finding may have: `INFORMATIONAL`, `LOW`, `MEDIUM` or `HIGH`.
   * A critical finding that counts always fails the image.
   *
   * @default - no finding fails the image
   */
  readonly maximumSeverity?: Severity;

  /**
   * Whether only findings with an available fix count. Needs `maximumSeverity`.
   *
   * @default true
   */
  readonly fixAvailableOnly?: boolean;
}
