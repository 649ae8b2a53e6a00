import { BatchGetAccountStatusCommand, EnableCommand, Inspector2Client } from '@aws-sdk/client-inspector2';
import { CallError, callErrorOf, INSPECTOR } from './call-error';
import { CLIENT_OPTIONS } from './client-options';
import { Deadline } from './deadline';
import { InspectorResourceType } from '../../contract/contract';

/** Why Amazon Inspector did not activate the scans of the account. */
export interface InspectorRefusal {
  /** Such as `ENABLE_IN_PROGRESS` or `BLOCKED_BY_ORGANIZATION_POLICY`. */
  readonly code: string;
  readonly message: string;
}

/** The calls that activate Amazon Inspector's scans in the function's account. */
export class Inspector {
  /** Number of calls that were made. */
  public calls = 0;

  private readonly client = new Inspector2Client(CLIENT_OPTIONS);

  public constructor(private readonly deadline: Deadline) {}

  public close(): void {
    this.client.destroy();
  }

  /** The status of the scans of each type, such as `DISABLED`, `ENABLING` or `ENABLED`; an empty text if it is not known. */
  public async statuses(): Promise<Record<InspectorResourceType, string>> {
    const { accounts = [] } = await this.call('BatchGetAccountStatus', () => (
      this.client.send(new BatchGetAccountStatusCommand({}), { abortSignal: this.deadline.signal })
    ));
    const { ec2, ecr } = accounts[0]?.resourceState ?? {};
    return { EC2: ec2?.status ?? '', ECR: ecr?.status ?? '' };
  }

  /** Asks for scans. Returns why they were refused; undefined if they were not. */
  public async enable(resourceTypes: InspectorResourceType[]): Promise<InspectorRefusal | undefined> {
    const { failedAccounts = [] } = await this.call('Enable', () => (
      this.client.send(new EnableCommand({ resourceTypes }), { abortSignal: this.deadline.signal })
    ));
    const [failed] = failedAccounts;
    return failed && { code: failed.errorCode ?? '', message: failed.errorMessage ?? '' };
  }

  private async call<T>(operation: string, send: () => Promise<T>): Promise<T> {
    this.calls++;
    try {
      return await send();
    } catch (error) {
      if (error instanceof CallError) throw error;
      throw callErrorOf(error, { service: INSPECTOR, operation, resource: 'the account' }, this.deadline.hasPassed);
    }
  }
}
