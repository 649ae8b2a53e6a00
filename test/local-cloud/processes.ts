import { readdirSync, readFileSync } from 'node:fs';

/** The processes of a group that still run. */
export function processesOfGroup(group: number): string[] {
  return processes().filter(({ pgid }) => pgid === group).map(({ args }) => args);
}

/** The processes whose command line holds a text. */
export function processesNaming(text: string): string[] {
  return processes().map(({ args }) => args).filter((args) => args.includes(text));
}

/** Read from /proc, because a container image need not have `ps`. */
function processes() {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [state, , pgid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return state === 'Z' ? [] : [{ pgid: Number(pgid), args: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replace(/\0/g, ' ') }];
    } catch {
      return []; // It has ended meanwhile.
    }
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

/** Whether a server responds to HTTP at the address. */
export async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(2_000) });
    return true;
  } catch {
    return false;
  }
}
