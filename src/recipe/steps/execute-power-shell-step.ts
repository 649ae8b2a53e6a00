import { ComponentStep, ComponentStepProps } from './component-step';

/** Properties of a step that runs PowerShell: commands or a file, not both. */
export interface ExecutePowerShellStepProps extends ComponentStepProps {
  /**
   * The commands, which run as one script.
   *
   * @default - none
   */
  readonly commands?: string[];

  /**
   * The path of a script.
   *
   * @default - none
   */
  readonly file?: string;
}

/**
 * Runs commands or a script with PowerShell. On Windows.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-executepowershell
 */
export class ExecutePowerShellStep extends ComponentStep {
  /** What the script wrote to standard output. */
  public readonly stdout: string;

  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: ExecutePowerShellStepProps) {
    super(name, 'ExecutePowerShell', { commands: props.commands, file: props.file }, props);
    this.stdout = this._output('stdout');
  }
}
