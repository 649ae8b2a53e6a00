import { createServer, IncomingMessage, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { Clock } from './clock';
import { CONTROL_PATH, handleControl } from './control';
import { ImageBuilderEmulator } from './emulator';
import { handleRequest } from './http';
import { ReadObject, readObjects } from './objects';
import { StateMachineRunner } from './state-machine-runner';

export * from './clock';
export * from './emulator';
export * from './open-behaviour';
export * from './scenarios';

export interface ImageBuilderOptions {
  /**
   * The loopback port.
   * @default - a free one
   */
  readonly port?: number;
  /**
   * Emulated seconds for each real second.
   * @default 1
   */
  readonly speed?: number;
  /**
   * The time that builds go by, instead of one with the given speed.
   * @default - a clock that starts now
   */
  readonly clock?: Clock;
  /**
   * The account that callers work in.
   * @default '000000000000'
   */
  readonly accountId?: string;
  /**
   * Reads the objects in S3 that hold documents.
   * @default - there are none
   */
  readonly readObject?: ReadObject;
  /**
   * The address of Step Functions, for the state machines that workflows execute.
   * @default - nothing runs them, and the scenario says how they end
   */
  readonly statesEndpoint?: string;
}

/** A running emulator of EC2 Image Builder. */
export interface ImageBuilder {
  /** The address to give AWS clients as their endpoint. */
  readonly url: string;
  /** Sets scenarios, moves the clock, tells the calls so far. */
  readonly emulator: ImageBuilderEmulator;
  close(): Promise<void>;
}

/**
 * Starts the emulator on a loopback port.
 * @throws the system's error where the port is taken
 */
export async function startImageBuilder(options: ImageBuilderOptions = {}): Promise<ImageBuilder> {
  const emulator = new ImageBuilderEmulator(options.clock ?? new Clock({ speed: options.speed }));
  const accountId = options.accountId ?? '000000000000';
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    readBody(request).then(async (body) => {
      if (options.readObject) await readObjects(emulator, body, options.readObject);
      return body;
    }).then(
      (body) => pathname.startsWith(CONTROL_PATH)
        ? handleControl(emulator, request.method!, pathname, body, response)
        : handleRequest(emulator, request, body, response, accountId),
      () => response.destroy(),
    );
  });
  await listen(server, options.port ?? 0);
  const runner = options.statesEndpoint === undefined ? undefined : new StateMachineRunner(emulator, options.statesEndpoint);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    emulator,
    close: async () => {
      await runner?.stop();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
