import { PendingRequest, ResponseEndpoint, ResponseFault } from '../../local-cloud/conductor';
import { LoopbackServer } from '../../local-cloud/loopback-server';

/** CloudFormation's response endpoint on a port of its own. */
export class ResponseServer {
  /** @param now the clock by which URLs are signed */
  public static async start(now: () => number = () => Date.now()): Promise<ResponseServer> {
    const faults = new Map<string, readonly ResponseFault[]>();
    const endpoint = new ResponseEndpoint({
      time: { now },
      baseUrl: () => server.url,
      fault: (requestId, attempt) => faults.get(requestId)?.[attempt - 1],
    });
    const server = await LoopbackServer.start(endpoint.handle);
    return new ResponseServer(endpoint, faults, server);
  }

  private constructor(
    public readonly endpoint: ResponseEndpoint,
    private readonly faults: Map<string, readonly ResponseFault[]>,
    private readonly server: LoopbackServer,
  ) {}

  public get url(): string {
    return this.server.url;
  }

  /** Opens the response URL of a request; the first attempts to use it meet the faults. */
  public open(request: PendingRequest, faults: readonly ResponseFault[] = []): string {
    this.faults.set(request.RequestId, faults);
    return this.endpoint.open(request).url;
  }

  /** The documents that arrived for a request, in their order. */
  public documents(requestId: string): string[] {
    return this.endpoint.received.get(requestId)?.documents.map(({ text }) => text) ?? [];
  }

  public async stop(): Promise<void> {
    await this.server.stop();
  }
}
