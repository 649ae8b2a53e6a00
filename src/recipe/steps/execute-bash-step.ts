import { ComponentStep, ComponentStepProps } from './component-step';
import { failingBash } from '../private/fail-fast';

/** Properties of a step that runs shell commands. */
export interface ExecuteBashStepProps extends ComponentStepProps {
  /** The commands, which run as one script. */
  readonly commands: string[];

  /**
   * Whether the step fails at the first command that fails (`set -e`), rather than only if the last one fails. In a pipe,
   * only the last command counts; add `set -o pipefail` to change that.
   *
   * @default true
   */
  readonly failFast?: boolean;
}

/**
 * Runs commands with bash, as root. On Linux and macOS.
 *
 * An exit code of 194 restarts the instance and then runs the step again.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-executebash
 */
export class ExecuteBashStep extends ComponentStep {
  /** The standard output of the commands. */
  public readonly stdout: string;

  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: ExecuteBashStepProps) {
    super(name, 'ExecuteBash', { commands: props.failFast === false ? props.commands : failingBash(props.commands) }, props);
    this.stdout = this._output('stdout');
  }
}
