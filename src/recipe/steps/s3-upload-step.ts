import { ComponentStep, ComponentStepProps } from './component-step';

/** Files to upload to S3, and their destination. */
export interface S3UploadInput {
  /** The path of a file; `*` matches several. */
  readonly source: string;

  /** The URI in S3: `s3://bucket/key`. */
  readonly destination: string;

  /**
   * Whether folders are uploaded with their content.
   *
   * @default false
   */
  readonly recurse?: boolean;

  /**
   * The account that owns the bucket.
   *
   * @default - not checked
   */
  readonly expectedBucketOwner?: string;
}

/** Properties of a step that uploads to S3. */
export interface S3UploadStepProps extends ComponentStepProps {
  /** The entries to process: at least one. */
  readonly inputs: S3UploadInput[];
}

/**
 * Uploads files to S3. The role of the build instances needs `s3:PutObject`.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-s3upload
 */
export class S3UploadStep extends ComponentStep {
  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: S3UploadStepProps) {
    super(name, 'S3Upload', props.inputs, props);
  }
}
