import { LoopbackServer } from '../../../local-cloud/loopback-server';

/** A resource of a stack: its type and its physical id. */
export type StackResource = readonly [type: string, physicalId: string, status?: string];

const PAGE = 2;

/** CloudFormation, as far as the command calls it: it lists the resources of stacks, in small pages. */
export class StackService {
  public static async start(): Promise<StackService> {
    const service = new StackService();
    service.server = await LoopbackServer.start((_request, body, response) => {
      const query = new URLSearchParams(body.toString());
      const { status, text } = service.answer(query.get('StackName')!, Number(query.get('NextToken') ?? 0));
      response.writeHead(status, { 'content-type': 'text/xml' }).end(text);
    });
    return service;
  }

  /** By name or ARN. */
  public readonly stacks = new Map<string, readonly StackResource[]>();
  public isDenied = false;
  public calls = 0;
  private server!: LoopbackServer;

  public get url(): string {
    return this.server.url;
  }

  public async stop(): Promise<void> {
    await this.server.stop();
  }

  private answer(name: string, from: number): { status: number; text: string } {
    this.calls++;
    if (this.isDenied) return error(403, 'AccessDenied', `User is not authorized to perform: cloudformation:ListStackResources on resource: ${name}`);
    const resources = this.stacks.get(name);
    if (!resources) return error(400, 'ValidationError', `Stack with id ${name} does not exist`);
    const members = resources.slice(from, from + PAGE).map(([type, physicalId, status = 'CREATE_COMPLETE']) => (
      `<member><ResourceType>${type}</ResourceType><PhysicalResourceId>${physicalId}</PhysicalResourceId><ResourceStatus>${status}</ResourceStatus></member>`
    ));
    const next = from + PAGE < resources.length ? `<NextToken>${from + PAGE}</NextToken>` : '';
    return {
      status: 200,
      text: `<ListStackResourcesResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><ListStackResourcesResult>
        <StackResourceSummaries>${members.join('')}</StackResourceSummaries>${next}</ListStackResourcesResult></ListStackResourcesResponse>`,
    };
  }
}

function error(status: number, code: string, message: string): { status: number; text: string } {
  return { status, text: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>` };
}
