import { ComponentStep, ComponentStepProps } from './component-step';
import { FileEncoding } from './file-encoding';

/** A file that exists, and what is appended to it. */
export interface AppendFileInput {
  /** The path of the file, which must exist. */
  readonly path: string;

  /**
   * The text to append.
   *
   * @default - none
   */
  readonly content?: string;

  /**
   * The encoding of the file.
   *
   * @default FileEncoding.UTF_8
   */
  readonly encoding?: FileEncoding;
}

/** Properties of a step that appends to files. */
export interface AppendFileStepProps extends ComponentStepProps {
  /** The entries to process: at least one. */
  readonly inputs: AppendFileInput[];
}

/**
 * Appends text to files that exist.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-appendfile
 */
export class AppendFileStep extends ComponentStep {
  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: AppendFileStepProps) {
    super(name, 'AppendFile', props.inputs, props);
  }
}
