import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { Measurement } from './measurement';
import { Clock, failsInBuild, ImageBuilderEmulator } from '../local-cloud/image-builder';
import { handleRequest } from '../local-cloud/image-builder/http';
import { poll } from '../src/runtime/monitor/poll';
import { Deadline } from '../src/runtime/services/deadline';
import { ImageBuilder } from '../src/runtime/services/image-builder';
import { Metrics } from '../src/runtime/services/metrics';
import { Topics } from '../src/runtime/services/topics';

const PLACE = { region: 'eu-west-1', accountId: '111122223333' };
const PIPELINES = 75;
const HOUR = 3_600;

/** The calls of Image Builder in an hour with a monitor of 75 pipelines: while nothing happens, and when a build has failed. */
export async function monitorCalls(): Promise<{ readonly quiet: number; readonly failed: number }> {
  const clock = new Clock({ manual: true, start: Date.parse('2026-01-01T00:30:00Z') });
  const emulator = new ImageBuilderEmulator(clock);
  const names = Array.from({ length: PIPELINES }, (_, i) => `bench-${i}`);
  const arns = names.map((name) => addPipeline(emulator, name));
  emulator.setScenario('bench-', failsInBuild());
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => handleRequest(emulator, request, Buffer.concat(chunks).toString(), response, PLACE.accountId));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const deadline = new Deadline(10 * 60_000);
  const images = imageBuilderAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, deadline);
  const hour = async () => {
    clock.advance(HOUR);
    emulator.calls.length = 0;
    const { errors } = await poll({ images, metrics: nothing<Metrics>('put'), topics: nothing<Topics>('publish') }, {
      pipelines: names.map((name) => ({ name })), topics: ['topic'], notices: ['FAILED'], tagKey: 'cdk-image-builder:monitor-bench',
    }, [], clock.now());
    if (errors.length > 0) throw new Error(errors.join('\n'));
    return emulator.calls.length;
  };
  try {
    await hour();
    // Once a day the images of each pipeline are read in any case.
    const day: number[] = [];
    for (let i = 0; i < 24; i++) day.push(await hour());
    const quiet = day.reduce((sum, calls) => sum + calls, 0) / day.length;
    emulator.runSchedule(arns[0]);
    return { quiet, failed: await hour() };
  } finally {
    deadline.close();
    images.close();
    server.close();
    server.closeAllConnections();
  }
}

export async function callsOfAMonitor(): Promise<Measurement[]> {
  const { quiet, failed } = await monitorCalls();
  return [
    { what: `calls an hour of a monitor of ${PIPELINES} pipelines, while nothing happens`, value: quiet, shown: quiet.toFixed(1), bound: 8 },
    { what: 'calls in an hour in which a build failed', value: failed, bound: 20 },
  ];
}

function addPipeline(emulator: ImageBuilderEmulator, name: string): string {
  const call = (operation: string, input: object) => emulator.answer(operation, { clientToken: name, ...input }, PLACE) as Record<string, string>;
  const { imageRecipeArn } = call('CreateImageRecipe', { name, semanticVersion: '1.0.0', parentImage: 'ami-0123456789abcdef0' });
  const { infrastructureConfigurationArn } = call('CreateInfrastructureConfiguration', { name, instanceProfileName: 'bench' });
  const schedule = { scheduleExpression: 'rate(7 days)' };
  return call('CreateImagePipeline', { name, imageRecipeArn, infrastructureConfigurationArn, schedule }).imagePipelineArn;
}

/** The real calls, to an address of this process. */
function imageBuilderAt(url: string, deadline: Deadline): ImageBuilder {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_IMAGEBUILDER: url, AWS_REGION: PLACE.region, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test',
  });
  return new ImageBuilder(deadline);
}

/** A service whose one call does nothing. */
function nothing<T>(call: string): T {
  return { [call]: async () => undefined } as T;
}
