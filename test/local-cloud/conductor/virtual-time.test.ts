import { VirtualTime } from '../../../local-cloud/conductor';

test('hours pass at once, in the order in which they were asked for', async () => {
  const time = new VirtualTime(0);
  const told: string[] = [];
  const wait = async (name: string, milliseconds: number) => {
    await time.sleep(milliseconds);
    told.push(`${name} ${time.now()}`);
  };
  await time.run(Promise.all([wait('c', 7_200_000), wait('a', 10), wait('b', 3_600_000), wait('d', 7_200_000)]));
  expect(told).toEqual(['a 10', 'b 3600000', 'c 7200000', 'd 7200000']);
});

test('many timers go off in order, but for those that were cancelled', async () => {
  const time = new VirtualTime(0);
  const instants: number[] = [];
  const delays = Array.from({ length: 500 }, (_, index) => (index * 7919) % 1000);
  const cancels = delays.map((delay) => time.after(delay, () => instants.push(time.now())));
  cancels.filter((_cancel, index) => index % 3 === 0).forEach((cancel) => cancel());
  await time.run(time.sleep(1000));
  expect(instants).toEqual(delays.filter((_delay, index) => index % 3 !== 0).sort((a, b) => a - b));
});

test('timers of the same instant go off in the order in which they were set, also those set meanwhile', async () => {
  const time = new VirtualTime(0);
  const told: string[] = [];
  const tell = (name: string, milliseconds: number) => time.after(milliseconds, () => told.push(`${name} ${time.now()}`));
  time.after(10, () => {
    tell('set at 10 for 20', 10);
    tell('set at 10 for 10', 0);
  });
  tell('set at 0 for 20', 20);
  await time.run(time.sleep(30));
  expect(told).toEqual(['set at 10 for 10 10', 'set at 0 for 20 20', 'set at 10 for 20 20']);
});

test("a timer of the virtual time may be longer than Node's timers", async () => {
  const time = new VirtualTime(0);
  const year = 365 * 86_400_000;
  await time.run(time.sleep(year));
  expect(time.now()).toBe(year);
});

test('the virtual time stands still during real work', async () => {
  const time = new VirtualTime(0);
  const work = time.during(new Promise<number>((resolve) => setTimeout(() => resolve(time.now()), 20)));
  void time.sleep(1000);
  expect(await time.run(work)).toBe(0);
});

test('the virtual time reports work that can never end', async () => {
  await expect(new VirtualTime(0).run(new Promise(() => {}))).rejects.toThrow('Nothing is left that could happen');
});
