import { ChildProcess, spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import * as path from 'node:path';
import { Report, Task } from './worker';

const WORKER = path.join(__dirname, 'worker.ts');

/** A process that plays lives, one task after the other: what it has compiled, it does not compile again. */
export class Worker {
  private readonly child: ChildProcess;
  private readonly end: Promise<never>;

  public constructor() {
    this.child = spawn(process.execPath, ['--max-semi-space-size=64', '--require', 'tsx/cjs', WORKER], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { PATH: process.env.PATH, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    });
    // The tests that run beside this one measure time.
    if (this.child.pid !== undefined) setPriority(this.child.pid, 10);
    let said = '';
    this.child.stderr!.on('data', (chunk) => { said += chunk; });
    this.end = new Promise((_resolve, reject) => this.child.once('exit', (code) => reject(new Error(`The worker ended with ${code}: ${said}`))));
    this.end.catch(() => {}); // a task says so
  }

  public async work(task: Task): Promise<Report> {
    const report = new Promise<Report>((resolve) => this.child.once('message', (message) => resolve(message as Report)));
    if (this.child.connected) this.child.send(task);
    return Promise.race([report, this.end]);
  }

  /** Ends the process once it has nothing to do. */
  public stop(): void {
    if (this.child.connected) this.child.disconnect();
  }
}
