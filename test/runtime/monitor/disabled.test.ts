import { HOUR, Region } from './region';

beforeAll(() => { jest.spyOn(console, 'log').mockImplementation(() => undefined); });
afterAll(() => { jest.restoreAllMocks(); });

const sent = ({ notices }: Region) => notices.map(({ notice }) => notice);

/** A Region whose pipeline is disabled after a first poll. */
async function disabled(schedule = 'rate(1 day)'): Promise<Region> {
  const region = new Region(1);
  region.pipelines[0].schedule = schedule;
  await region.poll();
  region.pipelines[0].status = 'DISABLED';
  return region;
}

test('a pipeline that was disabled is reported once, and so is its recovery', async () => {
  const region = await disabled();
  await region.poll();
  await region.poll();
  region.pipelines[0].status = 'ENABLED';
  await region.poll();
  expect(sent(region)).toEqual(['DISABLED', 'RECOVERED']);
});

test('a disabled pipeline without a schedule is not reported, since only people start it', async () => {
  const region = await disabled('');
  await region.poll();
  expect(sent(region)).toEqual([]);
});

test('a pipeline that its own template disables is not reported', async () => {
  const region = await disabled();
  await region.poll([], { pipelines: [{ name: 'p0', disabled: true }] });
  expect(sent(region)).toEqual([]);
});

test('a pipeline that is enabled without its schedule is not said to build on one', async () => {
  const region = await disabled();
  await region.poll();
  Object.assign(region.pipelines[0], { status: 'ENABLED', schedule: '' });
  await region.poll();
  expect(region.notices[1].mail).toMatch(/^The pipeline p0 is enabled again, but has no schedule any more\.\n/);
});

test('a pipeline that its own template disables is reported if its image is too old', async () => {
  const region = await disabled();
  region.end(region.start(region.pipelines[0]), 'AVAILABLE');
  region.now += 72 * HOUR;
  await region.poll([], { pipelines: [{ name: 'p0', disabled: true }], maximumImageAge: 48 * HOUR });
  expect(sent(region)).toEqual(['OVERDUE']);
});
