import { ComponentStep, ComponentStepProps } from './component-step';
import { failingPowerShell } from '../private/fail-fast';

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

  /**
   * Whether the commands stop at the first failure: a cmdlet stops them through `$ErrorActionPreference = 'Stop'`, a native
   * command through its exit code, which becomes the exit code of the step (3010 restarts the instance). If a command
   * reports success with an exit code other than 0, as `robocopy` does, set `$LASTEXITCODE` to 0 in the same entry.
   * A script in `file` runs unchanged.
   *
   * @default true
   */
  readonly failFast?: boolean;
}

/**
 * Runs commands or a script with PowerShell. On Windows.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-executepowershell
 */
export class ExecutePowerShellStep extends ComponentStep {
  /** The standard output of the script. */
  public readonly stdout: string;

  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: ExecutePowerShellStepProps) {
    const commands = props.commands && props.failFast !== false ? failingPowerShell(props.commands) : props.commands;
    super(name, 'ExecutePowerShell', { commands, file: props.file }, props);
    this.stdout = this._output('stdout');
  }
}
