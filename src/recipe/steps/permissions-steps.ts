import { ComponentStep, ComponentStepProps } from './component-step';

/** A file whose permissions to set. */
export interface SetFilePermissionsInput {
  /** The path of the file. */
  readonly path: string;

  /** The permissions, such as `0755`. */
  readonly permissions: string;
}

/** Properties of a step that sets the permissions of files. */
export interface SetFilePermissionsStepProps extends ComponentStepProps {
  /** The entries to process: at least one. */
  readonly inputs: SetFilePermissionsInput[];
}

/**
 * Sets the permissions of files. On Linux and macOS.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-setfilepermissions
 */
export class SetFilePermissionsStep extends ComponentStep {
  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: SetFilePermissionsStepProps) {
    super(name, 'SetFilePermissions', props.inputs, props);
  }
}

/** A folder whose permissions to set. */
export interface SetFolderPermissionsInput {
  /** The path of the folder. */
  readonly path: string;

  /** The permissions, such as `0755`. */
  readonly permissions: string;

  /**
   * Whether the content of the folder is changed too.
   *
   * @default true
   */
  readonly recursive?: boolean;
}

/** Properties of a step that sets the permissions of folders. */
export interface SetFolderPermissionsStepProps extends ComponentStepProps {
  /** The entries to process: at least one. */
  readonly inputs: SetFolderPermissionsInput[];
}

/**
 * Sets the permissions of folders. On Linux and macOS.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-setfolderpermissions
 */
export class SetFolderPermissionsStep extends ComponentStep {
  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: SetFolderPermissionsStepProps) {
    super(name, 'SetFolderPermissions', props.inputs, props);
  }
}
