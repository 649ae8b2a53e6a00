import { ChildProcess, spawn, SpawnOptions } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const GROUP_MILLISECONDS = 5_000;
const POLL_MILLISECONDS = 20;

const running = new Set<ChildProcess>();

// However this process ends, what it started ends with it.
process.on('exit', () => running.forEach(killGroup));

/** Starts a process that leads a group of its own, so that it can be ended together with all that it starts. */
export function spawnGroup(command: string, args: string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, { ...options, detached: true });
  running.add(child);
  child.once('close', () => running.delete(child));
  child.once('error', () => running.delete(child));
  return child;
}

/** Ends a process and all that it started, at once. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group has ended already.
  }
}

/** Ends what is left of a process's group, and returns when nothing is: a signal takes a moment to work. */
export async function groupEnds(child: ChildProcess): Promise<void> {
  for (let waited = 0; waited < GROUP_MILLISECONDS && isRunning(child); waited += POLL_MILLISECONDS) {
    killGroup(child);
    await sleep(POLL_MILLISECONDS);
  }
}

function isRunning(child: ChildProcess): boolean {
  try {
    return child.pid !== undefined && process.kill(-child.pid, 0);
  } catch {
    return false;
  }
}
