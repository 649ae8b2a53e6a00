import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { ImageBuilder, startImageBuilder } from '../image-builder';
import { AnswerDesk, AnswerFault } from './answer-desk';
import { Cloud, CustomResourceEvent } from './cloud';
import { FunctionProcess } from './function-process';
import { FunctionError, FunctionHost, Functions } from './functions';
import { answerJson } from './json-protocol';
import { Parameters } from './parameters';
import { resourceTypes, ResourceTypesOptions } from './resource-types';
import { StateMachines } from './state-machines';
import { VirtualTime } from './virtual-time';

export interface HttpCloudOptions extends Pick<ResourceTypesOptions, 'freshDeploymentIds'> {
  /** The function's bundle. */
  readonly bundle: string;
  readonly deliveries?: (event: CustomResourceEvent) => readonly number[];
  readonly answerFault?: (requestId: string, attempt: number) => AnswerFault | undefined;
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
    const parameters = new Parameters();
    const stateMachines = new StateMachines({
      time,
      invoke: (_arn, payload) => functions.invoke(payload),
      // The function compares the start with its own clock, which the virtual time does not move.
      now: () => Date.now(),
    });
    const answers = new AnswerDesk({ time, baseUrl: () => urlOf(server), fault: options.answerFault });
    const server = await serve(answers, options, parameters, stateMachines);
    const lambda = await FunctionProcess.start(options.bundle, {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_IMAGEBUILDER: imageBuilder.url,
      AWS_ENDPOINT_URL_SSM: urlOf(server),
      AWS_ENDPOINT_URL_SFN: urlOf(server),
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
      parameters,
      answers,
      resourceTypes: resourceTypes({ ...place, ...options, emulator: imageBuilder.emulator, stateMachines }),
      deliveries: options.deliveries,
    });
    return new HttpCloud(cloud, imageBuilder, lambda, server);
  }

  private constructor(
    public readonly cloud: Cloud,
    public readonly imageBuilder: ImageBuilder,
    public readonly lambda: FunctionProcess,
    private readonly server: Server,
  ) {}

  public async stop(): Promise<void> {
    await Promise.all([this.imageBuilder.close(), this.lambda.stop(), new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    })]);
  }
}

/** The answer addresses, the parameters and the state machines on one port. */
async function serve(answers: AnswerDesk, options: HttpCloudOptions, parameters: Parameters, stateMachines: StateMachines): Promise<Server> {
  const services = { AmazonSSM: parameters.operations, AWSStepFunctions: stateMachines.operations };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const target = request.headers['x-amz-target'];
      if (typeof target !== 'string') {
        const status = answers.put(request.url!, request.headers['content-type'], body);
        return status === 'reset' ? request.socket.destroy() : response.writeHead(status).end();
      }
      const refusal = options.refuse?.(target);
      const answer = refusal === undefined
        ? answerJson(services, target, body.toString('utf8'))
        : { status: refusal, body: JSON.stringify({ __type: 'ThrottlingException', message: 'Rate exceeded' }) };
      return response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' }).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
