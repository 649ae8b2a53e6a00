import { HOUR, Region } from './region';

/* More steps of one pipeline wait for a person than the tag of the pipeline can hold. */

const DAY = 24 * HOUR;
const BUILDS = 14;

let region: Region;

beforeAll(() => { jest.spyOn(console, 'log').mockImplementation(() => undefined); });
afterAll(() => { jest.restoreAllMocks(); });

/** A pipeline with all that its tag may hold: a released image, and a later failure. */
beforeEach(async () => {
  region = new Region(1, { maximumImageAge: 3 * DAY });
  for (const end of ['AVAILABLE', 'FAILED'] as const) {
    const image = region.start(region.pipelines[0]);
    region.now += HOUR;
    region.end(image, end);
    await region.poll();
  }
});

/** Builds that wait, half a day apart. */
async function waiting(afterEach: () => Promise<void>): Promise<void> {
  for (let build = 0; build < BUILDS; build++) {
    region.wait(region.start(region.pipelines[0]));
    await afterEach();
    region.now += 12 * HOUR;
  }
}

async function pollsHourly(hours: number): Promise<void> {
  for (let hour = 0; hour < hours; hour++) {
    await region.poll();
    region.now += HOUR;
  }
}

const notices = () => region.notices.filter(({ notice }) => notice === 'WAITING').map(({ mail }) => /\/1\.0\.0\/(\d+)/.exec(mail)![1]);
const ALL = Array.from({ length: BUILDS }, (_, index) => String(index + 3));

test('each step has one notice, if the monitor sees them one after the other', async () => {
  await waiting(() => region.poll());
  await pollsHourly(48);
  expect(notices()).toEqual(ALL);
});

test('each step has one notice, if the monitor sees all of them at once', async () => {
  await waiting(async () => undefined);
  region.pipelines[0].images.reverse();
  await pollsHourly(48);
  expect(notices()).toEqual(ALL);
});

test('each step has one notice, if topics refuse some of them at first', async () => {
  await waiting(async () => undefined);
  let refused = 0;
  region.fault = (call) => (call === 'Publish' && ++refused % 3 === 0 ? new Error('refused') : undefined);
  for (let polls = 0; polls < 20; polls++) await region.poll().catch(() => undefined);
  expect(notices()).toEqual(ALL);
});

test('steps that wait after the others were answered have a notice', async () => {
  await waiting(() => region.poll());
  region.pipelines[0].images.forEach((image) => { if (image.waiting) region.end(image, 'CANCELLED'); });
  await region.poll();
  region.wait(region.start(region.pipelines[0]));
  await pollsHourly(3);
  expect(notices()).toEqual([...ALL, String(BUILDS + 3)]);
});
