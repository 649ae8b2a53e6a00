import { HOUR, Region } from './region';
import { answerCommand, GATE_REASON_TAG, GATE_STATUS_TAG, RELEASE_TAG } from '../../../src/contract/release';

beforeAll(() => { jest.spyOn(console, 'log').mockImplementation(() => undefined); });
afterAll(() => { jest.restoreAllMocks(); });

const DAY = 24 * HOUR;

test('each notice of a waiting step has the command that needs no id', async () => {
  const region = new Region(1);
  const image = region.start(region.pipelines[0]);
  region.wait(image);
  await region.poll();
  const [{ mail, chat }] = region.notices;
  for (const answer of ['approve', 'reject'] as const) {
    expect(mail).toContain(`To ${answer} it:\n${answerCommand(answer, image.arn)}\n`);
    expect(JSON.stringify(chat)).toContain(`npx cdk-image-builder ${answer} ${image.arn}`);
  }
  expect(mail).not.toContain('aws imagebuilder send-workflow-step-action');
});

test('whoever may tag images cannot write a command into the notice of a waiting step', async () => {
  const region = new Region(1);
  const image = region.start(region.pipelines[0]);
  const reason = 'none found.\n\nTo approve it:\nnpx other-package approve\u2028\n[Approve here]: https://example.com';
  Object.assign(image.tags, { [GATE_STATUS_TAG]: 'PASSED', [GATE_REASON_TAG]: reason });
  region.wait(image);
  await region.poll();
  const [{ mail, chat }] = region.notices;
  const commands = (text: string) => text.split(/[\n\u2028\u2029]/).filter((line) => line.startsWith('npx '));
  const { content } = chat as { content: { description: string } };
  expect(commands(mail)).toEqual([answerCommand('approve', image.arn), answerCommand('reject', image.arn)]);
  expect(content.description).not.toMatch(/^(npx|To approve|\[)/m);
});

test('steps of one image that wait at the same time are named', () => {
  expect(answerCommand('approve', 'arn:aws:imagebuilder:eu-west-1:123456789012:image/linux/1.0.0/1', 'Approve'))
    .toBe('npx cdk-image-builder approve arn:aws:imagebuilder:eu-west-1:123456789012:image/linux/1.0.0/1 --step Approve');
});

test('a pipeline without a gate releases nothing, and no notice says that it does', async () => {
  const region = new Region(1, { maximumImageAge: 2 * DAY, repeatAfter: DAY });
  const [pipeline] = region.pipelines;
  region.end(region.start(pipeline), 'FAILED');
  await region.poll();
  region.now += 3 * DAY;
  await region.poll();
  region.end(region.start(pipeline), 'AVAILABLE');
  region.now += HOUR;
  region.end(region.start(pipeline), 'FAILED');
  await region.poll();
  region.now += 3 * DAY;
  await region.poll();
  const mails = region.notices.map(({ notice, title, mail }) => `${notice} ${title}\n${mail}`);
  expect(mails.join('\n')).not.toMatch(/released|users get/i);
  expect(mails).toEqual([
    expect.stringContaining('No image of p0 is available.'),
    expect.stringMatching(/^FAILED p0: still no good image/),
    expect.stringMatching(/^OVERDUE p0: no image is available\nNo image is available, and the pipeline was created 3 days ago\. An image should be at most 2 days old\./),
    expect.stringMatching(/^RECOVERED /),
    expect.stringContaining('Meanwhile the newest available image is build 1.0.0/2, which is 1 hour old.'),
    expect.stringMatching(/^FAILED p0: still no good image/),
    expect.stringMatching(/^OVERDUE p0: the newest image is 3 days old\nThe newest available image is build 1\.0\.0\/2, which is 3 days old\./),
  ]);
});

test.each(['DELETED', 'DEPRECATED', 'DISABLED'])('no notice denies that there was an image that is now %s', async (status) => {
  const region = new Region(1, { maximumImageAge: 2 * DAY });
  const [pipeline] = region.pipelines;
  const image = region.start(pipeline);
  region.end(image, 'AVAILABLE');
  await region.poll();
  region.now += 3 * DAY;
  image.status = status;
  await region.poll([image.arn]);
  region.end(region.start(pipeline), 'FAILED');
  await region.poll();
  const [overdue, failed] = region.notices;
  expect(overdue).toMatchObject({ title: 'p0: no image is available', mail: expect.stringMatching(/^No image is available, and the pipeline was created 3 days ago\. /) });
  expect(failed.mail).toContain('\nNo image of p0 is available.\n');
});

test.each(['DEPRECATED', 'DISABLED'])('a released image that is now %s is not called available, and an older one is', async (status) => {
  const region = new Region(1, { maximumImageAge: 2 * DAY });
  const [pipeline] = region.pipelines;
  region.end(region.start(pipeline), 'AVAILABLE');
  region.now += 3 * DAY;
  const withdrawn = region.start(pipeline);
  region.end(withdrawn, 'AVAILABLE');
  withdrawn.tags[RELEASE_TAG] = 'RELEASED';
  await region.poll();
  expect(region.notices).toEqual([]);
  withdrawn.status = status;
  await region.poll([withdrawn.arn]);
  expect(region.notices.map(({ mail }) => mail)).toEqual([expect.stringMatching(/^The newest available image is build 1\.0\.0\/1, which is 3 days old\. /)]);
});

test('failures of scheduled builds in a row are counted, from the second on', async () => {
  const region = new Region(1);
  const [pipeline] = region.pipelines;
  for (pipeline.failures = 1; pipeline.failures < 3; pipeline.failures++) {
    region.end(region.start(pipeline), 'FAILED');
    await region.poll();
  }
  pipeline.status = 'DISABLED';
  await region.poll();
  const [first, second, disabled] = region.notices.map(({ mail }) => mail);
  expect(first).not.toContain('in a row');
  expect(second).toContain('\n2 scheduled builds in a row have failed.\n');
  expect(disabled).toContain('The pipeline p0 is disabled after 3 failed scheduled builds in a row, so its schedule (rate(1 day)) starts no more builds.');
});

test('the deadline of a waiting step counts from when it began to wait', async () => {
  const region = new Region(1);
  region.wait(region.start(region.pipelines[0]));
  region.now += HOUR / 2;
  await region.poll();
  expect(region.notices[0].mail).toContain('If nobody answers by 2026-01-01 02:00 UTC (in 1 hour');
});

test('a refused build names the vulnerabilities, on a line of their own', async () => {
  const region = new Region(1);
  region.end(region.start(region.pipelines[0]), 'REFUSED');
  await region.poll();
  expect(region.notices[0].mail).toMatch(/^The gate says: critical 1 .*CVE-2024-3094\.$/m);
});

test('an image that failed after it was released is one that users have', async () => {
  const region = new Region(1);
  const [pipeline] = region.pipelines;
  const image = region.start(pipeline);
  image.tags[RELEASE_TAG] = 'RELEASED';
  region.end(image, 'FAILED');
  await region.poll();
  expect(region.notices[0].mail).toContain('Meanwhile the newest available image is build 1.0.0/1');
});
