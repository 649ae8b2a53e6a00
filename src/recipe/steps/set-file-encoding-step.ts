import { ComponentStep, ComponentStepProps } from './component-step';
import { FileEncoding } from './file-encoding';

/** A file whose encoding to set. */
export interface SetFileEncodingInput {
  /** The path of the file. */
  readonly path: string;

  /**
   * The encoding that the file gets.
   *
   * @default FileEncoding.UTF_8
   */
  readonly encoding?: FileEncoding;
}

/** Properties of a step that sets the encoding of files. */
export interface SetFileEncodingStepProps extends ComponentStepProps {
  /** The entries to process: at least one. */
  readonly inputs: SetFileEncodingInput[];
}

/**
 * Sets the encoding of files.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-setfileencoding
 */
export class SetFileEncodingStep extends ComponentStep {
  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: SetFileEncodingStepProps) {
    super(name, 'SetFileEncoding', props.inputs, props);
  }
}
