import { HostileAccount } from './hostile-account';
import { FunctionProcess } from '../../../local-cloud/conductor';
import { failsInBuild, failsInDistribution, succeeds, withFindings } from '../../../local-cloud/image-builder';
import { METRICS } from '../../../src/contract/monitoring';
import { MONITOR_BUNDLE } from '../../bundle';
import { CliAccount } from '../cli/cli-account';
import { verdict } from '../cli/verdicts';

jest.setTimeout(60_000);

const DAY = 24 * 60 * 60;

let hostile: HostileAccount;
let lambda: FunctionProcess;
let account: CliAccount;

/** Four pipelines that are ten days old: one image is available, one build failed, one was refused, and one waits. */
beforeAll(async () => {
  hostile = await HostileAccount.start();
  lambda = await FunctionProcess.start(MONITOR_BUNDLE, hostile.environment);
  account = await CliAccount.start();
  await hostile.renew(account);
  hostile.watched = ['available', 'failed', 'refused', 'waiting'];
  account.advance(-10 * DAY);
  await account.build(await account.pipeline('available', withFindings({ CRITICAL: 2, HIGH: 3, LOW: 4 })));
  await account.build(await account.pipeline('failed', failsInBuild()));
  const refused = await account.build(await account.pipeline('refused', failsInDistribution({ message: 'The execution failed.' })));
  await account.build(await account.pipeline('waiting', succeeds(), { approvalSeconds: 7 * DAY }));
  account.advance(DAY);
  await account.tag(refused, await verdict(['CVE-2026-10007']));
  account.advance(2 * DAY);
});
afterAll(async () => {
  await Promise.all([hostile?.stop(), lambda?.stop()]);
});

/** The metrics of a poll, by pipeline. */
async function poll(): Promise<Record<string, Record<string, number>>> {
  hostile.metrics.length = 0;
  await lambda.invoke({}, 30_000);
  const values: Record<string, Record<string, number>> = {};
  for (const { Namespace, Dimensions, MetricName, Value } of hostile.metrics) {
    expect([Namespace, Dimensions.map(({ Name }) => Name)]).toEqual(['CdkImageBuilder', ['Image']]);
    const ofImage = values[Dimensions[0].Value] ??= {};
    // Each is published once, or it would count twice.
    expect(ofImage).not.toHaveProperty(MetricName);
    ofImage[MetricName] = Value;
  }
  return values;
}

test('a monitor publishes each metric of a build once, when it ends, and the gauges with each poll', async () => {
  const first = await poll();
  const [hours, minutes] = [expect.closeTo(240, 0), expect.closeTo(14, 0)];
  expect(first).toEqual({
    available: { ImagesAvailable: 1, BuildMinutes: minutes, FindingsCritical: 2, FindingsHigh: 3, ImageAgeHours: hours, WaitingSteps: 0 },
    failed: { ImagesFailed: 1, BuildMinutes: 8.5, ImageAgeHours: hours, WaitingSteps: 0 },
    refused: { ImagesRefused: 1, BuildMinutes: minutes, FindingsCritical: 0, FindingsHigh: 2, ImageAgeHours: hours, WaitingSteps: 0 },
    waiting: { ImageAgeHours: hours, WaitingSteps: 1 },
  });
  expect([...new Set(Object.values(first).flatMap((one) => Object.keys(one)))].sort()).toEqual([...METRICS].sort());
  const { Timestamp } = hostile.metrics.find(({ MetricName }) => MetricName === 'ImagesFailed')!;
  // The build began ten days ago.
  expect(Date.now() / 1000 - Timestamp!).toBeCloseTo(10 * DAY - 8.5 * 60, -2);

  const GAUGES = { ImageAgeHours: hours, WaitingSteps: 0 };
  expect(await poll()).toEqual({ available: GAUGES, failed: GAUGES, refused: GAUGES, waiting: { ...GAUGES, WaitingSteps: 1 } });
});

test('the age is that of the newest image that users have, and a build that fails leaves it', async () => {
  account.service.emulator.setScenario('available', failsInBuild());
  await account.build('arn:aws:imagebuilder:eu-west-1:123456789012:image-pipeline/available');
  account.advance(DAY);
  expect((await poll()).available).toEqual({ ImagesFailed: 1, BuildMinutes: 8.5, ImageAgeHours: expect.closeTo(240, 0), WaitingSteps: 0 });
  account.service.emulator.setScenario('available', succeeds());
  await account.build('arn:aws:imagebuilder:eu-west-1:123456789012:image-pipeline/available');
  account.advance(DAY);
  expect((await poll()).available).toMatchObject({ ImagesAvailable: 1, ImageAgeHours: expect.closeTo(6 * 24, 0) });
});
