import { ChildProcess, spawn, SpawnOptions } from 'child_process';

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
