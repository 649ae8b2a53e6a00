import { ComponentStep, ComponentStepProps } from './component-step';

/** A folder to list. */
export interface ListFilesInput {
  /** The path of the folder. */
  readonly path: string;

  /**
   * The pattern of the names.
   *
   * @default - all files
   */
  readonly fileNamePattern?: string;

  /**
   * Whether the folders in the folder are listed too.
   *
   * @default false
   */
  readonly recursive?: boolean;
}

/** Properties of a step that lists files. */
export interface ListFilesStepProps extends ComponentStepProps {
  /** The entries to process: at least one. */
  readonly inputs: ListFilesInput[];
}

/**
 * Lists files of folders.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-listfiles
 */
export class ListFilesStep extends ComponentStep {
  /** The paths of the files, with commas between them. */
  public readonly files: string;

  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: ListFilesStepProps) {
    super(name, 'ListFiles', props.inputs, props);
    this.files = this._output('files');
  }
}
