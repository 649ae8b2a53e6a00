import { play } from './model/play';
import { Act, Answer, Deployment, Script } from './model/script';
import { templates } from './model/templates';
import { failsInDistribution, succeeds } from '../../local-cloud/image-builder';
import { RELEASE_TAG } from '../../src/contract/release';

const QUICK = { pace: 0.03 };
const DEPLOYMENT: Deployment = {
  do: 'deploy', trigger: 1, scenario: succeeds(QUICK), hours: 1, waitSeconds: 3180, laterFails: false, gate: { MaximumCritical: '0' }, waitForScan: false, onFailure: 'FAIL_DEPLOYMENT',
};
const YES: Answer = { action: 'RESUME', after: 0 };

type BuildAct = Extract<Act, { do: 'build' }>;
type Release = 'APPROVAL' | 'GATE_AND_APPROVAL';
interface Result {
  readonly complaints: string[];
  readonly images: string[];
  /** The images in the order in which they ended. */
  readonly order: string[];
}

const FAILS_AT_FIRST: BuildAct['starts'] = [
  { how: 'schedule', scenario: { ...failsInDistribution({ step: 'DistributeImage' }), ...QUICK } },
  { how: 'retry', scenario: succeeds(QUICK) },
];
const SUCCEEDS: BuildAct['starts'] = [{ how: 'schedule', scenario: succeeds(QUICK) }];

/** An approved image fails while it is distributed, and a person retries it; another image is built an hour later. */
function retried(release: Release, afterRetry: Answer): Promise<Result> {
  const acts: BuildAct[] = [{ do: 'build', starts: FAILS_AT_FIRST, apart: 600, then: 3600 }, { do: 'build', starts: SUCCEEDS, apart: 600, then: 600 }];
  return played(release, acts, [YES, YES, afterRetry, YES]);
}

/** While an image waits for a person for 90 minutes, a newer one is approved, fails, is retried, and waits as well. */
function retriedAfter(release: Release): Promise<Result> {
  const acts: BuildAct[] = [{ do: 'build', starts: SUCCEEDS, apart: 600, then: 600 }, { do: 'build', starts: FAILS_AT_FIRST, apart: 600, then: 14_400 }];
  return played(release, acts, [YES, { action: 'RESUME', after: 5400 }, YES, { action: 'NOTHING', after: 0 }]);
}

async function played(release: Release, acts: BuildAct[], answers: Answer[]): Promise<Result> {
  const script: Script = {
    acts: [DEPLOYMENT, ...acts],
    release,
    answers,
    executions: [{ starts: 1, isHeard: true }],
    rollback: { replaced: 'OLD_ID', reverse: false },
    deliveries: [[0]],
    faults: [],
    responseFaults: [],
    seed: 1,
  };
  const images: string[] = [];
  const order: string[] = [];
  const complaints = await play(script, templates, undefined, ({ memory: { emulator } }) => {
    images.push(...emulator.builds.map(({ state, tags }) => `${state} ${tags[RELEASE_TAG]}`));
    order.push(...[...emulator.builds].sort((a, b) => a.since - b.since).map(({ arn }) => arn.slice(-1)));
  });
  return { complaints, images, order };
}

describe.each(['APPROVAL', 'GATE_AND_APPROVAL'] as const)('an image that failed while it was distributed and was retried, with %s', (release) => {
  test('holds back no newer image while it waits for a person again', async () => {
    const { complaints, images, order } = await retried(release, { action: 'NOTHING', after: 0 });
    expect(complaints).toEqual([]);
    expect(images).toEqual(['AVAILABLE undefined', 'FAILED RELEASING', 'AVAILABLE RELEASED']);
    expect(order).toEqual(['1', '3', '2']);
  });

  test('is not released if it is approved after a newer one was released', async () => {
    const { complaints, images } = await retried(release, { action: 'RESUME', after: 5400 });
    expect(complaints).toEqual([]);
    expect(images).toEqual(['AVAILABLE undefined', 'FAILED SUPERSEDED', 'AVAILABLE RELEASED']);
  });

  test('is released if it is approved before', async () => {
    const { complaints, images } = await retried(release, YES);
    expect(complaints).toEqual([]);
    expect(images).toEqual(['AVAILABLE undefined', 'AVAILABLE undefined', 'AVAILABLE RELEASED']);
  });
});

test.each(['APPROVAL', 'GATE_AND_APPROVAL'] as const)('an image is released with %s while a newer one, which was retried, waits for a person again', async (release) => {
  const { complaints, images } = await retriedAfter(release);
  expect(complaints).toEqual([]);
  expect(images).toEqual(['AVAILABLE undefined', 'AVAILABLE RELEASED', 'FAILED RELEASING']);
});
