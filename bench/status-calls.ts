import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { BUNDLE } from './bundle';
import { Measurement } from './measurement';
import { RoundCounter } from './round-counter';
import { Clock, failsInTest, ImageBuilderEmulator, LoggedCall } from '../local-cloud/image-builder';
import { handleRequest } from '../local-cloud/image-builder/http';
import { RESPONSE_HOST_VARIABLE } from '../src/contract/contract';

const PLACE = { region: 'eu-west-1', accountId: '111122223333' };
const WORKFLOWS = ['build/build-image', 'test/test-image', 'test/test-image', 'distribution/distribute-image'];
/** Together with those that the managed workflows have: 60 steps. */
const EXTRA_BUILD_STEPS = 42;
const DAY = 86_400;

export interface StatusCalls {
  readonly calls: readonly LoggedCall[];
  readonly rounds: readonly number[];
  /** The response of the function to CloudFormation. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** The calls for one status of a scanned image with 4 workflows and 60 steps, one of which failed. */
export async function statusCalls(): Promise<StatusCalls> {
  const emulator = new ImageBuilderEmulator(new Clock({ manual: true }));
  const imageArn = build(emulator);
  emulator.calls.length = 0;
  const service = await RoundCounter.start((request, body, response) => handleRequest(emulator, request, body, response, PLACE.accountId));
  try {
    const attributes = await attributesOf(imageArn, service.url);
    return { calls: emulator.calls, rounds: service.rounds, attributes };
  } finally {
    await service.stop();
  }
}

export async function callsOfOneStatus(): Promise<Measurement[]> {
  const { calls, rounds } = await statusCalls();
  return [
    { what: 'rounds of calls for a failed image with 4 workflows and 60 steps', value: rounds.length, bound: 2 },
    { what: 'calls in these rounds', value: calls.length, shown: rounds.join(' + ') },
  ];
}

/** Builds an image that fails in its first test workflow, with a list of all four, as it could be; its ARN. */
function build(emulator: ImageBuilderEmulator): string {
  const call = (operation: string, input: object) =>
    emulator.answer(operation, { clientToken: operation, ...input }, PLACE) as Record<string, string>;
  const { imageRecipeArn } = call('CreateImageRecipe', {
    name: 'bench', semanticVersion: '1.0.0', parentImage: 'ami-0123456789abcdef0',
  });
  const { infrastructureConfigurationArn } = call('CreateInfrastructureConfiguration', { name: 'bench', instanceProfileName: 'bench' });
  emulator.setInspector({ ec2: true });
  emulator.setScenario('bench', { ...failsInTest(), extraBuildSteps: EXTRA_BUILD_STEPS, open: { listsPendingWorkflows: true } });
  const { imageBuildVersionArn } = call('CreateImage', {
    imageRecipeArn,
    infrastructureConfigurationArn,
    executionRole: `arn:aws:iam::${PLACE.accountId}:role/bench`,
    imageScanningConfiguration: { imageScanningEnabled: true },
    workflows: WORKFLOWS.map((name) => ({ workflowArn: `arn:aws:imagebuilder:${PLACE.region}:aws:workflow/${name}/x.x.x` })),
  });
  emulator.clock.advance(DAY);
  return imageBuildVersionArn;
}

/** Lets the real bundle answer a request for the status of the image. */
async function attributesOf(imageArn: string, endpoint: string): Promise<Record<string, string>> {
  let answer = '';
  const cloudFormation = createServer((request, response) => {
    request.on('data', (chunk) => { answer += chunk; });
    request.on('end', () => response.end());
  });
  await new Promise<void>((resolve) => cloudFormation.listen(0, '127.0.0.1', resolve));
  const request = {
    RequestType: 'Create',
    RequestId: 'bench',
    StackId: 'bench',
    LogicalResourceId: 'Bench',
    ResourceType: 'Custom::ImageBuilderImageStatus',
    ResponseURL: `http://127.0.0.1:${(cloudFormation.address() as AddressInfo).port}/answer`,
    ResourceProperties: { ImageBuildVersionArn: imageArn, Trigger: '1', OnFailure: 'REPORT' },
  };
  const script = 'require(process.argv[1]).handler(JSON.parse(process.argv[2]), { getRemainingTimeInMillis: () => 60_000 });';
  try {
    await promisify(execFile)(process.execPath, ['-e', script, BUNDLE, JSON.stringify(request)], {
      env: {
        AWS_REGION: PLACE.region,
        AWS_ACCESS_KEY_ID: 'bench',
        AWS_SECRET_ACCESS_KEY: 'bench',
        AWS_ENDPOINT_URL_IMAGEBUILDER: endpoint,
        [RESPONSE_HOST_VARIABLE]: '127.0.0.1',
      },
    });
  } finally {
    cloudFormation.closeAllConnections();
    cloudFormation.close();
  }
  const { Status, Reason, Data } = JSON.parse(answer);
  if (Status !== 'SUCCESS') throw new Error(`The status function failed: ${Reason}`);
  return Data;
}
