import { ComponentStep, ComponentStepProps } from './component-step';
import { FileEncoding } from './file-encoding';

/** A file to create. */
export interface CreateFileInput {
  /** The path of the file. */
  readonly path: string;

  /**
   * The text in the file.
   *
   * @default - none
   */
  readonly content?: string;

  /**
   * The encoding in which the file is written.
   *
   * @default FileEncoding.UTF_8
   */
  readonly encoding?: FileEncoding;

  /**
   * The user that owns it. Not on Windows.
   *
   * @default - root
   */
  readonly owner?: string;

  /**
   * The group that owns it. Not on Windows.
   *
   * @default - the default group of the user that runs the step
   */
  readonly group?: string;

  /**
   * The permissions, such as `0644`. Not on Windows.
   *
   * @default '0666'
   */
  readonly permissions?: string;

  /**
   * Whether an existing file or folder is replaced; otherwise the step fails.
   *
   * @default true
   */
  readonly overwrite?: boolean;
}

/** Properties of a step that creates files. */
export interface CreateFileStepProps extends ComponentStepProps {
  /** The entries to process: at least one. */
  readonly inputs: CreateFileInput[];
}

/**
 * Creates files, and the folders that they are in.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-createfile
 */
export class CreateFileStep extends ComponentStep {
  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: CreateFileStepProps) {
    super(name, 'CreateFile', props.inputs, props);
  }
}
