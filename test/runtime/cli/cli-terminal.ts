import { ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import * as path from 'node:path';
import { Terminal } from '@xterm/headless';
import { cliEnvironment, EMULATED_CLOCK } from './cli-process';
import { CLI_BUNDLE } from '../../bundle';
import { eventually } from '../../local-cloud/processes';

const PSEUDO_TERMINAL = path.join(__dirname, 'pseudo_terminal.py');

export interface TerminalEnd {
  readonly exitCode: number;
  /** Whether the terminal echoes and edits lines as before. */
  readonly isClean: boolean;
}

/** The command in a real terminal, whose screen is what a person sees. */
export class CliTerminal {
  public static start(args: readonly string[], environment: Record<string, string>, { columns = 100, rows = 30 } = {}): CliTerminal {
    const command = [process.execPath, '--require', EMULATED_CLOCK, CLI_BUNDLE, ...args];
    const env = { TERM: 'xterm-256color', SHORTEST_MILLISECONDS: '5', ...cliEnvironment(environment) };
    return new CliTerminal(spawn('python3', [PSEUDO_TERMINAL, String(columns), String(rows), ...command], { env }), columns, rows);
  }

  /** Everything that the command wrote. */
  public output = '';
  /** Each screen that was there after a piece of output. */
  public readonly screens: string[] = [];
  public readonly end: Promise<TerminalEnd>;
  private readonly xterm: Terminal;
  private shown = Promise.resolve();
  private errors = '';

  private constructor(private readonly child: ChildProcessWithoutNullStreams, columns: number, rows: number) {
    this.xterm = new Terminal({ cols: columns, rows, scrollback: 1_000, allowProposedApi: true });
    child.stdout.on('data', (data: Buffer) => {
      this.output += data.toString('utf8');
      this.shown = this.shown.then(() => new Promise<void>((resolve) => this.xterm.write(data, () => {
        this.screens.push(this.screen);
        resolve();
      })));
    });
    child.stderr.on('data', (data: Buffer) => this.errors += data.toString('utf8'));
    this.end = new Promise<number | null>((resolve) => child.once('close', resolve)).then(async () => {
      await this.shown;
      return JSON.parse(this.errors.trim().split('\n').pop()!) as TerminalEnd;
    });
  }

  /** The lines of the screen and of what has scrolled out of it, without the empty ones at the end. */
  public get screen(): string {
    const { active } = this.xterm.buffer;
    return Array.from({ length: active.length }, (_, row) => active.getLine(row)!.translateToString(true)).join('\n').trimEnd();
  }

  /** The rows that continue the one above, because its line was too long for the terminal. */
  public get brokenLines(): string[] {
    const { active } = this.xterm.buffer;
    const rows = Array.from({ length: active.length }, (_, row) => active.getLine(row)!);
    return rows.filter(({ isWrapped }) => isWrapped).map((row) => row.translateToString(true));
  }

  /** Whether the cursor can be seen, as the last control sequence about it says. */
  public get isCursorShown(): boolean {
    return !/\u001b\[\?25l(?![^]*\u001b\[\?25h)/.test(this.output);
  }

  public async shows(text: string | RegExp): Promise<void> {
    await eventually(`the terminal shows ${text}`, () => (typeof text === 'string' ? this.screen.includes(text) : text.test(this.screen)));
  }

  public type(input: string): void {
    this.child.stdin.write(`${JSON.stringify({ input })}\n`);
  }

  public resize(columns: number, rows: number): void {
    this.xterm.resize(columns, rows);
    this.child.stdin.write(`${JSON.stringify({ resize: [columns, rows] })}\n`);
  }

  /** Ends the command if a test did not. */
  public async stop(): Promise<void> {
    this.child.stdin.end();
    this.child.kill('SIGKILL');
    await this.end.catch(() => undefined);
    this.xterm.dispose();
  }
}
