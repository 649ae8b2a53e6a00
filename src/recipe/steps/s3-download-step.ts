import { ComponentStep, ComponentStepProps } from './component-step';

/** An object or prefix to download from S3, and its destination. */
export interface S3DownloadInput {
  /** The URI of an object, or of a prefix that ends in `/*`: `s3://bucket/key`. */
  readonly source: string;

  /** The path of the file, with its name, or for a prefix the path of a folder, which ends in a slash. */
  readonly destination: string;

  /**
   * The account that owns the bucket.
   *
   * @default - not checked
   */
  readonly expectedBucketOwner?: string;

  /**
   * Whether an existing file or folder is replaced; otherwise the step fails.
   *
   * @default true
   */
  readonly overwrite?: boolean;
}

/** Properties of a step that downloads from S3. */
export interface S3DownloadStepProps extends ComponentStepProps {
  /** The entries to process: at least one. */
  readonly inputs: S3DownloadInput[];
}

/**
 * Downloads objects from S3. The role of the build instances needs `s3:GetObject`, and `s3:ListBucket` for a prefix: with
 * the bucket in the app, `bucket.grantRead(image)` for a `GoldenImage` or an `InfrastructureConfiguration`.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-s3download
 */
export class S3DownloadStep extends ComponentStep {
  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: S3DownloadStepProps) {
    super(name, 'S3Download', props.inputs, props);
  }
}
