import { ImageBuilder, startImageBuilder } from '../image-builder';
import { LoopbackServer } from '../loopback-server';
import { Cloud, CloudOptions, CustomResourceEvent } from './cloud';
import { FunctionProcess } from './function-process';
import { FunctionError, FunctionHost, Functions } from './functions';
import { handleJson } from './json-protocol';
import { LogGroups } from './log-groups';
import { Parameters } from './parameters';
import { resourceTypes, ResourceTypesOptions } from './resource-types';
import { ResponseEndpoint, ResponseFault } from './response-endpoint';
import { Secrets } from './secrets';
import { StateMachines } from './state-machines';
import { VirtualTime } from './virtual-time';

export interface HttpCloudOptions extends Pick<ResourceTypesOptions, 'freshDeploymentIds'> {
  /** The function's bundle. */
  readonly bundle: string;
  readonly deliveries?: (event: CustomResourceEvent) => readonly number[];
  readonly responseFault?: (requestId: string, attempt: number) => ResponseFault | undefined;
  /** The HTTP status that a call of a service is refused with, if it is; asked with such as `AmazonSSM.PutParameter`. */
  readonly refuse?: (target: string) => number | undefined;
  /** Says whether the function dies at an event instead of running. */
  readonly dies?: (event: unknown) => boolean;
}

const REGION = 'eu-west-1';
const ACCOUNT = '123456789012';
/** The function's calls take real time, of which there is little. */
const FUNCTION_SECONDS = 20;

/** An account in which the function's bundle runs in a process of its own, and calls services over HTTP on the loopback interface. */
export class HttpCloud {
  public static async start(options: HttpCloudOptions): Promise<HttpCloud> {
    const time = new VirtualTime();
    const imageBuilder = await startImageBuilder({ accountId: ACCOUNT, clock: time });
    const logGroups = new LogGroups();
    const parameters = new Parameters();
    const secrets = new Secrets({ now: () => time.now() });
    const stateMachines = new StateMachines({
      time,
      invoke: (_arn, payload) => functions.invoke(payload),
      // The function compares the start with its own clock, which the virtual time does not move.
      now: () => Date.now(),
    });
    const responses = new ResponseEndpoint({ time, now: () => Date.now(), baseUrl: () => server.url, fault: options.responseFault });
    const server = await serve(responses, options, { logGroups, parameters, secrets, stateMachines });
    const lambda = await FunctionProcess.start(options.bundle, {
      AWS_REGION: REGION,
      AWS_ENDPOINT_URL_IMAGEBUILDER: imageBuilder.url,
      AWS_ENDPOINT_URL_SSM: server.url,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: server.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: server.url,
      AWS_ENDPOINT_URL_SFN: server.url,
    });
    const host: FunctionHost = {
      invoke: async (event, milliseconds) => {
        if (options.dies?.(event)) throw new FunctionError('Runtime.ExitError', 'RequestId: Error: Runtime exited with error: signal: killed');
        return time.during(lambda.invoke(event, milliseconds));
      },
    };
    const functions = new Functions({ time, host, timeoutSeconds: FUNCTION_SECONDS });
    const place = { region: REGION, accountId: ACCOUNT };
    const cloud = new Cloud({
      ...place,
      time,
      emulator: imageBuilder.emulator,
      functions,
      stateMachines,
      logGroups,
      parameters,
      secrets,
      responses,
      resourceTypes: resourceTypes({ ...place, ...options, time, emulator: imageBuilder.emulator, stateMachines }),
      deliveries: options.deliveries,
    });
    return new HttpCloud(cloud, imageBuilder, lambda, server);
  }

  private constructor(
    public readonly cloud: Cloud,
    public readonly imageBuilder: ImageBuilder,
    public readonly lambda: FunctionProcess,
    private readonly server: LoopbackServer,
  ) {}

  public async stop(): Promise<void> {
    await Promise.all([this.imageBuilder.close(), this.lambda.stop(), this.server.stop()]);
  }
}

/** The response endpoint, and the services that speak AWS JSON, on one port. */
async function serve(
  responses: ResponseEndpoint, options: HttpCloudOptions, { logGroups, parameters, secrets, stateMachines }: Pick<CloudOptions, 'logGroups' | 'parameters' | 'secrets' | 'stateMachines'>,
): Promise<LoopbackServer> {
  const services = {
    AmazonSSM: parameters.operations,
    AWSStepFunctions: stateMachines.operations,
    Logs_20140328: logGroups.operations,
    secretsmanager: secrets.operations,
  };
  return LoopbackServer.start((request, body, response) => {
    const target = request.headers['x-amz-target'];
    if (typeof target !== 'string') return responses.handle(request, body, response);
    const refusal = options.refuse?.(target);
    const answer = refusal === undefined
      ? handleJson(services, target, body.toString('utf8'))
      : { status: refusal, body: JSON.stringify({ __type: 'ThrottlingException', message: 'Rate exceeded' }) };
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' }).end(answer.body);
  });
}
