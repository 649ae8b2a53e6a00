import { IncomingMessage, ServerResponse } from 'node:http';
import { operationOf } from '../../../local-cloud/image-builder/http';
import { LoopbackServer } from '../../../local-cloud/loopback-server';
import { CliAccount } from '../cli/cli-account';
import { Fault, sendAnswer } from '../hostile-service';

/** The calls of a poll to Image Builder, in their order. */
export const MONITOR_OPERATIONS = [
  'ListImagePipelines', 'ListWaitingWorkflowSteps', 'ListImagePipelineImages', 'GetImage', 'ListWorkflowExecutions', 'ListWorkflowStepExecutions',
  'ListImageScanFindingAggregations', 'GetWorkflowStepExecution', 'TagResource',
] as const;
/** The calls of a poll to other services. */
export const OTHER_OPERATIONS = ['GetParameters', 'PutMetricData', 'Publish'] as const;
export type MonitorOperation = typeof MONITOR_OPERATIONS[number] | typeof OTHER_OPERATIONS[number];

const LIST_MEMBER: Record<string, string> = {
  ListImagePipelines: 'imagePipelineList',
  ListWaitingWorkflowSteps: 'steps',
  ListImagePipelineImages: 'imageSummaryList',
  ListWorkflowExecutions: 'workflowExecutions',
  ListWorkflowStepExecutions: 'steps',
  ListImageScanFindingAggregations: 'responses',
};
/** Faults that a second attempt does not meet. */
const PASSING = ['throttled', 'reset', 'error500', 'error503', 'truncated', 'garbage', 'html'];

/** A published notice, as a chat gets it. */
export interface PublishedNotice {
  readonly content: { readonly title: string; readonly description: string };
  readonly metadata: { readonly eventType: string; readonly threadId: string };
}

/** A published metric. Times are in seconds since 1970. */
export interface PublishedMetric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: Array<{ readonly Name: string; readonly Value: string }>;
  readonly Value: number;
  readonly Timestamp?: number;
}

/** An account in the emulator whose answers a test may spoil on their way, with a topic, metrics and a parameter. */
export class HostileAccount {
  public static async start(): Promise<HostileAccount> {
    const hostile = new HostileAccount();
    hostile.server = await LoopbackServer.start((request, body, response) => void hostile.answer(request, body, response));
    return hostile;
  }

  public account!: CliAccount;
  public readonly published: PublishedNotice[] = [];
  public readonly metrics: PublishedMetric[] = [];
  /** The names of the pipelines that are watched. */
  public watched = ['broken', 'waiting'];
  /** Runs before an operation is answered. */
  public before?: (operation: string) => Promise<unknown>;
  private fault?: { readonly operation: MonitorOperation; readonly fault: Fault; readonly about: string };
  private server!: LoopbackServer;

  /** The environment of a function that watches this account. */
  public get environment(): Record<string, string> {
    const { url } = this.server;
    return {
      AWS_ENDPOINT_URL_IMAGEBUILDER: url,
      AWS_ENDPOINT_URL_SSM: `${url}/GetParameters`,
      AWS_ENDPOINT_URL_CLOUDWATCH: `${url}/PutMetricData`,
      AWS_ENDPOINT_URL_SNS: `${url}/Publish`,
      WATCHED_PIPELINES: '/watched',
      TOPIC_ARNS: 'arn:aws:sns:eu-west-1:123456789012:topic',
      NOTICES: 'FAILED,REFUSED,WAITING,DISABLED,OVERDUE,RECOVERED',
      MONITOR_ID: 'test',
    };
  }

  /** Starts over with another account. */
  public async renew(account: CliAccount): Promise<void> {
    await this.account?.stop();
    this.account = account;
    this.published.length = this.metrics.length = 0;
    this.fault = this.before = undefined;
  }

  /** @param about only calls about this */
  public setFault(operation: MonitorOperation, fault: Fault, about = ''): void {
    this.fault = { operation, fault, about };
  }

  public heal(): void {
    this.fault = this.before = undefined;
  }

  public async stop(): Promise<void> {
    await this.account?.stop();
    await this.server.stop();
  }

  private async answer(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const url = request.url!;
    const path = new URL(url, 'http://localhost').pathname;
    const other = OTHER_OPERATIONS.find((one) => path.startsWith(`/${one}`));
    const operation = other ?? operationOf(request.method!, path);
    await this.before?.(operation);
    const fault = this.faultOf(operation, decodeURIComponent(url) + body.toString());
    if (other && fault === undefined) return this.answerOther(other, body, response);
    const answer = other ? {} : await this.emulated(request, body);
    sendAnswer(request, response, fault, LIST_MEMBER[operation], answer);
  }

  private faultOf(operation: string, about: string): Fault | undefined {
    if (this.fault?.operation !== operation || !about.includes(this.fault.about)) return undefined;
    const { fault } = this.fault;
    if (PASSING.includes(fault)) this.fault = undefined;
    return fault;
  }

  private async emulated({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Record<string, unknown>> {
    const { authorization = '' } = headers;
    const options = { method, headers: { authorization }, ...method !== 'GET' && { body: body.toString() } };
    const answered = await fetch(`${this.account.service.url}${url}`, options);
    return await answered.json() as Record<string, unknown>;
  }

  private answerOther(operation: typeof OTHER_OPERATIONS[number], body: Buffer, response: ServerResponse): void {
    switch (operation) {
      case 'GetParameters': {
        const Value = JSON.stringify(this.watched.map((name) => ({ name })));
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify({ Parameters: [{ Name: '/watched', Value }] }));
        return;
      }
      case 'PutMetricData': {
        const { Namespace, MetricData } = JSON.parse(body.toString());
        this.metrics.push(...MetricData.map((datum: Omit<PublishedMetric, 'Namespace'>) => ({ Namespace, ...datum })));
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
        return;
      }
      case 'Publish': {
        const bodies = JSON.parse(new URLSearchParams(body.toString()).get('Message')!) as { default: string };
        this.published.push(JSON.parse(bodies.default));
        response.writeHead(200, { 'content-type': 'text/xml' });
        response.end('<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>');
      }
    }
  }
}
