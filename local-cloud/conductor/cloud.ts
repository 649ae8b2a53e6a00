import { randomUUID } from 'node:crypto';
import { ImageBuilderEmulator } from '../image-builder';
import { Functions } from './functions';
import { withStringScalars } from './intrinsics';
import { LogGroups } from './log-groups';
import { Parameters } from './parameters';
import { named, ResourceProvider } from './resource-types';
import { CustomResourceResponse, ResponseEndpoint } from './response-endpoint';
import { Secrets } from './secrets';
import { StateMachines } from './state-machines';
import { VirtualTime } from './virtual-time';

/** A request that a custom resource was sent. */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly RequestId: string;
  readonly ServiceToken: string;
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly ResourceType: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
  readonly OldResourceProperties?: Readonly<Record<string, unknown>>;
}

/** The operation of CloudFormation during which it sends a request. */
export type Phase = 'DEPLOY' | 'ROLLBACK' | 'CLEANUP' | 'DELETE';

/** A request, with what became of it. */
export interface RequestRecord {
  readonly event: CustomResourceEvent;
  readonly phase: Phase;
  readonly sentAt: number;
  response?: CustomResourceResponse;
  answeredAt?: number;
  /** CloudFormation gave it up: the deployment was cancelled, failed elsewhere, or the answer came too late. */
  givenUp?: 'CANCELLED' | 'TIMED_OUT';
  givenUpAt?: number;
}

/** The environment of the stacks of an account. */
export interface CloudOptions {
  readonly region: string;
  readonly accountId: string;
  readonly time: VirtualTime;
  readonly emulator: ImageBuilderEmulator;
  readonly functions: Functions;
  readonly stateMachines: StateMachines;
  readonly logGroups: LogGroups;
  readonly parameters: Parameters;
  readonly secrets: Secrets;
  readonly responses: ResponseEndpoint;
  readonly resourceTypes: Map<string, ResourceProvider>;
  /**
   * The seconds after which a request reaches the function, once for each time that it does.
   * @default - once, at once
   */
  readonly deliveries?: (event: CustomResourceEvent) => readonly number[];
}

/** CloudFormation's default, and its longest, in seconds. */
const SERVICE_TIMEOUT = 3600;

/** One account in one Region: what a stack is deployed to. */
export class Cloud {
  /** The requests to custom resources so far, in their order. */
  public readonly requests: RequestRecord[] = [];

  public constructor(public readonly options: CloudOptions) {}

  public providerOf(type: string): ResourceProvider {
    return this.options.resourceTypes.get(type) ?? named(this.options);
  }

  /** Sends a request to a custom resource; done when it was answered, was given up, or has timed out. */
  public async request(
    event: Omit<CustomResourceEvent, 'RequestId' | 'ResponseURL' | 'ServiceToken'>,
    phase: Phase,
    givenUp: Promise<unknown> = new Promise(() => {}),
  ): Promise<RequestRecord> {
    const { responses, time, functions, deliveries = () => [0] } = this.options;
    const RequestId = randomUUID();
    const { url, response } = responses.open({ ...event, RequestId });
    const full: CustomResourceEvent = {
      ...event,
      RequestId,
      ServiceToken: String(event.ResourceProperties.ServiceToken),
      ResponseURL: url,
      ResourceProperties: withStringScalars(event.ResourceProperties) as CustomResourceEvent['ResourceProperties'],
      ...event.OldResourceProperties && { OldResourceProperties: withStringScalars(event.OldResourceProperties) as CustomResourceEvent['OldResourceProperties'] },
    };
    const record: RequestRecord = { event: full, phase, sentAt: time.now() };
    this.requests.push(record);
    for (const seconds of deliveries(full)) time.after(seconds * 1000, () => void functions.deliver(full));

    let cancel = () => {};
    const limit = Number(event.ResourceProperties.ServiceTimeout ?? SERVICE_TIMEOUT) * 1000;
    const timedOut = new Promise<void>((resolve) => { cancel = time.after(limit, resolve); });
    await Promise.race([
      // A response after the end no longer counts.
      response.then((given) => { if (record.givenUp === undefined) Object.assign(record, { response: given, answeredAt: time.now() }); }),
      timedOut.then(() => giveUp(record, 'TIMED_OUT', time.now())),
      givenUp.then(() => giveUp(record, 'CANCELLED', time.now())),
    ]);
    cancel();
    return record;
  }
}

function giveUp(record: RequestRecord, why: NonNullable<RequestRecord['givenUp']>, now: number): void {
  if (record.response === undefined && record.givenUp === undefined) Object.assign(record, { givenUp: why, givenUpAt: now });
}
