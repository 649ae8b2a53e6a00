import { createInterface } from 'node:readline';
import { Command, CommanderError } from 'commander';
import { CliCommand } from './command';
import { CommandError, commandErrorOf, Declined } from './command-error';
import { COMMANDS } from './commands';
import { EXIT_CODES, ExitCode } from './exit-code';
import { Session } from './session';
import { Output } from './terminal/output';
import { CallError } from '../services/call-error';
import { cleanedLines } from '../values/text';

/** Runs a command line. */
export class Program {
  private readonly interruption = new AbortController();
  private readonly sessions: Session[] = [];

  public constructor(
    private readonly output: Output,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly stdin: NodeJS.ReadStream,
    private readonly version: string,
  ) {}

  /** @returns the exit code */
  public async run(args: readonly string[]): Promise<number> {
    let exitCode: number = ExitCode.OK;
    const program = this.parser(async (command, argument, options) => {
      exitCode = await this.execute(command, argument, options);
    });
    try {
      await program.parseAsync(args, { from: 'user' });
      return exitCode;
    } catch (error) {
      if (this.interruption.signal.aborted) return ExitCode.INTERRUPTED;
      if (error instanceof Declined) {
        this.output.line('Nothing was done.');
        return ExitCode.DECLINED;
      }
      if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.OK : ExitCode.CANNOT_RUN;
      if (!(error instanceof CommandError || error instanceof CallError)) throw error;
      const { region, profile = this.environment.AWS_PROFILE } = this.sessions[0] ?? {};
      const { message } = error instanceof CallError ? commandErrorOf(error, { region, profile }) : error;
      message.split('\n').forEach((line) => this.output.error(line));
      return ExitCode.CANNOT_RUN;
    } finally {
      this.sessions.forEach((session) => session.close());
    }
  }

  /** Ends the running command, as Ctrl-C does. */
  public interrupt(): void {
    this.interruption.abort();
    this.sessions.forEach((session) => session.close());
  }

  private async execute(command: CliCommand, argument: string, options: Record<string, string | boolean | undefined>): Promise<ExitCode> {
    const { profile, region } = options as { profile?: string; region?: string };
    return command.run({
      argument,
      options,
      output: this.output,
      ask: this.stdin.isTTY && this.output.isTerminal ? (question) => this.ask(question) : undefined,
      interrupted: this.interruption.signal,
      open: async (about, inRegion = region) => {
        const session = await Session.open({ profile, region: inRegion }, this.environment, about);
        this.sessions.push(session);
        await session.signIn();
        return session;
      },
    });
  }

  private async ask(question: string): Promise<string> {
    const prompt = createInterface({ input: this.stdin, output: process.stdout, signal: this.interruption.signal });
    prompt.once('SIGINT', () => this.interrupt());
    try {
      return await new Promise((resolve, reject) => {
        // Ctrl-D closes the prompt. Not every version of Node.js then rejects a promise of its own.
        prompt.once('close', () => reject(new Declined()));
        prompt.question(question, resolve);
      });
    } catch (error) {
      this.output.line(); // the cursor is still behind the question
      throw error;
    } finally {
      prompt.close();
    }
  }

  private parser(action: (command: CliCommand, argument: string, options: Record<string, string | boolean | undefined>) => Promise<void>): Command {
    const program = new Command('cdk-image-builder')
      .description('Shows the image pipelines of an account: what is running, why builds failed, and what waits for you.')
      .version(this.version, '--version', 'show the version of the package')
      .exitOverride()
      .configureOutput({
        writeOut: (text) => this.output.control(cleanedLines(text)),
        writeErr: (text) => cleanedLines(text).trimEnd().split('\n').forEach((line) => this.output.error(line)),
      })
      .addHelpText('after', EPILOGUE)
      .helpCommand(false)
      .showHelpAfterError('Add --help to see the commands and options.');
    for (const command of COMMANDS) {
      const sub = program.command(command.argument === undefined ? command.name : `${command.name} ${command.argument.replace(' ', '-')}`)
        .description(command.summary).exitOverride();
      for (const { flags, description } of [...command.options ?? [], ...COMMON_OPTIONS]) sub.option(flags, description);
      sub.action(async (...given: unknown[]) => action(command, command.argument === undefined ? '' : String(given[0]), sub.opts()));
    }
    return program;
  }
}

const COMMON_OPTIONS = [
  { flags: '--json', description: 'write JSON, for scripts' },
  { flags: '--region <region>', description: 'the Region (default: AWS_REGION, or the Region of the profile; an ARN includes its own)' },
  { flags: '--profile <name>', description: 'the profile with the credentials (default: AWS_PROFILE, or the credentials in the environment)' },
];

const EPILOGUE = `
An <image> is an ARN, a name such as golden-linux, or one of its builds such as golden-linux/1.0.0/3. The name of a stack or
pipeline, or how the name of a pipeline begins, stands for its newest build. For approve and reject, a name stands for the
build that waits.

Exit codes:
${EXIT_CODES.map(([code, meaning]) => `  ${String(code).padEnd(3)}  ${meaning}`).join('\n')}`;
