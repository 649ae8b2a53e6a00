import { ComponentStep, ComponentStepProps } from './component-step';
import { FileEncoding } from './file-encoding';

/** A file to read. */
export interface ReadFileInput {
  /** The path of the file. */
  readonly path: string;

  /**
   * The encoding in which the file is read.
   *
   * @default FileEncoding.UTF_8
   */
  readonly encoding?: FileEncoding;

  /**
   * Whether the content is printed to the log.
   *
   * @default false
   */
  readonly printFileContent?: boolean;
}

/** Properties of a step that reads files. */
export interface ReadFileStepProps extends ComponentStepProps {
  /** The entries to process: at least one. */
  readonly inputs: ReadFileInput[];
}

/**
 * Reads text files.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-readfile
 */
export class ReadFileStep extends ComponentStep {
  /** The content of the file. */
  public readonly content: string;

  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: ReadFileStepProps) {
    super(name, 'ReadFile', props.inputs, props);
    this.content = this._output('content');
  }
}
