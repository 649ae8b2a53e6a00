import { BatchGetAccountStatusCommand, EnableCommand, Inspector2Client } from '@aws-sdk/client-inspector2';
import { INSPECTOR } from './call-error';
import { CLIENT_OPTIONS } from './client-options';
import { Deadline } from './deadline';
import { ServiceClient } from './service-client';
import { InspectorResourceType } from '../../contract/contract';

/** Why Amazon Inspector did not activate the scans of the account. */
export interface InspectorRefusal {
  /** Such as `ENABLE_IN_PROGRESS` or `BLOCKED_BY_ORGANIZATION_POLICY`. */
  readonly code: string;
  readonly message: string;
}

/** The subject of each call, for errors. */
const THE_ACCOUNT = 'the account';

/** The calls that activate Amazon Inspector's scans in the function's account. */
export class Inspector extends ServiceClient<Inspector2Client> {
  public constructor(deadline: Deadline) {
    super(new Inspector2Client(CLIENT_OPTIONS), INSPECTOR, deadline);
  }

  /** The status of the scans of each type, such as `DISABLED`, `ENABLING` or `ENABLED`; an empty text if it is not known. */
  public async statuses(): Promise<Record<InspectorResourceType, string>> {
    const { accounts = [] } = await this.call('BatchGetAccountStatus', THE_ACCOUNT, (options) => (
      this.client.send(new BatchGetAccountStatusCommand({}), options)
    ));
    const { ec2, ecr } = accounts[0]?.resourceState ?? {};
    return { EC2: ec2?.status ?? '', ECR: ecr?.status ?? '' };
  }

  /** Asks for scans. Returns why they were refused; undefined if they were not. */
  public async enable(resourceTypes: InspectorResourceType[]): Promise<InspectorRefusal | undefined> {
    const { failedAccounts = [] } = await this.call('Enable', THE_ACCOUNT, (options) => this.client.send(new EnableCommand({ resourceTypes }), options));
    const [failed] = failedAccounts;
    return failed && { code: failed.errorCode ?? '', message: failed.errorMessage ?? '' };
  }
}
