import { ComponentStep, ComponentStepProps } from './component-step';

/** Properties of a step that installs updates. */
export interface UpdateOsStepProps extends ComponentStepProps {
  /**
   * The updates to install: IDs on Windows, packages on Linux.
   *
   * @default - all
   */
  readonly include?: string[];

  /**
   * The updates not to install.
   *
   * @default - none
   */
  readonly exclude?: string[];
}

/**
 * Installs the updates of the operating system. On Linux and Windows, but not on Amazon Linux 2023, whose releases are fixed.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-updateos
 */
export class UpdateOsStep extends ComponentStep {
  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: UpdateOsStepProps = {}) {
    super(name, 'UpdateOS', { include: props.include, exclude: props.exclude }, props);
  }
}
