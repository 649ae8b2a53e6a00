import * as s3 from 'aws-cdk-lib/aws-s3';

/** Where build instances put their logs. */
export interface BuildLogs {
  /** The bucket that the logs are put to. */
  readonly bucket: s3.IBucket;

  /**
   * What the keys of the logs begin with.
   *
   * @default - nothing
   */
  readonly keyPrefix?: string;
}
