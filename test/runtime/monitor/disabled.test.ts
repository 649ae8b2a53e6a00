import { Region } from './region';

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
