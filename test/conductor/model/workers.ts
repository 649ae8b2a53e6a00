import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import * as path from 'node:path';
import { Report, Task } from './worker';

const WORKER = path.join(__dirname, 'worker.ts');

/** Runs a task in a process of its own. */
export async function work(task: Task): Promise<Report> {
  const child = spawn(process.execPath, ['--max-semi-space-size=64', '--import', 'tsx', WORKER], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { PATH: process.env.PATH, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  });
  // The tests that run beside this one measure time.
  if (child.pid !== undefined) setPriority(child.pid, 10);
  let said = '';
  child.stderr!.on('data', (chunk) => { said += chunk; });
  return new Promise((resolve, reject) => {
    child.once('message', (report) => resolve(report as Report));
    child.once('exit', (code) => reject(new Error(`The worker ended with ${code}: ${said}`)));
    child.send(task);
  });
}
