import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { Run } from './virtual-host';
import { VirtualTime } from '../virtual-time';

/** A call over the network, in the memory of this process. */
export interface NetworkCall {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The run of the function that makes it. */
  readonly run?: Run;
}

export interface NetworkResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The reaction of the other end: an answer after some milliseconds, a broken connection, or nothing. */
export type PeerBehaviour = { readonly after: number; readonly answer: NetworkResponse | 'reset' } | 'silence';

export type Peer = (call: NetworkCall) => PeerBehaviour;

/** The part of Node's `ClientRequest` that the SDK uses. */
export class MemoryRequest extends EventEmitter {
  public readonly socket = new MemorySocket();
  public destroyed = false;

  public constructor(
    private readonly time: VirtualTime,
    private readonly peer: Peer,
    private readonly call: Omit<NetworkCall, 'body'>,
    callback?: (response: Readable) => void,
  ) {
    super();
    if (callback) this.once('response', callback);
  }

  public end(body?: Buffer | string): this {
    const reaction = this.peer({ ...this.call, body: Buffer.from(body ?? '') });
    if (reaction !== 'silence') this.time.after(reaction.after, () => this.receive(reaction.answer));
    return this;
  }

  public destroy(error?: Error): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    if (error) this.emit('error', error);
    this.emit('close');
    return this;
  }

  private receive(answer: NetworkResponse | 'reset'): void {
    if (this.destroyed) return;
    if (answer === 'reset') return void this.destroy(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
    const response = Object.assign(Readable.from([Buffer.from(answer.body)]), {
      statusCode: answer.status,
      headers: { 'content-type': 'application/json', ...answer.headers },
      complete: true,
    });
    this.emit('response', response);
    this.emit('close');
  }
}

/** A socket on which time-outs never go off: requests have their own. */
class MemorySocket extends EventEmitter {
  public readonly connecting = false;

  public setKeepAlive(): this {
    return this;
  }

  public setTimeout(): this {
    return this;
  }

  public destroy(): this {
    return this;
  }
}

interface FetchOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  readonly signal?: AbortSignal;
}

/** `fetch` over the same network. */
export function memoryFetch(time: VirtualTime, peer: Peer, runOf: () => Run | undefined) {
  return async (address: string | URL, options: FetchOptions = {}): Promise<Response> => {
    const { method = 'GET', headers = {}, body = '', signal } = options;
    const reaction = peer({ url: new URL(address), method, headers, body: Buffer.from(body as string), run: runOf() });
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error));
      if (reaction === 'silence') return;
      time.after(reaction.after, () => {
        if (reaction.answer === 'reset') reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } }));
        else resolve(new Response(reaction.answer.body || null, { status: reaction.answer.status }));
      });
    });
  };
}
