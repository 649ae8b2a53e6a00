import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap } from './bootstrap';
import { CdkCli } from './cdk-cli';
import { ImageBuilder, startImageBuilder } from './image-builder';
import { MiniStack } from './ministack';
import { claimPort } from './ports';

export const LOCAL_ACCOUNT = '000000000000';
export const LOCAL_REGION = 'us-east-1';

/** The pause of CloudFormation's handler between two polls of a building image, at full length. */
const POLL_SECONDS = 10;
const SHORTEST_POLL_SECONDS = 0.2;

export interface LocalCloudOptions {
  /**
   * How many times faster than the real service images are built.
   *
   * @default 1000
   */
  readonly speed?: number;
  /**
   * How long state machines wait, times what they ask for. What they read off a clock does not shrink.
   *
   * @default - the inverse of the speed, so that waits and builds keep pace
   */
  readonly waitScale?: number;
  /**
   * Loopback port of CloudFormation, Lambda, ECR and the rest.
   *
   * @default - a free one
   */
  readonly port?: number;
  /**
   * Loopback port of EC2 Image Builder.
   *
   * @default - a free one
   */
  readonly imageBuilderPort?: number;
  /**
   * The Python that has MiniStack.
   *
   * @default - the one in the project's virtual environment
   */
  readonly python?: string;
}

/** A stand-in for AWS on this machine. */
export interface LocalCloud {
  /** Address of CloudFormation, Lambda, ECR and the rest. */
  readonly endpoint: string;
  readonly imageBuilder: ImageBuilder;
  /** The environment in which an AWS tool or SDK uses this cloud. */
  readonly environment: { readonly [name: string]: string };
  /** The processes that this cloud runs in. */
  readonly processIds: number[];
  /** The logs of the cloud and of the functions that it ran. */
  readonly log: string;
  /**
   * Prepares a Region for deployments.
   *
   * @param region by default, that of the environment
   */
  bootstrap(region?: string): Promise<void>;
  /** The AWS CDK CLI, deploying to this cloud. */
  cdk(onOutput?: (text: string) => void): CdkCli;
  stop(): Promise<void>;
}

/** Starts both parts of the local cloud on loopback ports, and returns when both answer. */
export async function startLocalCloud(options: LocalCloudOptions = {}): Promise<LocalCloud> {
  const speed = options.speed ?? 1000;
  const port = await claimPort('CloudFormation and the rest', '--port', options.port);
  const imageBuilderPort = await claimPort('Image Builder', '--image-builder-port', options.imageBuilderPort);
  const imageBuilder = await startImageBuilder({
    port: imageBuilderPort,
    speed,
    readObject: async (uri) => readObject(port, uri),
    statesEndpoint: `http://127.0.0.1:${port}`,
  });
  const folder = mkdtempSync(join(tmpdir(), 'local-cloud-'));
  const release = async () => {
    await imageBuilder.close();
    rmSync(folder, { recursive: true, force: true });
  };

  let miniStack: MiniStack;
  try {
    miniStack = await MiniStack.start({
      port,
      region: LOCAL_REGION,
      folder,
      imageBuilderEndpoint: imageBuilder.url,
      pollSeconds: Math.max(SHORTEST_POLL_SECONDS, POLL_SECONDS / speed),
      waitScale: options.waitScale ?? 1 / speed,
      python: options.python ?? join(__dirname, '..', '.venv', 'bin', 'python'),
    });
  } catch (error) {
    await release();
    throw error;
  }

  const environment = {
    AWS_ENDPOINT_URL: miniStack.endpoint,
    AWS_ENDPOINT_URL_IMAGEBUILDER: imageBuilder.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: LOCAL_REGION,
    AWS_DEFAULT_REGION: LOCAL_REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DEFAULT_ACCOUNT: LOCAL_ACCOUNT,
    CDK_DEFAULT_REGION: LOCAL_REGION,
  };
  const clis: CdkCli[] = [];
  return {
    endpoint: miniStack.endpoint,
    imageBuilder,
    environment,
    processIds: [miniStack.processId],
    get log() {
      return miniStack.log;
    },
    bootstrap: async (region = LOCAL_REGION) => bootstrap(miniStack.endpoint, environment, region),
    cdk: (onOutput) => {
      const cli = new CdkCli({ environment, folder, onOutput });
      clis.push(cli);
      return cli;
    },
    stop: async () => {
      clis.forEach((cli) => cli.stop());
      await miniStack.stop();
      await release();
    },
  };
}

async function readObject(port: number, uri: string): Promise<string | undefined> {
  const response = await fetch(uri.replace('s3://', `http://127.0.0.1:${port}/`));
  return response.ok ? response.text() : undefined;
}
