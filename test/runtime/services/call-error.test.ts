import { CallErrorKind, callErrorOf, IMAGE_BUILDER } from '../../../src/runtime/services/call-error';

const CALL = { service: IMAGE_BUILDER, operation: 'GetImage', resource: 'image' };

function errorOf(name: string, httpStatusCode: number) {
  return callErrorOf(Object.assign(new Error('no'), { name, $metadata: { httpStatusCode } }), CALL, false);
}

test.each<[string, number, CallErrorKind]>([
  ['InvalidRequestException', 400, 'REFUSED'],
  ['ValidationException', 400, 'REFUSED'],
  ['ServiceQuotaExceededException', 402, 'REFUSED'],
  ['AccessDeniedException', 403, 'DENIED'],
  ['AccessDeniedException', 400, 'DENIED'],
  ['ResourceNotFoundException', 404, 'NOT_FOUND'],
  ['CallRateLimitExceededException', 429, 'BUSY'],
  ['ThrottlingException', 400, 'BUSY'],
  ['TooManyUpdates', 400, 'BUSY'],
  ['RequestTimeout', 408, 'BUSY'],
  ['ServiceException', 500, 'BUSY'],
])('the error %s with HTTP status %d is %s', (name, status, kind) => {
  expect(errorOf(name, status).kind).toBe(kind);
});

test('an error without a response is OTHER, and one after the deadline BUSY', () => {
  const error = Object.assign(new Error('getaddrinfo ENOTFOUND'), { name: 'Error', $metadata: { attempts: 8 } });
  expect(callErrorOf(error, CALL, false)).toMatchObject({ kind: 'OTHER', message: expect.stringMatching(/gave no usable answer to GetImage for image\. Error: getaddrinfo ENOTFOUND/) });
  expect(callErrorOf(error, CALL, true)).toMatchObject({ kind: 'BUSY' });
});

test('the message of a service is cut, and no ARN in it', () => {
  const arn = `arn:aws:imagebuilder:eu-west-1:123456789012:image/${'golden'.repeat(15)}/1.0.0/1`;
  const error = Object.assign(new Error(`no access to ${Array(5).fill(arn).join(' and ')}`), { name: 'AccessDeniedException' });
  const { message } = callErrorOf(error, CALL, false);
  expect(message).toMatch(/ and …$/);
  expect(message.match(/arn:\S+/g)).toEqual([arn, arn]);
});

test.each([
  ['AccessDeniedException', true], ['ResourceInUseException', true], ['TooManyUpdates', true], ['ThrottlingException', true],
  ['CallRateLimitExceededException', true], ['InvalidRequestException', false], ['ServiceQuotaExceededException', false],
])('a call that %s refuses is worth repeating within seconds: %s', (name, isTransient) => {
  expect(errorOf(name, 400).isTransient).toBe(isTransient);
});
