import { spawnSync } from 'child_process';

/** The processes of a group that still run. */
export function processesOfGroup(group: number): string[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pgid=,pid=,stat=,args='], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => {
    const [pgid, , stat] = line.trim().split(/\s+/);
    return pgid === String(group) && !stat.startsWith('Z');
  });
}

/** Waits until a condition holds; fails with its name when it never does. */
export async function eventually(what: string, condition: () => boolean | Promise<boolean>, milliseconds = 20_000): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!await condition()) {
    if (Date.now() > deadline) throw new Error(`Not within ${milliseconds / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Does something answer HTTP at the address? */
export async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(2_000) });
    return true;
  } catch {
    return false;
  }
}
