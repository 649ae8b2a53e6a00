import { ComponentStep, ComponentStepProps } from './component-step';

/** A symbolic link to create. */
export interface CreateSymlinkInput {
  /** The path of the link. */
  readonly path: string;

  /** The path that the link points to. */
  readonly target: string;

  /**
   * Whether to create the link even if a file of that name exists.
   *
   * @default false
   */
  readonly force?: boolean;
}

/** Properties of a step that creates symbolic links. */
export interface CreateSymlinkStepProps extends ComponentStepProps {
  /** The entries to process: at least one. */
  readonly inputs: CreateSymlinkInput[];
}

/**
 * Creates symbolic links. On Linux and macOS.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-createsymlink
 */
export class CreateSymlinkStep extends ComponentStep {
  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: CreateSymlinkStepProps) {
    super(name, 'CreateSymlink', props.inputs, props);
  }
}
