import { CANCELLED_TAG } from '../../../src/contract/contract';
import { BuildTrigger, earlierBuildsOf, tagsOf } from '../../../src/runtime/requests/build-trigger';

const TRIGGER: BuildTrigger = { owner: 'golden/Build', key: '0123456789abcdef', requestId: 'second' };
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
