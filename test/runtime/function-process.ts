import { ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import * as path from 'node:path';

export const BUNDLE = path.join(__dirname, '..', '..', 'assets', 'runtime', 'index.js');
const SOURCES = path.join(__dirname, '..', '..', 'src', 'runtime');

/** Runs the handler for each message, as Lambda does for each request. */
const CHILD = `
  const { handler } = require(process.env.BUNDLE);
  process.on('message', ({ id, event, milliseconds }) => {
    const end = Date.now() + milliseconds;
    handler(event, { getRemainingTimeInMillis: () => end - performance.timeOrigin - performance.now() })
      .then((answer) => process.send({ id, answer }), (error) => process.send({ id, error: String(error && error.stack) }));
  });
  process.send({ ready: true });
`;

/** What a run of the handler came to. */
export interface Result {
  readonly answer?: unknown;
  readonly error?: string;
}

/** The real bundle of the function in a Node process of its own. */
export class FunctionProcess {
  /** @param environment what the process finds in its environment, beside what it needs to call Image Builder */
  public static async start(endpoint: string, environment: Record<string, string> = {}): Promise<FunctionProcess> {
    assertFresh();
    const child = spawn(process.execPath, ['-e', CHILD], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        PATH: process.env.PATH,
        BUNDLE,
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_ENDPOINT_URL_IMAGEBUILDER: endpoint,
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
  private readonly waiting = new Map<number, (result: Result) => void>();
  private nextId = 0;

  private constructor(private readonly child: ChildProcess) {
    child.stdout!.on('data', (chunk) => { this.output += chunk; });
    child.stderr!.on('data', (chunk) => { this.output += chunk; });
    child.on('message', ({ id, ...result }: Result & { id?: number }) => {
      if (id === undefined) return;
      this.waiting.get(id)?.(result);
      this.waiting.delete(id);
    });
  }

  /** Runs a request; the error that the handler threw, or undefined. */
  public async invoke(event: object, milliseconds = 20_000): Promise<string | undefined> {
    return (await this.call(event, milliseconds)).error;
  }

  /** Runs a request; what the handler returned, or the error that it threw. */
  public call(event: object, milliseconds = 20_000): Promise<Result> {
    const id = this.nextId++;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.child.send({ id, event, milliseconds });
    });
  }

  public async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill();
    await ended;
  }
}

export function assertFresh(): void {
  const newest = Math.max(...readdirSync(SOURCES, { encoding: 'utf8', recursive: true }).filter((file) => file.endsWith('.ts')).map((file) => statSync(path.join(SOURCES, file)).mtimeMs));
  if (!existsSync(BUNDLE) || statSync(BUNDLE).mtimeMs < newest) {
    throw new Error('The bundle of the status function is missing or older than its sources: run "npx projen bundle" first.');
  }
}
