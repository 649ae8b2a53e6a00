import {
  CreateImagePipelineCommand, CreateImageRecipeCommand, CreateInfrastructureConfigurationCommand, ImagebuilderClient,
  StartImagePipelineExecutionCommand,
} from '@aws-sdk/client-imagebuilder';
import { ImageBuilder as Emulator, startImageBuilder } from '../../../local-cloud/image-builder';
import { PipelineOverview, readFleet } from '../../../src/runtime/monitoring/fleet';
import { CallError, CallErrorKind } from '../../../src/runtime/services/call-error';
import { Deadline } from '../../../src/runtime/services/deadline';
import { ImageBuilder } from '../../../src/runtime/services/image-builder';
import { JsonObject } from '../../../src/runtime/values/json';

const REGION = 'arn:aws:imagebuilder:eu-west-1:123456789012';

/** A Region whose lists are answered from memory. */
function region(answers: { pipelines?: JsonObject[]; steps?: JsonObject[]; images?: Record<string, JsonObject | CallError> }) {
  const read: string[] = [];
  const api = {
    listImagePipelines: async () => answers.pipelines ?? [],
    listWaitingWorkflowSteps: async () => answers.steps ?? [],
    getImage: async (arn: string) => {
      read.push(arn);
      const answer = answers.images?.[arn] ?? {};
      if (answer instanceof CallError) throw answer;
      return answer;
    },
  };
  return { api: api as unknown as ImageBuilder, read };
}

const pipeline = (name: string, image = name) => ({ arn: `${REGION}:image-pipeline/${name}`, name, imageRecipeArn: `${REGION}:image-recipe/${image}/1.0.x` });
const imageArn = (name: string) => `${REGION}:image/${name}/1.0.0/1`;
const step = (name: string, stepExecutionId = 'step-1') => ({ stepExecutionId, imageBuildVersionArn: imageArn(name), name: 'Approve', startTime: '2026-01-01T00:00:00Z' });
const idsOf = ({ waitingSteps }: PipelineOverview) => waitingSteps.map(({ stepExecutionId }) => stepExecutionId);
const waitingOf = (fleet: PipelineOverview[]) => Object.fromEntries(fleet.map((overview) => [overview.name, idsOf(overview)]));

test('a waiting step belongs to the one pipeline that builds images of that name, without a further call', async () => {
  const { api, read } = region({ pipelines: [pipeline('linux'), pipeline('windows')], steps: [step('windows'), step('windows', 'step-2')] });
  expect(waitingOf(await readFleet(api))).toEqual({ linux: [], windows: ['step-1', 'step-2'] });
  expect(read).toEqual([]);
});

test('the image says which of two pipelines of one recipe waits', async () => {
  const second = pipeline('second', 'linux');
  const { api, read } = region({
    pipelines: [pipeline('first', 'linux'), second],
    steps: [step('linux'), step('linux', 'step-2')],
    images: { [imageArn('linux')]: { sourcePipelineArn: second.arn } },
  });
  expect(waitingOf(await readFleet(api))).toEqual({ first: [], second: ['step-1', 'step-2'] });
  expect(read).toEqual([imageArn('linux')]);
});

test('an image of an earlier recipe waits for its pipeline, and an image of no pipeline for none', async () => {
  const { api } = region({
    pipelines: [pipeline('linux', 'linux-2')],
    steps: [step('linux-1'), step('alone', 'step-2')],
    images: { [imageArn('linux-1')]: { sourcePipelineArn: pipeline('linux').arn } },
  });
  expect(waitingOf(await readFleet(api))).toEqual({ linux: ['step-1'] });
});

describe('of an image that cannot be read, a step', () => {
  const shared = { pipelines: [pipeline('first', 'shared'), pipeline('second', 'shared'), pipeline('linux')], steps: [step('shared'), step('linux', 'step-2')] };
  const nobody = { first: [], second: [], linux: ['step-2'] };
  const failing = (kind: CallErrorKind) => region({ ...shared, images: { [imageArn('shared')]: new CallError(kind, 'no image') } });

  test('waits for no pipeline if the image was deleted since', async () => {
    expect(waitingOf(await readFleet(failing('NOT_FOUND').api))).toEqual(nobody);
  });

  test('waits for no pipeline if the caller may read only some images', async () => {
    const { api, read } = failing('DENIED');
    expect(waitingOf(await readFleet(api, ['linux']))).toEqual(nobody);
    expect(read).toEqual([]);
    expect(waitingOf(await readFleet(api, ['first']))).toEqual(nobody);
    expect(read).toEqual([imageArn('shared')]);
  });

  test.each([['DENIED', undefined], ['BUSY', ['first']]] as const)('fails a caller who lacks a permission or should ask again: %s', async (kind, readable) => {
    await expect(readFleet(failing(kind).api, readable)).rejects.toThrow('no image');
  });
});

test.each([
  ['a pipeline without an ARN', { pipelines: [{ name: 'linux' }] }, /ListImagePipelines .* without a valid 'imagePipelineList\[\]\.arn'/],
  ['a waiting step without an image', { steps: [{ stepExecutionId: 'step-1' }] }, /without a valid 'steps\[\]\.imageBuildVersionArn'/],
  ['a waiting step without an id', { steps: [{ imageBuildVersionArn: imageArn('linux') }] }, /without a valid 'steps\[\]\.stepExecutionId'/],
])('a fleet with %s is not read as if it were not there', async (_what, answers, message) => {
  await expect(readFleet(region(answers).api)).rejects.toThrow(message);
});

test('whatever the service does not say is empty', async () => {
  const [overview] = await readFleet(region({ pipelines: [{ arn: 'arn', tags: { a: 'b', c: 3 }, consecutiveFailures: 'many' }] }).api);
  expect(overview).toEqual({
    arn: 'arn',
    name: '',
    status: '',
    schedule: '',
    recipeArn: '',
    imageName: '',
    created: '',
    lastRunStatus: '',
    lastRun: '',
    nextRun: '',
    consecutiveFailures: undefined,
    workflows: [],
    waitingSteps: [],
    tags: { a: 'b' },
  });
});

describe('against the emulator', () => {
  let emulator: Emulator;
  let client: ImagebuilderClient;
  let infrastructureConfigurationArn: string;

  beforeAll(async () => {
    emulator = await startImageBuilder({ accountId: '123456789012' });
    process.env.AWS_ENDPOINT_URL_IMAGEBUILDER = emulator.url;
    process.env.AWS_REGION = 'eu-west-1';
    process.env.AWS_ACCESS_KEY_ID = process.env.AWS_SECRET_ACCESS_KEY = 'test';
    client = new ImagebuilderClient({ endpoint: emulator.url });
    ({ infrastructureConfigurationArn } = await client.send(new CreateInfrastructureConfigurationCommand({ name: 'linux', instanceProfileName: 'profile' })) as { infrastructureConfigurationArn: string });
  });

  afterAll(async () => {
    delete process.env.AWS_ENDPOINT_URL_IMAGEBUILDER;
    client.destroy();
    await emulator.close();
  });

  async function readAll(): Promise<{ fleet: PipelineOverview[]; calls: number }> {
    const deadline = new Deadline(60_000);
    const api = new ImageBuilder(deadline);
    try {
      return { fleet: await readFleet(api), calls: api.calls };
    } finally {
      deadline.close();
      api.close();
    }
  }

  test('75 pipelines are read in four calls, with their last build, schedule and recipe', async () => {
    const { imageRecipeArn } = await client.send(new CreateImageRecipeCommand({ name: 'linux', semanticVersion: '1.0.0', parentImage: 'ami-0123456789abcdef0' }));
    for (let number = 0; number < 75; number++) {
      await client.send(new CreateImagePipelineCommand({
        name: `linux-${number}`,
        imageRecipeArn,
        infrastructureConfigurationArn,
        tags: { number: `${number}` },
        schedule: { scheduleExpression: 'cron(0 3 ? * SUN *)' },
        status: number === 7 ? 'DISABLED' : 'ENABLED',
      }));
    }
    await client.send(new StartImagePipelineExecutionCommand({ imagePipelineArn: `${REGION}:image-pipeline/linux-3` }));

    const { fleet, calls } = await readAll();
    expect(calls).toBe(4);
    expect(fleet).toHaveLength(75);
    expect(fleet.find(({ name }) => name === 'linux-3')).toMatchObject({
      arn: `${REGION}:image-pipeline/linux-3`,
      status: 'ENABLED',
      schedule: 'cron(0 3 ? * SUN *)',
      recipeArn: imageRecipeArn,
      imageName: 'linux',
      lastRunStatus: expect.stringMatching(/^(PENDING|CREATING|BUILDING)$/),
      lastRun: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      consecutiveFailures: 0,
      tags: { number: '3' },
    });
    expect(fleet.find(({ name }) => name === 'linux-7')).toMatchObject({ status: 'DISABLED', lastRunStatus: '', lastRun: '' });
  });
});
