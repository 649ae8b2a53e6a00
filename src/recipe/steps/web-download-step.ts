import { ComponentStep, ComponentStepProps } from './component-step';

/** The algorithm of a checksum. */
export enum ChecksumAlgorithm {
  /** MD5. */
  MD5 = 'MD5',

  /** SHA-1. */
  SHA1 = 'SHA1',

  /** SHA-256. */
  SHA256 = 'SHA256',

  /** SHA-512. */
  SHA512 = 'SHA512',
}

/** A file to download from the web, and its destination. */
export interface WebDownloadInput {
  /** The URL. */
  readonly source: string;

  /** The path of a file, or of a folder that ends in a slash. */
  readonly destination: string;

  /**
   * Whether an existing file or folder is replaced; otherwise the step fails.
   *
   * @default true
   */
  readonly overwrite?: boolean;

  /**
   * The checksum of the file, given together with the algorithm.
   *
   * @default - not checked
   */
  readonly checksum?: string;

  /**
   * The algorithm of the checksum.
   *
   * @default - none
   */
  readonly algorithm?: ChecksumAlgorithm;

  /**
   * Whether an invalid certificate of the server is accepted.
   *
   * @default false
   */
  readonly ignoreCertificateErrors?: boolean;
}

/** Properties of a step that downloads from the web. */
export interface WebDownloadStepProps extends ComponentStepProps {
  /** The entries to process: at least one. */
  readonly inputs: WebDownloadInput[];
}

/**
 * Downloads files over HTTP or HTTPS.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-webdownload
 */
export class WebDownloadStep extends ComponentStep {
  /** The paths of the files, one per line. */
  public readonly destination: string;

  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: WebDownloadStepProps) {
    super(name, 'WebDownload', props.inputs, props);
    this.destination = this._output('destination');
  }
}
