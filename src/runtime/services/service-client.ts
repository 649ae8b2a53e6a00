import { Call, CallError, callErrorOf, Service } from './call-error';
import { Deadline } from './deadline';

/** A client of the SDK. */
interface SdkClient {
  destroy(): void;
}

/** Sends a command with these options of the SDK. */
type Send<T> = (options: { readonly abortSignal: AbortSignal }) => Promise<T>;

/** A page of a list. */
export interface Page<T> {
  readonly entries: readonly T[];
  /** Asks for the next page; missing or empty on the last one. */
  readonly token?: string;
}

/** 25,000 entries of a list of Image Builder. Longer or endless lists are an error. */
const MAX_PAGES = 1_000;

/** The calls of one service, until a deadline. */
export abstract class ServiceClient<Client extends SdkClient = SdkClient> {
  /** Number of calls that were made. */
  public calls = 0;

  /** @param caller who calls, as the subject of an error */
  protected constructor(
    protected readonly client: Client, private readonly service: Service, protected readonly deadline: Deadline, private readonly caller?: string,
  ) {}

  public close(): void {
    this.client.destroy();
  }

  /**
   * Calls the service.
   *
   * @throws CallError if the call fails
   */
  protected async call<T>(operation: string, resource: string, send: Send<T>): Promise<T> {
    this.calls++;
    return this.explained(operation, resource, send);
  }

  /** Calls the service without counting the call. */
  protected async explained<T>(operation: string, resource: string, send: Send<T>): Promise<T> {
    try {
      return await send({ abortSignal: this.deadline.signal });
    } catch (error) {
      throw callErrorOf(error, this.callOf(operation, resource), this.deadline.hasPassed);
    }
  }

  /**
   * The entries of every page of a list.
   *
   * @throws CallError if the list has too many pages, or repeats one
   */
  protected async everyPage<T>(operation: string, resource: string, pageAt: (token?: string) => Promise<Page<T>>): Promise<T[]> {
    const all: T[] = [];
    const tokens = new Set<string>();
    let next: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const { entries, token } = await pageAt(next);
      for (const entry of entries) all.push(entry);
      if (!token) return all;
      if (tokens.has(token)) throw new CallError('OTHER', `${this.service.name} repeats a page of ${operation} for ${resource}. Try again.`);
      tokens.add(next = token);
    }
    throw new CallError('REFUSED', `${this.service.name} returned more than ${MAX_PAGES} pages of ${operation} for ${resource}, which is more than a status reads.`);
  }

  protected callOf(operation: string, resource: string): Call {
    return { service: this.service, operation, resource, caller: this.caller };
  }
}
