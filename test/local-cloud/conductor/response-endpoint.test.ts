import { ResponseEndpoint, VirtualTime } from '../../../local-cloud/conductor';

const request = { RequestType: 'Create', RequestId: 'r1', StackId: 's', LogicalResourceId: 'L' };
const success = { Status: 'SUCCESS', PhysicalResourceId: 'id', RequestId: 'r1', StackId: 's', LogicalResourceId: 'L', Data: { a: 'b' } };

const newEndpoint = () => new ResponseEndpoint({ time: new VirtualTime(), baseUrl: () => 'https://bucket' });

function put(response: unknown, { contentType, to = request }: { contentType?: string; to?: typeof request & { PhysicalResourceId?: string } } = {}) {
  const endpoint = newEndpoint();
  const { url, response: taken } = endpoint.open(to);
  const body = Buffer.from(typeof response === 'string' ? response : JSON.stringify(response));
  return { endpoint, taken, status: endpoint.put(url, contentType, body) };
}

test('the response endpoint takes the first response that keeps the rules', async () => {
  const { endpoint, taken, status } = put(success);
  expect(status).toBe(200);
  expect(await taken).toEqual(success);
  expect(endpoint.violations).toEqual([]);
  expect(endpoint.received.get('r1')!.documents).toHaveLength(1);
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
])('the response endpoint takes a response that %s as a failure', async (_what, response, violation) => {
  const { endpoint, taken } = put(response);
  expect((await taken).Status).toBe('FAILED');
  expect(endpoint.violations).toEqual([expect.stringMatching(violation)]);
});

test.each([
  ['a deletion', 'Delete', 'SUCCESS'],
  ['an update that failed', 'Update', 'FAILED'],
])('the response to %s must not change the physical id', (_what, RequestType, Status) => {
  const to = { ...request, RequestType, PhysicalResourceId: 'old' };
  const { Data: _data, ...rest } = success;
  expect(put({ ...rest, Status, Reason: 'no', PhysicalResourceId: 'old' }, { to }).endpoint.violations).toEqual([]);
  expect(put({ ...rest, Status, Reason: 'no', PhysicalResourceId: 'new' }, { to }).endpoint.violations).toEqual([expect.stringContaining('changed to new')]);
});

test('the response endpoint refuses a content type, and an address with another signature', () => {
  expect(put(success, { contentType: 'application/json' })).toMatchObject({ status: 403 });
  const endpoint = newEndpoint();
  expect(endpoint.put(endpoint.open(request).url.replace(/.$/, '-'), undefined, Buffer.from('{}'))).toBe(403);
});

test('the response endpoint finds its addresses in any text', () => {
  const endpoint = newEndpoint();
  const { url } = endpoint.open(request);
  expect(endpoint.leaks(`error at ${url}`)).toBe(true);
  expect(endpoint.leaks(new URL(url).searchParams.get('X-Amz-Signature')!)).toBe(true);
  expect(endpoint.leaks('error at https://bucket/responses/r1')).toBe(false);
});
