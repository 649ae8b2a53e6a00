import { LoopbackServer } from '../../local-cloud/loopback-server';

type Status = 'DISABLED' | 'ENABLING' | 'ENABLED';
type Key = 'ec2' | 'ecr';

/** Why a call is refused: by an error of the account, or by an HTTP error. */
export interface InspectorFault {
  readonly operation: 'status' | 'enable';
  readonly http?: { readonly status: number; readonly type: string; readonly message: string };
  readonly failed?: { readonly errorCode: string; readonly errorMessage: string };
  /** How often; always by default. */
  times?: number;
}

/** Amazon Inspector, as far as it activates scans. */
export class InspectorService {
  public static async start(): Promise<InspectorService> {
    const service = new InspectorService();
    service.server = await LoopbackServer.start((request, body, response) => {
      const operation = request.url === '/enable' ? 'enable' : 'status';
      const { resourceTypes = [] } = JSON.parse(body.toString() || '{}') as { resourceTypes?: string[] };
      service.calls.push([operation, ...resourceTypes].join(' '));
      const { status, type, answer } = service.answer(operation, resourceTypes.map((one) => one.toLowerCase() as Key));
      response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type }).end(JSON.stringify(answer));
    });
    return service;
  }

  /** Such as `status` or `enable EC2 ECR`. */
  public readonly calls: string[] = [];
  public readonly statuses: Record<Key, Status> = { ec2: 'DISABLED', ecr: 'DISABLED' };
  /** The number of polls until the scans that are being activated are active. */
  public polls = 2;
  public fault?: InspectorFault;
  private server!: LoopbackServer;

  public get url(): string {
    return this.server.url;
  }

  public stop(): Promise<void> {
    return this.server.stop();
  }

  public reset(): void {
    this.calls.length = 0;
    Object.assign(this.statuses, { ec2: 'DISABLED', ecr: 'DISABLED' });
    Object.assign(this, { polls: 2, fault: undefined });
  }

  private answer(operation: InspectorFault['operation'], types: Key[]): { status: number; type: string; answer: object } {
    const fault = this.fault?.operation === operation && (this.fault.times ?? 1) > 0 ? this.fault : undefined;
    if (fault?.times !== undefined) fault.times--;
    if (fault?.http) return { status: fault.http.status, type: fault.http.type, answer: { message: fault.http.message } };
    if (operation === 'status') return { status: 200, type: '', answer: this.accountStatus() };
    const failed = fault?.failed && { accountId: '123456789012', ...fault.failed };
    if (!failed) types.forEach((type) => this.statuses[type] = 'ENABLING');
    return { status: 200, type: '', answer: { accounts: [], failedAccounts: failed ? [failed] : [] } };
  }

  private accountStatus(): object {
    const isBusy = Object.values(this.statuses).includes('ENABLING');
    if (isBusy && this.polls-- <= 0) {
      for (const key of ['ec2', 'ecr'] as const) if (this.statuses[key] === 'ENABLING') this.statuses[key] = 'ENABLED';
    }
    const state = (status: Status) => ({ status, errorCode: 'SUCCESS', errorMessage: '' });
    const resourceState = { ec2: state(this.statuses.ec2), ecr: state(this.statuses.ecr), lambda: state('DISABLED') };
    return { accounts: [{ accountId: '123456789012', state: state('DISABLED'), resourceState }], failedAccounts: [] };
  }
}
