import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';

/** When no call came for so long, those that wait are all that the caller can ask before it knows more. */
const QUIET_MS = 250;

export type Answer = (request: IncomingMessage, body: string, response: ServerResponse) => void;

/** A service that answers its calls in rounds, and counts these. */
export class RoundCounter {
  public static async start(answer: Answer): Promise<RoundCounter> {
    const counter = new RoundCounter(answer);
    await new Promise<void>((resolve) => counter.server.listen(0, '127.0.0.1', resolve));
    return counter;
  }

  /** Number of calls in each round. */
  public readonly rounds: number[] = [];

  private readonly server = createServer((request, response) => void this.hold(request, response));
  private held: Array<() => void> = [];
  private quiet?: NodeJS.Timeout;

  private constructor(private readonly answer: Answer) {}

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    clearTimeout(this.quiet);
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }

  private async hold(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    this.held.push(() => this.answer(request, Buffer.concat(chunks).toString('utf8'), response));
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.release(), QUIET_MS);
  }

  private release(): void {
    const { held } = this;
    this.held = [];
    this.rounds.push(held.length);
    held.forEach((answer) => answer());
  }
}
