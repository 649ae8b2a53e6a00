import { ComponentStep, ComponentStepProps } from './component-step';

/** A file to delete. */
export interface DeleteFileInput {
  /** The path of the file; `*` in its last part matches several. */
  readonly path: string;
}

/** Properties of a step that deletes files. */
export interface DeleteFileStepProps extends ComponentStepProps {
  /** The entries to process: at least one. */
  readonly inputs: DeleteFileInput[];
}

/**
 * Deletes files.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-deleteefile
 */
export class DeleteFileStep extends ComponentStep {
  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: DeleteFileStepProps) {
    super(name, 'DeleteFile', props.inputs, props);
  }
}

/** A folder to delete. */
export interface DeleteFolderInput {
  /** The path of the folder. */
  readonly path: string;

  /**
   * Whether a folder that is not empty is deleted too.
   *
   * @default false
   */
  readonly force?: boolean;
}

/** Properties of a step that deletes folders. */
export interface DeleteFolderStepProps extends ComponentStepProps {
  /** The entries to process: at least one. */
  readonly inputs: DeleteFolderInput[];
}

/**
 * Deletes folders.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-deletefolder
 */
export class DeleteFolderStep extends ComponentStep {
  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: DeleteFolderStepProps) {
    super(name, 'DeleteFolder', props.inputs, props);
  }
}
