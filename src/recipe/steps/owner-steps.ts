import { ComponentStep, ComponentStepProps } from './component-step';

/** A file whose owner to set. */
export interface SetFileOwnerInput {
  /** The path of the file. */
  readonly path: string;

  /** The user. */
  readonly owner: string;

  /**
   * The group that owns it.
   *
   * @default - the group of the user
   */
  readonly group?: string;
}

/** Properties of a step that sets the owner of files. */
export interface SetFileOwnerStepProps extends ComponentStepProps {
  /** The entries to process: at least one. */
  readonly inputs: SetFileOwnerInput[];
}

/**
 * Sets the owner of files. On Linux and macOS.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-setfileowner
 */
export class SetFileOwnerStep extends ComponentStep {
  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: SetFileOwnerStepProps) {
    super(name, 'SetFileOwner', props.inputs, props);
  }
}

/** A folder whose owner to set. */
export interface SetFolderOwnerInput {
  /** The path of the folder. */
  readonly path: string;

  /** The user. */
  readonly owner: string;

  /**
   * The group that owns it.
   *
   * @default - the group of the user
   */
  readonly group?: string;

  /**
   * Whether the content of the folder is changed too.
   *
   * @default true
   */
  readonly recursive?: boolean;
}

/** Properties of a step that sets the owner of folders. */
export interface SetFolderOwnerStepProps extends ComponentStepProps {
  /** The entries to process: at least one. */
  readonly inputs: SetFolderOwnerInput[];
}

/**
 * Sets the owner of folders. On Linux and macOS.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-setfolderowner
 */
export class SetFolderOwnerStep extends ComponentStep {
  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: SetFolderOwnerStepProps) {
    super(name, 'SetFolderOwner', props.inputs, props);
  }
}
