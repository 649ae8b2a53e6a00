import { HOUR, ModelImage, Region } from './region';
import { CallError } from '../../../src/runtime/services/call-error';

/* Notices and metrics while some of a poll's writes fail. */

let log: jest.SpyInstance;
let region: Region;
/** The operations that fail, and the resources with which all operations fail. */
let broken: string[];

beforeEach(() => {
  log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  region = new Region(1);
  broken = [];
  region.fault = (call, about) => (broken.includes(call) || broken.includes(about) ? new CallError('DENIED', `no ${call} to ${about}.`) : undefined);
});
afterEach(() => { jest.restoreAllMocks(); });

/** An image that has ended since the last poll. */
function ended(end: 'AVAILABLE' | 'FAILED'): ModelImage {
  const image = region.start(region.pipelines[0]);
  region.end(image, end);
  return image;
}

/** Some polls, an hour apart; why each failed, or nothing. */
async function poll(times: number, topics = ['topic']): Promise<string[]> {
  const reasons: string[] = [];
  for (let time = 0; time < times; time++) {
    region.now += HOUR;
    reasons.push(await region.poll([], { topics }).then(() => '', ({ message }) => message));
  }
  return reasons;
}

const sent = () => region.notices.map(({ notice, topic }) => `${notice} ${topic}`);
const counted = () => region.data.map(({ name }) => name).filter((name) => name.startsWith('Images'));

test.each([[['good', 'bad']], [['bad', 'good']]])('of the topics %j, the bad one neither repeats the notices of the good one nor keeps them from it', async (topics) => {
  broken = ['bad'];
  ended('FAILED');
  const [first, ...others] = await poll(5, topics);
  expect(sent()).toEqual(['FAILED good']);
  expect(counted()).toEqual(['ImagesFailed']);
  // The alarm of the monitor counts errors.
  expect(first).toBe('p0: The notice "p0: build 1.0.0/1 failed" reached only 1 of 2 topics, and is not sent again. no Publish to bad.');
  expect(others).toEqual(['', '', '', '']);
  expect(log).toHaveBeenCalledWith(expect.stringContaining('"errors":["no Publish to bad."]'));
});

test('a notice that no topic takes is tried in each poll until one takes it, and its build counts once', async () => {
  broken = ['Publish'];
  ended('FAILED');
  expect(await poll(3, ['a', 'b'])).toEqual(Array(3).fill('p0: no Publish to a. no Publish to b.'));
  expect(counted()).toEqual(['ImagesFailed']);
  broken = ['b'];
  await poll(2, ['a', 'b']);
  expect(sent()).toEqual(['FAILED a']);
  expect(counted()).toEqual(['ImagesFailed']);
});

test('a recovery that no topic takes is told later', async () => {
  ended('FAILED');
  await poll(1);
  broken = ['Publish'];
  ended('AVAILABLE');
  await poll(2);
  broken = [];
  await poll(2);
  expect(sent()).toEqual(['FAILED topic', 'RECOVERED topic']);
  expect(counted()).toEqual(['ImagesFailed', 'ImagesAvailable']);
});

test('notices do not wait for metrics, which a later poll makes up for, once', async () => {
  broken = ['PutMetricData'];
  ended('FAILED');
  region.wait(region.start(region.pipelines[0]));
  await poll(3);
  expect(sent()).toEqual(['FAILED topic', 'WAITING topic']);
  broken = [];
  expect(await poll(2)).toEqual(['', '']);
  expect(counted()).toEqual(['ImagesFailed']);
  expect(sent()).toHaveLength(2);
});

test('metrics that cannot be published do not hide why a pipeline could not be polled', async () => {
  broken = ['PutMetricData', region.pipelines[0].arn];
  ended('FAILED');
  expect(await poll(1)).toEqual([expect.stringMatching(/^p0: no \S+ to \S+image-pipeline\/p0\.\nno PutMetricData to/)]);
});

test('metrics of an available image, which gives later polls no other reason to read it, are made up for, too', async () => {
  broken = ['PutMetricData'];
  const image = ended('AVAILABLE');
  await poll(1);
  expect(counted()).toEqual([]);
  broken = [];
  await poll(1);
  expect(counted()).toEqual(['ImagesAvailable']);
  expect(image.tags).toEqual({ 'cdk-image-builder:monitor-test': expect.not.stringContaining('due') });
});

test('an end that cannot be recorded counts only when it is', async () => {
  broken = ['TagResource'];
  ended('FAILED');
  await poll(3);
  expect(counted()).toEqual([]);
  broken = [];
  await poll(2);
  expect(counted()).toEqual(['ImagesFailed']);
});
