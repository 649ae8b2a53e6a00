import { CANCELLED_TAG } from '../../../src/contract/contract';
import { BuildTrigger, earlierBuildsOf, reuseTagsOf, runningBuildsOf, tagsOf } from '../../../src/runtime/requests/build-trigger';

const TRIGGER: BuildTrigger = { owner: 'golden/0b4a7a1c-0000-4000-8000-000000000000/Build', key: '0123456789abcdef', requestId: 'second', requestType: 'Create' };
const image = (arn: string, status: string, dateCreated: string) => ({
  arn, dateCreated, state: { status }, tags: tagsOf({ ...TRIGGER, requestId: 'first' }),
});

test.each(['AVAILABLE', 'BUILDING', 'PENDING', 'FROM_THE_FUTURE'])('a build reuses the newest image of its trigger if that is %s', (status) => {
  const images = [image('old', 'AVAILABLE', '2026-01-01T00:00:00Z'), image('new', status, '2026-01-02T00:00:00Z')];
  expect(earlierBuildsOf(TRIGGER, images)).toMatchObject({ imageArn: 'new', unusable: 0 });
});

test.each(['FAILED', 'CANCELLED', 'DELETED', 'DEPRECATED', 'DISABLED'])('a build does not reuse an image that is %s, and starts a new one', (status) => {
  const images = [image('old', 'AVAILABLE', '2026-01-01T00:00:00Z'), image('new', status, '2026-01-02T00:00:00Z')];
  expect(earlierBuildsOf(TRIGGER, images)).toMatchObject({ imageArn: 'old', unusable: 1 });
  expect(earlierBuildsOf(TRIGGER, images.slice(1))).toMatchObject({ imageArn: undefined, unusable: 1 });
});

describe('a build that was to be cancelled', () => {
  const cancelled = (arn: string, status: string) => {
    const one = image(arn, status, '2026-01-02T00:00:00Z');
    return { ...one, tags: { ...one.tags, [CANCELLED_TAG]: 'true' } };
  };

  test.each(['PENDING', 'BUILDING', 'TESTING'])('is not reused while it is %s: its end comes later', (status) => {
    const older = image('old', 'AVAILABLE', '2026-01-01T00:00:00Z');
    expect(earlierBuildsOf(TRIGGER, [older, cancelled('new', status)])).toMatchObject({ imageArn: 'old', unusable: 1 });
    expect(earlierBuildsOf(TRIGGER, [cancelled('new', status)])).toMatchObject({ imageArn: undefined, unusable: 1 });
  });

  test('is reused where it was finished before', () => {
    expect(earlierBuildsOf(TRIGGER, [cancelled('new', 'AVAILABLE')])).toMatchObject({ imageArn: 'new', unusable: 0 });
  });
});

test('a repeated request keeps its image, whatever became of it', () => {
  expect(earlierBuildsOf({ ...TRIGGER, requestId: 'first' }, [image('own', 'DISABLED', '')])).toMatchObject({ imageArn: 'own' });
});

describe('a request that is rolled back', () => {
  const at = (requestedAt?: number) => ({ ...TRIGGER, requestedAt });
  const building = (tags: Record<string, string>) => [{ ...image('one', 'BUILDING', '2026-01-01T00:00:00Z'), tags }];

  test.each([
    ['before', 1_000, ['one']],
    ['in the same second', 2_000, ['one']],
    ['after', 3_000, []],
  ])('cancels builds, but none that was requested later: the build was requested %s', (_when, requestedAt, expected) => {
    expect(runningBuildsOf(at(2_000), building(tagsOf(at(requestedAt))))).toEqual(expected);
    expect(runningBuildsOf(at(2_000), building({ ...tagsOf(at(1_000)), ...reuseTagsOf(at(requestedAt)) }))).toEqual(expected);
  });

  test('cancels every build where nobody says when it was requested', () => {
    expect(runningBuildsOf(at(), building(tagsOf(at(1_000))))).toEqual(['one']);
    expect(runningBuildsOf(at(1_000), building(tagsOf(at())))).toEqual(['one']);
  });
});
