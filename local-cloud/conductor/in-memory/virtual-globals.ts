import * as files from 'node:fs/promises';
import * as http from 'node:http';
import * as https from 'node:https';
import * as timers from 'node:timers/promises';
import { memoryFetch, MemoryRequest, Peer } from './network';
import { Run } from './virtual-host';
import { VirtualTime } from '../virtual-time';

export interface VirtualGlobalsOptions {
  readonly time: VirtualTime;
  readonly peer: Peer;
  readonly runOf: () => Run | undefined;
  /** Where chance comes from, so that a run can be repeated. */
  readonly random: () => number;
  /** Gets what is written to the console. */
  readonly log: (text: string) => void;
}

/**
 * Puts clock, timers, network, chance and console of this process below the virtual time: code that was loaded from
 * its bundle runs unchanged, and a 10-second time-out takes none. The result puts everything back.
 */
export function virtualize({ time, peer, runOf, random, log }: VirtualGlobalsOptions): () => void {
  const setVirtualTimeout = (callback: (...args: unknown[]) => void, milliseconds = 0, ...args: unknown[]) => {
    // Node's timers go off after a whole millisecond or more.
    return new VirtualTimer(time, Math.max(1, Math.trunc(milliseconds)), () => callback(...args));
  };
  const clear = (timer?: VirtualTimer | number) => {
    if (timer instanceof VirtualTimer) timer.close();
  };
  const request = (options: http.RequestOptions, callback?: (response: unknown) => void) => {
    const url = new URL(`http://${options.host ?? options.hostname}${options.path ?? '/'}`);
    const call = { url, method: options.method ?? 'GET', headers: headersOf(options.headers), run: runOf() };
    return new MemoryRequest(time, peer, call, callback);
  };
  const logged = (...args: unknown[]) => log(args.map(String).join(' '));
  const restore = [
    replace(globalThis, {
      setTimeout: setVirtualTimeout,
      clearTimeout: clear,
      Date: virtualDate(time),
      fetch: memoryFetch(time, peer, runOf),
    }),
    replace(AbortSignal, { timeout: (milliseconds: number) => abortedAfter(time, milliseconds) }),
    replace(Math, { random }),
    replace(http, { request }),
    replace(https, { request }),
    replace(timers, { setTimeout: async (milliseconds: number, value?: unknown) => time.sleep(Math.max(1, milliseconds)).then(() => value) }),
    // The SDK looks for files with settings of the user; a function has none, and reading takes real time.
    replace(files, { readFile: async () => Promise.reject(Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT' })) }),
    replace(console, { log: logged, info: logged, warn: logged, error: logged, debug: logged }),
  ];
  return () => restore.forEach((put) => put());
}

/** Replaces members of an object; the result puts them back. */
function replace(target: object, members: object): () => void {
  // A module is given as a copy of itself; the original is what other modules see.
  const original = 'default' in target && typeof target.default === 'object' && target.default !== null ? target.default : target;
  const before = Object.keys(members).map((name) => [name, Object.getOwnPropertyDescriptor(original, name)!] as const);
  for (const [name, value] of Object.entries(members)) {
    Object.defineProperty(original, name, { value, writable: true, configurable: true, enumerable: true });
  }
  return () => before.forEach(([name, descriptor]) => Object.defineProperty(original, name, descriptor));
}

/** The result of `setTimeout` in Node. */
class VirtualTimer {
  private cancel: () => void;

  public constructor(private readonly time: VirtualTime, private readonly milliseconds: number, private readonly callback: () => void) {
    this.cancel = time.after(milliseconds, callback);
  }

  public close(): this {
    this.cancel();
    return this;
  }

  public refresh(): this {
    this.cancel();
    this.cancel = this.time.after(this.milliseconds, this.callback);
    return this;
  }

  public ref(): this {
    return this;
  }

  public unref(): this {
    return this;
  }

  public hasRef(): boolean {
    return true;
  }
}

function virtualDate(time: VirtualTime): DateConstructor {
  const RealDate = Date;
  return new Proxy(RealDate, {
    construct: (target, args: []) => (args.length === 0 ? new target(time.now()) : new target(...args)),
    get: (target, name) => (name === 'now' ? () => time.now() : Reflect.get(target, name) as unknown),
  });
}

function abortedAfter(time: VirtualTime, milliseconds: number): AbortSignal {
  const controller = new AbortController();
  time.after(milliseconds, () => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')));
  return controller.signal;
}

function headersOf(headers: http.RequestOptions['headers'] = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
