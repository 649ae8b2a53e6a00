import { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { AwsError, Operations, Secrets } from '../../local-cloud/conductor';
import { LoopbackServer } from '../../local-cloud/loopback-server';

type Json = Record<string, unknown>;

/** A call of Systems Manager, Secrets Manager, Step Functions or ECR. */
export interface RpcCall {
  readonly operation: string;
  readonly input: Json;
  readonly headers: IncomingHttpHeaders;
}

const EXECUTIONS = 'arn:aws:states:eu-west-1:123456789012:execution:waits:';

/** A fault that a call meets instead of an answer. */
export type RpcFault = 'denied' | 'throttled' | 'error500' | 'invalid' | 'locked' | 'deleting' | 'reset' | 'silent' | 'garbage' | 'lost';

export interface Parameter {
  readonly Type: string;
  readonly Value: string;
  readonly Tier?: string;
  readonly Description?: string;
}

export interface Execution {
  readonly input: string;
  status: 'RUNNING' | 'ENDED' | 'STOPPED';
}

/** The few operations of Systems Manager, Secrets Manager, Step Functions and ECR that the function calls, answered as these services do. */
export class JsonRpcService {
  public static async start(): Promise<JsonRpcService> {
    const service = new JsonRpcService();
    service.server = await LoopbackServer.start((request, body, response) => service.handle(request, body.toString(), response));
    return service;
  }

  public readonly calls: RpcCall[] = [];
  /** Called with each call before its answer. */
  public onCall?: (call: RpcCall) => void;
  public readonly parameters = new Map<string, Parameter>();
  /** The deletion of a secret takes no time that a test must wait for. */
  public readonly secrets = new Secrets({ deletion: 0 });
  public readonly executions = new Map<string, Execution>();
  /** The digests of container images, by `<repository>:<tag>`. */
  public readonly digests = new Map<string, string>();
  private readonly faults: Array<{ readonly operation: string; readonly match: string; readonly fault: RpcFault; times: number }> = [];

  private server!: LoopbackServer;

  public get url(): string {
    return this.server.url;
  }

  /** Applies a fault to calls of an operation whose input holds a text, a number of times. */
  public setFault(operation: string, match: string, fault: RpcFault, times = Infinity): void {
    this.faults.push({ operation, match, fault, times });
  }

  public stop(): Promise<void> {
    return this.server.stop();
  }

  private handle(request: IncomingMessage, body: string, response: ServerResponse): void {
    const operation = String(request.headers['x-amz-target']).split('.')[1];
    const input = JSON.parse(body) as Json;
    const call = { operation, input, headers: request.headers };
    this.calls.push(call);
    this.onCall?.(call);
    const send = (status: number, answer: object) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(answer));
    };
    const refuse = (type: string, message: string, status = 400) => send(status, { __type: type, message });
    const fault = this.faults.find((one) => one.operation === operation && body.includes(one.match) && one.times > 0);
    if (fault) fault.times--;
    switch (fault?.fault) {
      case 'denied': return refuse('AccessDeniedException', 'User: x is not authorized to perform this');
      case 'throttled': return refuse('ThrottlingException', 'Rate exceeded');
      case 'error500': return refuse('InternalServerError', 'Internal error', 500);
      // A validation error says what it was given.
      case 'invalid': return refuse('ValidationException', `1 validation error detected: Value '${body}' failed to satisfy constraint`);
      case 'locked': return refuse('TooManyUpdates', 'There are concurrent updates for a resource that supports one update at a time.');
      case 'deleting': return refuse('InvalidRequestException', "You can't perform this operation on the secret because it was marked for deletion.");
      case 'reset': return void request.socket.destroy();
      case 'silent': return;
      case 'garbage': return void response.writeHead(200).end('{"Parameter": {"Va');
      case 'lost': this.answer(operation, input); return void request.socket.destroy();
      default: {
        const answer = this.answer(operation, input);
        return typeof answer === 'string' ? refuse(answer, 'It is refused') : send(200, answer);
      }
    }
  }

  /** The answer, or the name of the error. */
  private answer(operation: string, input: Json): object | string {
    const name = String(input.Name ?? input.name);
    switch (operation) {
      case 'PutParameter': return this.put(name, input);
      case 'DescribeImages': return this.describeImages(input);
      case 'StartExecution': return this.startExecution(name, String(input.input));
      case 'ListExecutions': return this.listExecutions();
      case 'StopExecution': return this.stopExecution(String(input.executionArn));
      default: return this.answerSecrets(operation, input);
    }
  }

  /** The execution of the wait that responds to a request. */
  public executionOf(requestId: string): Execution | undefined {
    return [...this.executions].find(([name]) => name.endsWith(`-${requestId}`))?.[1];
  }

  private answerSecrets(operation: string, input: Json): object | string {
    const operations = this.secrets.operations as Operations;
    if (!Object.hasOwn(operations, operation)) return 'UnknownOperationException';
    try {
      return operations[operation](input as never);
    } catch (error) {
      if (error instanceof AwsError) return error.code;
      throw error;
    }
  }

  private put(name: string, { Overwrite, ...parameter }: Json): object | string {
    if (this.parameters.has(name) && Overwrite !== true) return 'ParameterAlreadyExists';
    this.parameters.set(name, parameter as unknown as Parameter);
    return { Version: 1 };
  }

  /** @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html */
  private describeImages({ repositoryName, imageIds }: Json): object | string {
    const [{ imageTag }] = imageIds as [{ imageTag: string }];
    const imageDigest = this.digests.get(`${String(repositoryName)}:${imageTag}`);
    if (imageDigest === undefined) return 'ImageNotFoundException';
    const imageTags = [...this.digests].filter(([name, digest]) => digest === imageDigest && name.startsWith(`${String(repositoryName)}:`)).map(([name]) => name.split(':')[1]);
    return { imageDetails: [{ repositoryName, imageTags, imageDigest }] };
  }

  /** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
  private startExecution(name: string, input: string): object | string {
    const earlier = this.executions.get(name);
    if (earlier && (earlier.status !== 'RUNNING' || earlier.input !== input)) return 'ExecutionAlreadyExists';
    if (!earlier) this.executions.set(name, { input, status: 'RUNNING' });
    return { executionArn: `${EXECUTIONS}${name}`, startDate: 1_800_000_000 };
  }

  private listExecutions(): object {
    const running = [...this.executions].filter(([, { status }]) => status === 'RUNNING');
    return { executions: running.map(([name, { status }]) => ({ executionArn: `${EXECUTIONS}${name}`, name, status, startDate: 1_800_000_000 })) };
  }

  private stopExecution(arn: string): object | string {
    const execution = this.executions.get(arn.slice(EXECUTIONS.length));
    if (!execution) return 'ExecutionDoesNotExist';
    if (execution.status === 'RUNNING') execution.status = 'STOPPED';
    return { stopDate: 1_800_000_000 };
  }
}
