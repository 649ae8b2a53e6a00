import { Call, callErrorOf, Service } from './call-error';
import { Deadline } from './deadline';

/** A client of the SDK. */
interface SdkClient {
  destroy(): void;
}

/** Sends a command with these options of the SDK. */
type Send<T> = (options: { readonly abortSignal: AbortSignal }) => Promise<T>;

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

  protected callOf(operation: string, resource: string): Call {
    return { service: this.service, operation, resource, caller: this.caller };
  }
}
