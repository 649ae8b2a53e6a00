import { End, HOUR, Region } from './region';
import { forgetOldestSteps, MutableNoticeState, parsePipelineTag, pipelineTag } from '../../../src/runtime/monitor/notice-state';
import { Settings } from '../../../src/runtime/monitor/settings';

/* A pipeline whose recipe gets another name: its images are listed with those of the earlier name, and their numbers start over. */

const DAY = 24 * HOUR;

let region: Region;

beforeAll(() => { jest.spyOn(console, 'log').mockImplementation(() => undefined); });
afterAll(() => { jest.restoreAllMocks(); });
beforeEach(() => { region = new Region(1); });

/** A build that ends after an hour, and a poll. */
async function build(end: End, settings: Partial<Settings> = {}): Promise<void> {
  const image = region.start(region.pipelines[0]);
  region.now += HOUR;
  region.end(image, end);
  await region.poll([], settings);
}

function rename(): void {
  region.pipelines[0].imageName = 'renamed';
}

const sent = () => region.notices.map(({ notice, imageName }) => `${notice} ${imageName}`);

test('the first image of the new name has not recovered from a failure of the earlier one', async () => {
  await build('FAILED');
  rename();
  await build('AVAILABLE');
  expect(sent()).toEqual(['FAILED p0']);
  await build('FAILED');
  await build('AVAILABLE');
  expect(sent().slice(1)).toEqual(['FAILED renamed', 'RECOVERED renamed']);
});

test('a failure of the earlier name is not repeated as one of the new name', async () => {
  await build('FAILED', { repeatAfter: DAY });
  rename();
  region.now += 2 * DAY;
  await region.poll([], { repeatAfter: DAY });
  expect(sent()).toEqual(['FAILED p0']);
});

test('no image of the new name is available, whatever was of the earlier one', async () => {
  await build('AVAILABLE');
  rename();
  await build('FAILED');
  expect(region.notices).toEqual([expect.objectContaining({ notice: 'FAILED', mail: expect.stringContaining('No image of renamed is available.') })]);
});

test('the age of a renamed image is counted from its rename', async () => {
  const settings = { maximumImageAge: 3 * DAY };
  region.now += 300 * DAY;
  await build('AVAILABLE', settings);
  rename();
  region.now += 2 * DAY;
  await region.poll([], settings);
  expect(sent()).toEqual([]);
  region.now += 4 * DAY;
  await region.poll([], settings);
  expect(region.notices).toEqual([expect.objectContaining({ notice: 'OVERDUE', mail: expect.stringContaining('No image is available, and its images were renamed 4 days ago.') })]);
});

test('a pipeline that was disabled before is told of once, and its recovery as well', async () => {
  const [pipeline] = region.pipelines;
  pipeline.status = 'DISABLED';
  await region.poll();
  rename();
  await region.poll();
  pipeline.status = 'ENABLED';
  await region.poll();
  expect(sent()).toEqual(['DISABLED p0', 'RECOVERED renamed']);
});

test('the tag holds everything at once, but for the oldest steps if there are many', () => {
  const at = Date.parse('2026-01-01T00:00:00Z');
  const longest = '1234.5678.9012/3456';
  const state: MutableNoticeState = {
    imageName: '89abcdef',
    renamedAt: at,
    seen: '01234567',
    isOpen: true,
    since: at,
    released: { build: longest, created: at },
    failure: { result: 'REFUSED' as const, build: longest, ended: at, notifiedAt: at },
    overdueNotifiedAt: at,
    disabledNotifiedAt: at,
    waitingNotifiedAt: new Map(Array.from({ length: 20 }, (_, i) => [`step-${100 + i}`, at])),
  };
  forgetOldestSteps(state, (id) => Number(id.slice('step-'.length)) * 1_000);
  const value = pipelineTag(state);
  expect(value.length).toBeLessThanOrEqual(256);
  const { waitingNotifiedAt, ...others } = parsePipelineTag(value)!;
  expect({ ...others, waitingNotifiedAt: undefined }).toEqual({ ...state, waitingNotifiedAt: undefined });
  expect([...waitingNotifiedAt.keys()].at(-1)).toBe('step-119');
  expect(waitingNotifiedAt.size).toBeGreaterThan(2);
});
