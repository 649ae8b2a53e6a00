import { callsOfAMonitor } from '../../bench/monitor-calls';

beforeEach(() => void jest.spyOn(console, 'log').mockImplementation());

test('a monitor of 75 pipelines makes no more calls an hour than it may, while nothing happens and when a build has failed', async () => {
  const measurements = await callsOfAMonitor();
  expect(measurements).toHaveLength(2);
  for (const { what, value, bound } of measurements) {
    expect({ what, isNone: value === 0 }).toEqual({ what, isNone: false });
    expect({ what, value: Math.min(value, bound!) }).toEqual({ what, value });
  }
}, 30_000);
