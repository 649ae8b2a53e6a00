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
  ['CallRateLimitExceededException', 429, 'OTHER'],
  ['ThrottlingException', 400, 'OTHER'],
  ['TooManyUpdates', 400, 'OTHER'],
  ['RequestTimeout', 408, 'OTHER'],
  ['ServiceException', 500, 'OTHER'],
])('the error %s with HTTP status %d is %s', (name, status, kind) => {
  expect(errorOf(name, status).kind).toBe(kind);
});

test.each([
  ['AccessDeniedException', true], ['ResourceInUseException', true], ['TooManyUpdates', true], ['ThrottlingException', true],
  ['CallRateLimitExceededException', true], ['InvalidRequestException', false], ['ServiceQuotaExceededException', false],
])('a call that %s refuses is worth repeating within seconds: %s', (name, isTransient) => {
  expect(errorOf(name, 400).isTransient).toBe(isTransient);
});
