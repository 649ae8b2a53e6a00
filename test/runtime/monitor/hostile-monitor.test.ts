import { DeleteImagePipelineCommand } from '@aws-sdk/client-imagebuilder';
import { HostileAccount, MONITOR_OPERATIONS, MonitorOperation, OTHER_OPERATIONS } from './hostile-account';
import { FunctionProcess } from '../../../local-cloud/conductor';
import { failsInBuild, succeeds } from '../../../local-cloud/image-builder';
import { MONITOR_BUNDLE } from '../../bundle';
import { CliAccount } from '../cli/cli-account';
import { Fault, TRANSIENT_FAULTS } from '../hostile-service';

jest.setTimeout(300_000);

/** The time that the function reserves for its report. */
const LAST_MS = 5_000;
/** Faults that are answered at once, again and again. */
const QUICK = [
  'error400', 'error403', 'error404', 'empty', 'emptyEntries', 'wrongTypes', 'nulls', 'futureValues', 'repeatedToken', 'numericToken',
] as const;
/** Faults from which the clients of other services do not recover: half a response, or a proxy's. */
const UNREADABLE = ['truncated', 'garbage', 'html'] as const;
/** Faults that last until the function times out. */
const SLOW = ['throttledForever', 'silent', 'error500Forever', 'garbageForever', 'endlessTokens'] as const;

/** The number of stations that share the processor: most of a poll is waiting. */
const STATIONS = 6;
const EVERYTHING = ['FAILED broken', 'WAITING waiting'];

/** A function of its own, and the account that it watches. */
class Station {
  public static async start(): Promise<Station> {
    const hostile = await HostileAccount.start();
    return new Station(hostile, await FunctionProcess.start(MONITOR_BUNDLE, hostile.environment));
  }

  private constructor(public readonly hostile: HostileAccount, private readonly lambda: FunctionProcess) {}

  /** Starts over with an account in which one pipeline has failed, and another waits for a person. */
  public async begin(): Promise<CliAccount> {
    const account = await CliAccount.start();
    await account.finishedBuild(await account.pipeline('broken', failsInBuild()));
    await account.build(await account.pipeline('waiting', succeeds(), { approvalSeconds: 7 * 86_400 }));
    account.advance(60 * 60);
    await this.hostile.renew(account);
    return account;
  }

  /** Why a poll failed; empty if it did not. */
  public async poll(milliseconds = 20_000): Promise<string> {
    try {
      await this.lambda.invoke({}, LAST_MS + milliseconds);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  }

  public get sent(): string[] {
    return this.hostile.published.map(({ metadata }) => `${metadata.eventType} ${metadata.threadId}`).sort();
  }

  public async stop(): Promise<void> {
    await Promise.all([this.hostile.stop(), this.lambda.stop()]);
  }
}

let stations: Station[];
const free: Station[] = [];
const queue: Array<(station: Station) => void> = [];

beforeAll(async () => {
  stations = await Promise.all(Array.from({ length: STATIONS }, async () => Station.start()));
  free.push(...stations);
});
afterAll(async () => {
  await Promise.all(stations.map(async (station) => station.stop()));
});

/** Works with the next free station. */
async function inStation(work: (station: Station) => Promise<void>): Promise<void> {
  const station = free.pop() ?? await new Promise<Station>((resolve) => queue.push(resolve));
  try {
    await work(station);
  } finally {
    const next = queue.shift();
    if (next) next(station);
    else free.push(station);
  }
}


/** A poll with a fault, and one after it: no notice is lost or wrong, and none is sent twice if it could be recorded. */
async function recovers(operation: MonitorOperation, fault: Fault, milliseconds: number, canRemember = operation !== 'TagResource'): Promise<void> {
  await inStation(async (station) => {
    const { hostile } = station;
    await station.begin();
    hostile.setFault(operation, fault);
    const reason = await station.poll(milliseconds);
    expect({ operation, fault, reason }).toMatchObject({ reason: expect.not.stringMatching(/undefined|NaN|\[object|TypeError|Cannot read/) });
    hostile.heal();
    expect({ operation, fault, reason: await station.poll() }).toEqual({ operation, fault, reason: '' });
    const after = canRemember ? station.sent : [...new Set(station.sent)];
    expect({ operation, fault, sent: after }).toEqual({ operation, fault, sent: EVERYTHING });
    for (const { content } of hostile.published) expect(`${content.title} ${content.description}`).not.toMatch(/undefined|NaN|\[object|\bnull\b/);
  });
}

test.concurrent('a poll without faults sends each notice once', async () => inStation(async (station) => {
  await station.begin();
  expect([await station.poll(), await station.poll()]).toEqual(['', '']);
  expect(station.sent).toEqual(EVERYTHING);
}));

test.concurrent('the notice of a failed build names the usual cause, from the file beside the function', async () => inStation(async (station) => {
  await station.begin();
  expect(await station.poll()).toBe('');
  const failed = station.hostile.published.find(({ metadata }) => metadata.eventType === 'FAILED');
  expect(failed?.content.description).toContain('A command of a component failed.');
}));

test.concurrent.each([...MONITOR_OPERATIONS, ...OTHER_OPERATIONS])('%s: a temporary fault changes nothing', async (operation) => {
  const isOther = OTHER_OPERATIONS.some((one) => one === operation);
  const faults = TRANSIENT_FAULTS.filter((one) => !isOther || !UNREADABLE.some((unreadable) => unreadable === one));
  await Promise.all(faults.map(async (fault) => inStation(async (station) => {
    await station.begin();
    station.hostile.setFault(operation, fault);
    expect({ fault, reason: await station.poll() }).toEqual({ fault, reason: '' });
    expect({ fault, sent: station.sent }).toEqual({ fault, sent: EVERYTHING });
  })));
});

test.concurrent.each(MONITOR_OPERATIONS)('%s: after a lasting fault, the next poll makes up for it', async (operation) => {
  await Promise.all(QUICK.map(async (fault) => recovers(operation, fault, 3_000)));
});

test.concurrent.each(MONITOR_OPERATIONS)('%s: the poll after one whose time was over makes up for it, and repeats only what was not remembered', async (operation) => {
  await Promise.all(SLOW.map(async (fault) => recovers(operation, fault, 800, false)));
});

test.concurrent.each(OTHER_OPERATIONS)('%s: after a fault of another service, the next poll makes up for it', async (operation) => {
  await Promise.all([
    ...(['error400', 'error403', ...UNREADABLE] as const).map(async (fault) => recovers(operation, fault, 3_000)),
    ...(['throttledForever', 'silent'] as const).map(async (fault) => recovers(operation, fault, 800, false)),
  ]);
});

test.concurrent.each([
  ['ListImagePipelines', /The function may not call imagebuilder:ListImagePipelines on/],
  ['ListImagePipelineImages', /^1 of 2 pipelines could not be polled\. broken: The function may not call imagebuilder:ListImagePipelineImages on arn:\S+:image-pipeline\/broken/],
  ['TagResource', /The function may not call imagebuilder:TagResource on arn:/],
  ['GetParameters', /may not call ssm:GetParameters on/],
  ['PutMetricData', /^1 of 2 pipelines could not be polled\..* The function may not call \S+ on .* The function may not call cloudwatch:PutMetricData on/],
] as const)('a missing permission for %s is named', async (operation, message) => inStation(async (station) => {
  await station.begin();
  station.hostile.setFault(operation, 'error403', operation === 'ListImagePipelineImages' ? 'broken' : '');
  expect(await station.poll()).toMatch(message);
}));

test.concurrent('a pipeline that cannot be read does not silence the others', async () => inStation(async (station) => {
  await station.begin();
  station.hostile.setFault('ListImagePipelineImages', 'error400', 'broken');
  expect(await station.poll()).toMatch(/^1 of 2 pipelines could not be polled\. broken: /);
  expect(station.sent).toEqual(['WAITING waiting']);
}));

test.concurrent('a pipeline that vanishes during a poll fails that poll, is named in the next, and silences nobody', async () => inStation(async (station) => {
  const { hostile } = station;
  const account = await station.begin();
  const imagePipelineArn = 'arn:aws:imagebuilder:eu-west-1:123456789012:image-pipeline/broken';
  hostile.before = async (operation) => {
    if (operation !== 'ListImagePipelineImages') return;
    hostile.before = undefined;
    await account.client.send(new DeleteImagePipelineCommand({ imagePipelineArn }));
  };
  expect(await station.poll()).toMatch(/^1 of 2 pipelines could not be polled\. broken: /);
  expect(await station.poll()).toMatch(/broken: The pipeline does not exist in this account and Region\. Create the pipeline, or remove it from the monitor, and deploy again\.$/);
  expect(station.sent).toEqual(['WAITING waiting']);
}));
