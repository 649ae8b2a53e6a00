import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';

/** How the address behaves when an answer is put to it. */
export type AnswerFault = 'reset' | 'error' | 'refused' | 'lost';

export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly Data?: Record<string, string>;
}

interface Delivery {
  readonly body: Buffer;
  readonly contentType: string | undefined;
}

/** The presigned address to which a custom resource puts its answer. */
export class AnswerAddress {
  /** What stands in each address and must stand nowhere else. */
  public static readonly SECRET = 'X-Amz-Signature=5ec2e7';

  public static async start(): Promise<AnswerAddress> {
    const address = new AnswerAddress();
    await new Promise<void>((resolve) => address.server.listen(0, '127.0.0.1', resolve));
    return address;
  }

  private readonly server: Server = createServer((request, response) => void this.take(request, response));
  private readonly deliveries = new Map<string, Delivery[]>();
  private readonly faults = new Map<string, AnswerFault[]>();

  /** The address for one request; its first attempts meet the faults. */
  public url(key: string, faults: AnswerFault[] = []): string {
    this.faults.set(key, [...faults]);
    this.deliveries.set(key, []);
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${key}?${AnswerAddress.SECRET}`;
  }

  public deliveriesTo(key: string): Delivery[] {
    return this.deliveries.get(key) ?? [];
  }

  public async stop(): Promise<void> {
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const key = new URL(request.url!, 'http://localhost').pathname.slice(1);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const fault = this.faults.get(key)?.shift();
    if (fault === 'reset') return void request.socket.destroy();
    if (fault === 'error') return void response.writeHead(503).end();
    if (fault === 'refused') return void response.writeHead(400).end();
    this.deliveries.get(key)?.push({ body: Buffer.concat(chunks), contentType: request.headers['content-type'] });
    // The answer has arrived, but the function never hears of it: it must send the same one again.
    if (fault === 'lost') return void request.socket.destroy();
    response.writeHead(200).end();
  }
}
