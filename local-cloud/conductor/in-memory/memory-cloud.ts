import { RESPONSE_URL_READER_VARIABLE } from '../../../src/contract/contract';
import { ImageBuilderEmulator } from '../../image-builder';
import { handleRest, operationOf } from '../../image-builder/http';
import { Cloud, CustomResourceEvent } from '../cloud';
import { ContainerRegistry } from '../container-registry';
import { Functions } from '../functions';
import { handleJson } from '../json-protocol';
import { LogGroups } from '../log-groups';
import { Parameters } from '../parameters';
import { resourceTypes, ResourceTypesOptions } from '../resource-types';
import { ResponseEndpoint, ResponseFault } from '../response-endpoint';
import { Secrets } from '../secrets';
import { StateMachines } from '../state-machines';
import { VirtualTime } from '../virtual-time';
import { WorkflowExecutions } from '../workflow-executions';
import { NetworkCall, NetworkResponse, PeerBehaviour } from './network';
import { Refusal, REFUSALS, ServiceCall, ServiceFault } from './service-faults';
import { Handler, Run, VirtualHost } from './virtual-host';

export interface MemoryCloudOptions extends Pick<ResourceTypesOptions, 'freshDeploymentIds'> {
  readonly handler: Handler;
  readonly start?: number;
  /** Says what goes wrong with a call. */
  readonly fault?: (call: ServiceCall, run?: Run) => ServiceFault | undefined;
  readonly responseFault?: (requestId: string, attempt: number) => ResponseFault | undefined;
  readonly deliveries?: (event: CustomResourceEvent) => readonly number[];
  /** Milliseconds that a call takes. */
  readonly latency?: () => number;
  /** @default 120 */
  readonly functionTimeoutSeconds?: number;
  /**
   * Runs of the function at the same time.
   * @default - as many as there are events
   */
  readonly functionConcurrency?: number;
  /** Changes calls on their way: for a test whether a test would see it. */
  readonly tamper?: (call: ServiceCall, body: string, run?: Run) => Tampering | undefined;
}

/** A change of a call on its way: another body, or an answer that the service did not give. */
export interface Tampering {
  readonly body?: string;
  readonly answer?: string;
  /** Seconds after the given answer at which the call does reach the service. */
  readonly lateBy?: number;
}

export const REGION = 'eu-west-1';
export const ACCOUNT = '123456789012';

/** The defaults of the SDK. Without them each client reads the user's files first, which took a fifth of the time of a simulation. */
const SDK_DEFAULTS = {
  AWS_AUTH_SCHEME_PREFERENCE: 'sigv4',
  AWS_DEFAULTS_MODE: 'legacy',
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
  AWS_SDK_UA_APP_ID: 'local-cloud',
  AWS_USE_DUALSTACK_ENDPOINT: 'false',
  AWS_USE_FIPS_ENDPOINT: 'false',
};

/** Variables that Lambda gives to the function. */
export const FUNCTION_ENVIRONMENT = {
  AWS_REGION: REGION,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  ...SDK_DEFAULTS,
  [RESPONSE_URL_READER_VARIABLE]: `arn:aws:iam::${ACCOUNT}:role/function`,
};

/** An account whose every part is in this process: the function's code, the services that it calls, and CloudFormation. */
export class MemoryCloud {
  public readonly time: VirtualTime;
  public readonly emulator: ImageBuilderEmulator;
  public readonly logGroups = new LogGroups();
  public readonly parameters = new Parameters();
  public readonly secrets: Secrets;
  public readonly stateMachines: StateMachines;
  public readonly functions: Functions;
  /** The state machines that workflows of Image Builder start. */
  public readonly workflowExecutions: WorkflowExecutions;
  public readonly registry: ContainerRegistry;
  public readonly responses: ResponseEndpoint;
  public readonly cloud: Cloud;
  public readonly host: VirtualHost;
  /** Is told each call that a service has answered. */
  public onAnswer?: (call: ServiceCall) => void;

  public constructor(private readonly options: MemoryCloudOptions) {
    const time = this.time = new VirtualTime(options.start);
    this.emulator = new ImageBuilderEmulator(time);
    this.secrets = new Secrets({ now: () => time.now() });
    this.host = new VirtualHost(time, () => options.handler);
    this.functions = new Functions({
      time, host: this.host, timeoutSeconds: options.functionTimeoutSeconds, concurrency: options.functionConcurrency,
    });
    this.stateMachines = new StateMachines({ time, invoke: (_arn, payload) => this.functions.invoke(payload) });
    this.workflowExecutions = new WorkflowExecutions(this.emulator, this.stateMachines, time);
    this.registry = new ContainerRegistry(this.emulator, REGION);
    this.responses = new ResponseEndpoint({
      time,
      baseUrl: () => `https://cloudformation-custom-resource-response-${REGION.replace(/-/g, '')}.s3.${REGION}.amazonaws.com`,
      fault: options.responseFault,
    });
    const place = { region: REGION, accountId: ACCOUNT };
    this.cloud = new Cloud({
      ...place,
      time,
      emulator: this.emulator,
      functions: this.functions,
      stateMachines: this.stateMachines,
      logGroups: this.logGroups,
      parameters: this.parameters,
      secrets: this.secrets,
      responses: this.responses,
      resourceTypes: resourceTypes({ ...place, ...options, time, emulator: this.emulator, stateMachines: this.stateMachines }),
      deliveries: options.deliveries,
    });
  }

  /** The network that the function sees. */
  public readonly peer = (call: NetworkCall): PeerBehaviour => {
    const { run } = call;
    if (run?.over) return 'silence';
    if (run) run.calls++;
    const after = this.options.latency?.() ?? 20;
    const target = targetOf(call);
    const fault = this.options.fault?.(target, run);
    if (fault === 'silence') return 'silence';
    if (fault === 'reset') return { after, answer: 'reset' };
    if (fault === 'dies before') return this.die(call);
    const refusal = fault && REFUSALS[fault]?.[target.service];
    if (refusal) return { after, answer: refused(refusal, target) };
    const tampering = this.options.tamper?.(target, target.body, run);
    const answer = tampering?.answer === undefined
      ? this.answer(target, tampering?.body === undefined ? call : { ...call, body: Buffer.from(tampering.body) })
      : { status: 200, body: tampering.answer };
    if (tampering?.lateBy !== undefined) this.time.after(tampering.lateBy * 1000, () => void this.answer(target, call));
    this.onAnswer?.(target);
    if (fault === 'dies after') return this.die(call);
    return { after, answer: fault === 'lost' ? 'reset' : answer };
  };

  private die({ run }: NetworkCall): PeerBehaviour {
    run?.die();
    return 'silence';
  }

  private answer(target: ServiceCall, { url, method, headers, body }: NetworkCall): NetworkResponse | 'reset' {
    if (target.service === 'answer') {
      const status = this.responses.put(url.href, headers['content-type'], body);
      return status === 'reset' ? status : { status, body: '' };
    }
    if (target.service !== 'imagebuilder') {
      const services = {
        AmazonSSM: this.parameters.operations,
        AWSStepFunctions: this.stateMachines.operations,
        Logs_20140328: this.logGroups.operations,
        secretsmanager: this.secrets.operations,
        [REGISTRY]: this.registry.operations,
      };
      return handleJson(services, headers['x-amz-target'], body.toString('utf8'));
    }
    // A tampered call has another body than its target.
    const request = { method, url: target.path, authorization: headers.authorization, body: body.toString('utf8') };
    return handleRest(this.emulator, request, ACCOUNT);
  }
}

const REGISTRY = 'AmazonEC2ContainerRegistry_V20150921';
/** The services that speak AWS JSON, by the names that they have in the protocol. */
const JSON_SERVICES: Readonly<Record<string, ServiceCall['service']>> = {
  AmazonSSM: 'ssm', AWSStepFunctions: 'states', Logs_20140328: 'logs', secretsmanager: 'secretsmanager', [REGISTRY]: 'ecr',
};

function targetOf({ url, method, headers, body }: NetworkCall): ServiceCall {
  const sent = { path: `${url.pathname}${url.search}`, body: body.toString('utf8') };
  const target = headers['x-amz-target'];
  if (target) {
    const [service, operation] = target.split('.');
    return { service: JSON_SERVICES[service], operation, ...sent };
  }
  if (url.hostname.includes('.s3.')) return { service: 'answer', operation: 'PUT', ...sent };
  return { service: 'imagebuilder', operation: operationOf(method, url.pathname), ...sent };
}

function refused({ status, code }: Refusal, { service, operation }: ServiceCall): NetworkResponse {
  const message = code.startsWith('AccessDenied') ? `The role is not authorized to perform: ${service}:${operation}` : 'Rate exceeded, or something else went wrong.';
  return { status, headers: { 'x-amzn-errortype': code }, body: JSON.stringify({ __type: code, message }) };
}
