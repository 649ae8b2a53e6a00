import { ComponentStep, ComponentStepProps } from './component-step';

/** Properties of a step that runs a program. */
export interface ExecuteBinaryStepProps extends ComponentStepProps {
  /** The path of the program. */
  readonly path: string;

  /**
   * The command-line arguments of the program.
   *
   * @default - none
   */
  readonly arguments?: string[];
}

/**
 * Runs a program.
 *
 * An exit code of 194 on Linux, or 3010 on Windows, restarts the instance and then runs the step again.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-executebinary
 */
export class ExecuteBinaryStep extends ComponentStep {
  /** The standard output of the program. */
  public readonly stdout: string;

  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: ExecuteBinaryStepProps) {
    super(name, 'ExecuteBinary', { path: props.path, arguments: props.arguments }, props);
    this.stdout = this._output('stdout');
  }
}
