import { ComponentStep, ComponentStepProps } from './component-step';

/** A folder to create. */
export interface CreateFolderInput {
  /** The path of the folder. */
  readonly path: string;

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
   * The permissions, such as `0755`. Not on Windows.
   *
   * @default '0777'
   */
  readonly permissions?: string;

  /**
   * Whether an existing file or folder is replaced; otherwise the step fails.
   *
   * @default true
   */
  readonly overwrite?: boolean;
}

/** Properties of a step that creates folders. */
export interface CreateFolderStepProps extends ComponentStepProps {
  /** The entries to process: at least one. */
  readonly inputs: CreateFolderInput[];
}

/**
 * Creates folders, and their parent folders.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-createfolder
 */
export class CreateFolderStep extends ComponentStep {
  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: CreateFolderStepProps) {
    super(name, 'CreateFolder', props.inputs, props);
  }
}
