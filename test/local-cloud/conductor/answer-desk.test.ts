import { AnswerDesk, VirtualTime } from '../../../local-cloud/conductor';

const request = { RequestType: 'Create', RequestId: 'r1', StackId: 's', LogicalResourceId: 'L' };
const success = { Status: 'SUCCESS', PhysicalResourceId: 'id', RequestId: 'r1', StackId: 's', LogicalResourceId: 'L', Data: { a: 'b' } };

const newDesk = () => new AnswerDesk({ time: new VirtualTime(), baseUrl: () => 'https://bucket' });

function put(answer: unknown, { contentType, to = request }: { contentType?: string; to?: typeof request & { PhysicalResourceId?: string } } = {}) {
  const desk = newDesk();
  const { url, answer: taken } = desk.open(to);
  const body = Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer));
  return { desk, taken, status: desk.put(url, contentType, body) };
}

test('takes an answer that keeps the rules, the first one', async () => {
  const { desk, taken, status } = put(success);
  expect(status).toBe(200);
  expect(await taken).toEqual(success);
  expect(desk.violations).toEqual([]);
  expect(desk.mail.get('r1')!.documents).toHaveLength(1);
});

test.each<[string, unknown, RegExp]>([
  ['is too long', { ...success, Data: { a: 'ü'.repeat(2000) } }, /too long: 4\d\d\d bytes/],
  ['is no JSON', 'SUCCESS', /not valid JSON/],
  ['belongs to another request', { ...success, RequestId: 'r2' }, /RequestId is r2/],
  ['has no physical id', { ...success, PhysicalResourceId: '' }, /Invalid PhysicalResourceId/],
  ['has too long an id', { ...success, PhysicalResourceId: 'x'.repeat(1025) }, /more than 1 KB/],
  ['fails without a reason', { ...success, Status: 'FAILED' }, /needs a reason/],
  ['has another status', { ...success, Status: 'DONE' }, /Status is DONE/],
  ['has data that is no text', { ...success, Data: { a: 1 } }, /Data is not a map of texts/],
])('an answer that %s is a failure', async (_what, answer, violation) => {
  const { desk, taken } = put(answer);
  expect((await taken).Status).toBe('FAILED');
  expect(desk.violations).toEqual([expect.stringMatching(violation)]);
});

test.each([
  ['a deletion', 'Delete', 'SUCCESS'],
  ['an update that failed', 'Update', 'FAILED'],
])('%s must not change the physical id', (_what, RequestType, Status) => {
  const to = { ...request, RequestType, PhysicalResourceId: 'old' };
  const { Data: _data, ...rest } = success;
  expect(put({ ...rest, Status, Reason: 'no', PhysicalResourceId: 'old' }, { to }).desk.violations).toEqual([]);
  expect(put({ ...rest, Status, Reason: 'no', PhysicalResourceId: 'new' }, { to }).desk.violations).toEqual([expect.stringContaining('changed to new')]);
});

test('only an empty content type is signed, and only the address itself', () => {
  expect(put(success, { contentType: 'application/json' })).toMatchObject({ status: 403 });
  const desk = newDesk();
  expect(desk.put(desk.open(request).url.replace(/.$/, '-'), undefined, Buffer.from('{}'))).toBe(403);
});

test('knows its addresses in any text', () => {
  const desk = newDesk();
  const { url } = desk.open(request);
  expect(desk.leaks(`error at ${url}`)).toBe(true);
  expect(desk.leaks(new URL(url).searchParams.get('X-Amz-Signature')!)).toBe(true);
  expect(desk.leaks('error at https://bucket/answers/r1')).toBe(false);
});
