import { ChildProcess, spawn } from 'node:child_process';
import { FunctionError, FunctionHost } from './functions';
import { RESPONSE_HOST_VARIABLE, RESPONSE_URL_READER_VARIABLE } from '../../src/contract/contract';

/** Runs the handler for each message, as Lambda does for each event. A message without an event only asks whether the process is free. */
const CHILD = `
  const send = globalThis.fetch;
  globalThis.fetch = (url, options) => send(url, options).catch((error) => {
    if (error.name === 'TimeoutError') process.send({ givenUp: String(url) });
    throw error;
  });
  const { handler } = require(process.env.BUNDLE);
  process.on('message', ({ id, event, milliseconds }) => {
    if (event === undefined) return process.send({ id });
    const end = performance.now() + milliseconds;
    handler(event, { getRemainingTimeInMillis: () => end - performance.now() }).then(
      (result) => process.send({ id, result }),
      (error) => process.send({ id, error: { name: String(error?.name), message: String(error?.message), stack: String(error?.stack) } }));
  });
  process.send({ ready: true });
`;

const INVOCATION_MILLISECONDS = 20_000;

interface Reply {
  readonly id?: number;
  readonly givenUp?: string;
  readonly result?: unknown;
  readonly error?: { readonly name: string; readonly message: string; readonly stack: string };
}

/** A function's bundle in a Node process of its own. */
export class FunctionProcess implements FunctionHost {
  /** @param environment what the function finds in its environment, beside Region and credentials */
  public static async start(bundle: string, environment: Readonly<Record<string, string>>): Promise<FunctionProcess> {
    const child = spawn(process.execPath, ['-e', CHILD], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        PATH: process.env.PATH,
        BUNDLE: bundle,
        AWS_REGION: 'eu-west-1',
        // The response endpoints of tests are on this machine.
        [RESPONSE_HOST_VARIABLE]: '127.0.0.1',
        [RESPONSE_URL_READER_VARIABLE]: 'arn:aws:iam::123456789012:role/function',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        ...environment,
      },
    });
    const started = new FunctionProcess(child);
    await new Promise((resolve, reject) => {
      child.once('message', resolve);
      child.once('exit', (code) => reject(new Error(`The function's process ended with ${code}: ${started.output}`)));
    });
    return started;
  }

  /** All that the function wrote. */
  public output = '';
  /** The URLs of responses whose receipt came too late, as on a busy machine: the function sends such a response again. */
  public readonly lateReceipts: string[] = [];
  private readonly waiting = new Map<number, (reply: Reply) => void>();
  private nextId = 0;
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(private readonly child: ChildProcess) {
    child.stdout!.on('data', (chunk) => { this.output += chunk; });
    child.stderr!.on('data', (chunk) => { this.output += chunk; });
    child.on('message', (reply: Reply) => {
      if (reply.givenUp !== undefined) this.lateReceipts.push(reply.givenUp);
      if (reply.id === undefined) return;
      this.waiting.get(reply.id)?.(reply);
      this.waiting.delete(reply.id);
    });
  }

  /**
   * Runs the handler for one event.
   *
   * Of events that come at once, the next begins when the process is free again: hundreds may wait in it at the same
   * time, but none loses the time that it has to the others' processor time.
   */
  public async invoke(event: unknown, timeoutMilliseconds = INVOCATION_MILLISECONDS): Promise<unknown> {
    this.turn = this.turn.then(() => this.send({}));
    await this.turn;
    const { result, error } = await this.send({ event, milliseconds: timeoutMilliseconds });
    if (error) throw Object.assign(new FunctionError(error.name, error.message), { stack: error.stack });
    return result;
  }

  public async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill();
    await ended;
  }

  private send(message: object): Promise<Reply> {
    const id = this.nextId++;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.child.send({ id, ...message });
    });
  }
}
