import * as s3 from 'aws-cdk-lib/aws-s3';

/** Where build instances store their logs. */
export interface BuildLogs {
  /** The bucket that stores the logs. */
  readonly bucket: s3.IBucket;

  /**
   * The key prefix of the logs.
   *
   * @default - no prefix
   */
  readonly keyPrefix?: string;
}
