import { ExitCode } from './exit-code';
import { Session } from './session';
import { Output } from './terminal/output';

/** The environment of a command. */
export interface CommandContext {
  readonly argument: string;
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly output: Output;
  /** Asks the person at the terminal, and throws `Declined` after Ctrl-D; undefined if nobody can be asked. */
  readonly ask?: (question: string) => Promise<string>;
  /** Opens a session in the Region of the options or of an ARN. */
  readonly open: (argument?: string, region?: string) => Promise<Session>;
  /** Is aborted when somebody presses Ctrl-C. */
  readonly interrupted: AbortSignal;
}

/** One command, with its text for the help and the documentation. */
export interface CliCommand {
  readonly name: string;
  /** Such as `<image>`; undefined for a command without one. */
  readonly argument?: string;
  readonly summary: string;
  readonly options?: ReadonlyArray<{ readonly flags: string; readonly description: string }>;
  /** The IAM actions that it calls. */
  readonly actions: readonly string[];
  run(context: CommandContext): Promise<ExitCode>;
}
