import { HOUR, ModelImage, ModelPipeline, Region, SentNotice } from './region';
import { RELEASE_FAILURE_TAG } from '../../../src/contract/release';

/* Histories that random ones reach too rarely to hold what they need. */

beforeAll(() => { jest.spyOn(console, 'log').mockImplementation(() => undefined); });
afterAll(() => { jest.restoreAllMocks(); });

const textOf = ({ notice, mail }: SentNotice) => `${notice} ${/(broken|out of disk)/.exec(mail)?.[0] ?? ''}`.trim();
const sent = ({ notices }: Region) => notices.map(textOf);

/** A region in which the first image has failed, and people know. It is read at an hour at which no pipeline is read in any case. */
async function failed(hour: number): Promise<Region> {
  const region = new Region(1);
  region.now += hour * HOUR;
  region.end(region.start(region.pipelines[0]), 'FAILED', 'broken');
  await region.poll();
  expect(sent(region)).toEqual(['FAILED broken']);
  return region;
}

// Once a day the images are read in any case, which would hide what is missing at one of these hours.
test.each([1, 2])('an image that was retried and failed for another reason between two polls is reported, although the list looks the same, at %i o\'clock', async (hour) => {
  const region = await failed(hour);
  const [image] = region.pipelines[0].images;
  region.retry(image);
  region.now += 60_000;
  region.end(image, 'FAILED', 'out of disk');
  await region.poll();
  expect(sent(region)).toEqual(['FAILED broken', 'FAILED out of disk']);
});

test.each([1, 2])('an image whose retry was seen and that fails as before is reported again, at %i o\'clock', async (hour) => {
  const region = await failed(hour);
  const [image] = region.pipelines[0].images;
  region.retry(image);
  await region.poll();
  region.now += 60_000;
  region.end(image, 'FAILED', 'broken');
  await region.poll();
  expect(sent(region)).toEqual(['FAILED broken', 'FAILED broken']);
});

test('an image that was retried with success is reported as a recovery', async () => {
  const region = await failed(1);
  const [image] = region.pipelines[0].images;
  region.retry(image);
  region.now += 60_000;
  region.end(image, 'AVAILABLE');
  await region.poll();
  expect(sent(region)).toEqual(['FAILED broken', 'RECOVERED']);
});

test.each([1, 2])('an image that was retried and refused after an older build had recovered the pipeline is reported, at %i o\'clock', async (hour) => {
  const region = new Region(1);
  region.now += hour * HOUR;
  const [older, newest] = [region.start(region.pipelines[0]), region.start(region.pipelines[0])];
  region.end(newest, 'FAILED', 'broken');
  await region.poll();
  region.now += 60_000;
  region.end(older, 'AVAILABLE');
  await region.poll();
  expect(sent(region)).toEqual(['FAILED broken', 'RECOVERED']);

  region.retry(newest);
  region.now += 60_000;
  region.end(newest, 'REFUSED');
  await region.poll();
  expect(region.notices.at(-1)).toMatchObject({ notice: 'REFUSED' });
});

test.each([1, 2])('an event names an older image that was retried and failed again, which the list does not show, at %i o\'clock', async (hour) => {
  const region = await failed(hour);
  const [older] = region.pipelines[0].images;
  region.now += 60_000;
  region.end(region.start(region.pipelines[0]), 'AVAILABLE');
  await region.poll();
  region.retry(older);
  region.now += 60_000;
  region.end(older, 'FAILED', 'out of disk');
  await region.poll([older.arn]);
  expect(sent(region)).toEqual(['FAILED broken', 'RECOVERED', 'FAILED out of disk']);
});

test('an older image that was retried and failed again is reported within a day, even if its event is lost, whichever pipeline built it', async () => {
  const region = new Region(8);
  const older = region.pipelines.map((pipeline) => region.start(pipeline));
  for (const image of older) region.end(image, 'FAILED', 'broken');
  await region.poll();
  for (const pipeline of region.pipelines) region.end(region.start(pipeline), 'AVAILABLE');
  await region.poll();
  for (const image of older) region.retry(image);
  region.now += 60_000;
  for (const image of older) region.end(image, 'FAILED', 'out of disk');
  for (let hour = 0; hour < 24; hour++, region.now += HOUR) await region.poll();
  const sentOf = ({ name }: ModelPipeline) => region.notices.filter(({ imageName }) => imageName === name).map(textOf);
  for (const pipeline of region.pipelines) expect(sentOf(pipeline)).toEqual(['FAILED broken', 'RECOVERED', 'FAILED out of disk']);
});

/** A region in which an image was refused, and its retry failed before its gate ran. Both are reported. */
async function refusedAndFailed(): Promise<{ region: Region; image: ModelImage }> {
  const region = new Region(1, { repeatAfter: 24 * HOUR });
  const image = region.start(region.pipelines[0]);
  region.end(image, 'REFUSED');
  await region.poll();
  region.retry(image);
  region.now += 60_000;
  region.end(image, 'FAILED', 'The state machine is broken');
  await region.poll();
  return { region, image };
}

test.each(['FAILED', 'REFUSED'] as const)('a refused image whose retry failed before its gate ran is reported as failed; a retry that ends as %s after that, as what it is', async (next) => {
  const { region, image } = await refusedAndFailed();
  const [, second] = region.notices;
  expect(second).toMatchObject({ notice: 'FAILED', title: 'p0: build 1.0.0/1 failed' });
  expect(second.mail).not.toContain('The gate says');
  expect(region.data.map(({ name }) => name).filter((name) => /^Images/.test(name))).toEqual(['ImagesRefused', 'ImagesFailed']);

  for (let hour = 0; hour < 25; hour++, region.now += HOUR) await region.poll();
  expect(region.notices.map(({ notice, title }) => `${notice} ${title}`).slice(2)).toEqual(['FAILED p0: still no good image since build 1.0.0/1 failed']);

  region.retry(image);
  region.now += 60_000;
  region.end(image, next);
  await region.poll();
  expect(region.notices.at(-1)).toMatchObject({ notice: next });
  region.end(region.start(region.pipelines[0]), 'AVAILABLE');
  await region.poll();
  expect(region.notices.at(-1)!.mail).toContain(next === 'FAILED' ? 'had failed' : 'had been refused');
});

test.each([
  ['a good image', 'AVAILABLE', ['FAILED p0: still no good image since build 1.0.0/1 failed']],
  ['a newer failed image', 'FAILED', ['FAILED p0: still no good image since build 1.0.0/2 failed']],
] as const)('a refused image whose retry failed before its gate ran is never repeated as refused, after %s that followed it was deleted', async (_what, next, repeated) => {
  const { region } = await refusedAndFailed();
  region.now += 60_000;
  const deleted = region.start(region.pipelines[0]);
  region.end(deleted, next, 'out of disk');
  await region.poll();
  deleted.status = 'DELETED';
  const told = region.notices.length;
  for (let hour = 0; hour < 26; hour++, region.now += HOUR) await region.poll();
  expect(region.notices.slice(told).map(({ notice, title }) => `${notice} ${title}`)).toEqual(repeated);
});

test.each<[string, 'FAILED' | 'REFUSED', (image: ModelImage) => void]>([
  ['whose gate cannot run', 'FAILED', () => {}],
  ['that its gate refuses', 'REFUSED', () => {}],
  ['that a person rejects', 'FAILED', (image) => { image.failedAction = 'WaitForAction'; }],
  ['whose turn cannot be read', 'FAILED', (image) => { image.tags[RELEASE_FAILURE_TAG] = 'The images cannot be read.'; }],
])('an image that was older than a released one is reported after a retry %s', async (_what, end, change) => {
  const region = new Region(1);
  const image = region.start(region.pipelines[0]);
  region.end(image, 'SUPERSEDED');
  await region.poll();
  expect(region.notices).toEqual([]);
  region.retry(image);
  region.now += 60_000;
  region.end(image, end);
  change(image);
  await region.poll();
  expect(region.notices).toEqual([expect.objectContaining({ notice: end })]);
  expect(region.notices[0].mail).not.toContain('is newer');
});

test('images whose scan does not end are read by each poll for two days, and then once a day', async () => {
  const region = new Region(1);
  const image = region.start(region.pipelines[0]);
  image.scan = 'SCANNING';
  region.end(image, 'AVAILABLE');
  const readsOfDay = async () => {
    region.calls = [];
    for (let hour = 0; hour < 24; hour++, region.now += HOUR) await region.poll();
    return region.calls.filter((call) => call === 'ListImagePipelineImages').length;
  };
  expect([await readsOfDay(), await readsOfDay()]).toEqual([24, 24]);
  region.now += HOUR;
  await region.poll();
  expect(await readsOfDay()).toBe(1);
});
