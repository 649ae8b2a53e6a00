import { ComponentStep, ComponentStepProps } from './component-step';

/** A source to copy or move, and its destination. */
export interface CopyInput {
  /** The path of the source; `*` in its last part matches several. */
  readonly source: string;

  /** The path of the destination. End it with a slash to keep the name, and for several sources. */
  readonly destination: string;

  /**
   * Whether an existing file or folder is replaced; otherwise the step fails.
   *
   * @default true
   */
  readonly overwrite?: boolean;
}

/**
 * Properties of a step that copies or moves.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html
 */
export interface CopyStepProps extends ComponentStepProps {
  /** The entries to process: at least one. */
  readonly inputs: CopyInput[];
}

/**
 * Copies files.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-copyfile
 */
export class CopyFileStep extends ComponentStep {
  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: CopyStepProps) {
    super(name, 'CopyFile', props.inputs, props);
  }
}

/**
 * Copies folders.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-copyfolder
 */
export class CopyFolderStep extends ComponentStep {
  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: CopyStepProps) {
    super(name, 'CopyFolder', props.inputs, props);
  }
}

/**
 * Moves files.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-movefile
 */
export class MoveFileStep extends ComponentStep {
  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: CopyStepProps) {
    super(name, 'MoveFile', props.inputs, props);
  }
}

/**
 * Moves folders.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-movefolder
 */
export class MoveFolderStep extends ComponentStep {
  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: CopyStepProps) {
    super(name, 'MoveFolder', props.inputs, props);
  }
}
