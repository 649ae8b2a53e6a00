import { ChildProcess, spawn } from 'node:child_process';
import { FunctionError, FunctionHost } from './functions';

/** Runs the handler for each message, as Lambda does for each event. */
const CHILD = `
  const { handler } = require(process.env.BUNDLE);
  process.on('message', ({ id, event, milliseconds }) => {
    const end = performance.now() + milliseconds;
    handler(event, { getRemainingTimeInMillis: () => end - performance.now() }).then(
      (result) => process.send({ id, result }),
      (error) => process.send({ id, error: { name: String(error?.name), message: String(error?.message) } }));
  });
  process.send({ ready: true });
`;

interface Message {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly name: string; readonly message: string };
}

/** A function's bundle in a Node process of its own. */
export class FunctionProcess implements FunctionHost {
  public static async start(bundle: string, environment: Readonly<Record<string, string>>): Promise<FunctionProcess> {
    const child = spawn(process.execPath, ['-e', CHILD], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { PATH: process.env.PATH, BUNDLE: bundle, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...environment },
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
  private readonly waiting = new Map<number, (message: Message) => void>();
  private nextId = 0;

  private constructor(private readonly child: ChildProcess) {
    child.stdout!.on('data', (chunk) => { this.output += chunk; });
    child.stderr!.on('data', (chunk) => { this.output += chunk; });
    child.on('message', (message: Message) => {
      if (message.id === undefined) return;
      this.waiting.get(message.id)?.(message);
      this.waiting.delete(message.id);
    });
  }

  public async invoke(event: unknown, timeoutMilliseconds: number): Promise<unknown> {
    const id = this.nextId++;
    const { result, error } = await new Promise<Message>((resolve) => {
      this.waiting.set(id, resolve);
      this.child.send({ id, event, milliseconds: timeoutMilliseconds });
    });
    if (error) throw new FunctionError(error.name, error.message);
    return result;
  }

  public async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill();
    await ended;
  }
}
