import { BuildTrigger, earlierBuildsOf, tagsOf } from '../../../src/runtime/requests/build-trigger';

const TRIGGER: BuildTrigger = { owner: 'golden/Build', key: '0123456789abcdef', requestId: 'second' };
const image = (arn: string, status: string, dateCreated: string) => ({
  arn, dateCreated, state: { status }, tags: tagsOf({ ...TRIGGER, requestId: 'first' }),
});

test.each(['AVAILABLE', 'BUILDING', 'PENDING', 'FROM_THE_FUTURE'])('a build reuses the newest image of its trigger if that is %s', (status) => {
  const images = [image('old', 'AVAILABLE', '2026-01-01T00:00:00Z'), image('new', status, '2026-01-02T00:00:00Z')];
  expect(earlierBuildsOf(TRIGGER, images)).toEqual({ imageArn: 'new', unusable: 0 });
});

test.each(['FAILED', 'CANCELLED', 'DELETED', 'DEPRECATED', 'DISABLED'])('a build does not reuse an image that is %s, and starts a new one', (status) => {
  const images = [image('old', 'AVAILABLE', '2026-01-01T00:00:00Z'), image('new', status, '2026-01-02T00:00:00Z')];
  expect(earlierBuildsOf(TRIGGER, images)).toEqual({ imageArn: 'old', unusable: 1 });
  expect(earlierBuildsOf(TRIGGER, images.slice(1))).toEqual({ imageArn: undefined, unusable: 1 });
});

test('a repeated request keeps its image, whatever became of it', () => {
  expect(earlierBuildsOf({ ...TRIGGER, requestId: 'first' }, [image('own', 'DISABLED', '')])).toMatchObject({ imageArn: 'own' });
});
