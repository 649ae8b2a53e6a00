import * as fc from 'fast-check';
import { MAX_RESPONSE_BYTES, STATUS_ATTRIBUTES } from '../../../src/contract/contract';
import { CloudFormationRequest, propertiesIdOf } from '../../../src/runtime/requests/request';
import { responseBody } from '../../../src/runtime/requests/response';
import { Response } from '../../../src/runtime/values/response';
import { cleaned, cleanedLines, jsonBytes } from '../../../src/runtime/values/text';

const request: CloudFormationRequest = {
  RequestType: 'Create',
  RequestId: '0b4a7a1c-0000-4000-8000-000000000000',
  StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/golden/0b4a7a1c-0000-4000-8000-000000000000',
  LogicalResourceId: 'Status274336EC',
  ResourceType: 'Custom::ImageBuilderImageStatus',
  ResponseURL: 'https://example.com',
  ResourceProperties: { Trigger: '1', OnFailure: 'REPORT' },
};

interface Answered {
  readonly Reason?: string;
  readonly Data?: Record<string, string>;
}

function answered(response: Response): Answered {
  const bytes = responseBody(request, response);
  expect(bytes.length).toBeLessThanOrEqual(MAX_RESPONSE_BYTES);
  return JSON.parse(bytes.toString('utf8')) as Answered;
}

const attributes = (values: Record<string, string>) => ({ ...Object.fromEntries(STATUS_ATTRIBUTES.map((name) => [name, ''])), ...values });

/** Any text of any length and language, lone halves of characters included. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6_000 }),
  fc.string({ unit: 'grapheme', maxLength: 3_000 }),
  fc.constantFrom('漢', '👩‍💻', '\u0001', '"', '\\', '\ud800').chain((character) => fc.nat(5_000).map((length) => character.repeat(length))),
);

test('a response that fits is not changed', () => {
  const data = attributes({ FailedStepMessage: 'x'.repeat(1_500), ImageStateReason: '漢'.repeat(200) });
  expect(answered({ success: true, attributes: data }).Data).toEqual(data);
});

test('a reason keeps its lines, and an attribute becomes one line', () => {
  const { Reason, Data } = answered({ success: false, reason: 'failed\r\nConsole:\thttps://x', attributes: attributes({ ImageStateReason: 'a\nb' }) });
  expect(Reason).toBe('failed \nConsole: https://x');
  expect(Data!.ImageStateReason).toBe('a b');
});

test('the longest text is cut first, at a character boundary, and marked', () => {
  const { Data } = answered({ success: true, attributes: attributes({ FailedStepMessage: '👩'.repeat(2_000), ImageState: 'FAILED', GateReason: 'high 4 (3 allowed)' }) });
  expect(Data).toMatchObject({ ImageState: 'FAILED', GateReason: 'high 4 (3 allowed)', FailedStepMessage: expect.stringMatching(/^(👩){500,}…$/u) });
});

test('the URIs of 8 copies are not cut, however long the other texts are', () => {
  const uri = `123456789012.dkr.ecr.ap-southeast-2.amazonaws.com/platform/golden-images/application-server@sha256:${'a'.repeat(64)}`;
  const copies = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`ImageUriInApSoutheast${index}`, uri]));
  const arn = 'arn:aws:imagebuilder:ap-southeast-2:123456789012:image/application-server/1.0.0/1';
  const long = 'x'.repeat(4_000);
  const data = attributes({
    ...copies,
    ImageBuildVersionArn: arn,
    ImageUri: uri,
    ConsoleUrl: `https://ap-southeast-2.console.aws.amazon.com/imagebuilder/home?region=ap-southeast-2#/images/${arn}`,
    ImageStateReason: long,
    FailedStepMessage: long,
    ScanStateReason: long,
    GateReason: long,
  });
  expect(answered({ success: true, attributes: data }).Data).toMatchObject(copies);
});

test.each([
  'arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/1.0.0/1', 'https://eu-west-1.console.aws.amazon.com/imagebuilder/home', 'ami-0123456789abcdef0',
])('a text is cut before %s, never within', (reference) => {
  for (let length = 0; length < reference.length; length += 5) {
    const beginning = `${'x'.repeat(length)} `;
    const { FailedStepMessage } = answered({ success: true, attributes: attributes({ FailedStepMessage: beginning + `${reference} `.repeat(300) }) }).Data!;
    expect(FailedStepMessage.length).toBeGreaterThan(2_000);
    expect(FailedStepMessage.replaceAll(`${reference} `, '')).toBe(`${beginning}…`);
  }
});

test('two long texts are cut to the same length', () => {
  const { Data } = answered({ success: true, attributes: attributes({ FailedStepMessage: 'a'.repeat(4_000), ImageStateReason: 'b'.repeat(9_000) }) });
  expect(Math.abs(Data!.FailedStepMessage.length - Data!.ImageStateReason.length)).toBeLessThanOrEqual(1);
  expect(Data!.FailedStepMessage.length).toBeGreaterThan(1_000);
});

test('any texts fit, remain beginnings of the given ones, and fill the available room', () => {
  fc.assert(fc.property(text, text, text, (first, second, reason) => {
    const given = attributes({ FailedStepMessage: first, ImageStateReason: second });
    const response = { success: false, reason, attributes: given };
    const bytes = responseBody(request, response);
    const { Reason, Data } = answered(response);
    const cuts = Object.entries({ ...Data, Reason: Reason! })
      .map(([name, value]) => ({ value, whole: name === 'Reason' ? cleanedLines(reason) : cleaned(given[name]) }))
      .filter(({ value, whole }) => value !== whole);
    for (const { value, whole } of cuts) {
      expect(value.endsWith('…')).toBe(true);
      expect(whole.startsWith(value.slice(0, -1))).toBe(true);
      expect(value).not.toMatch(/[\uD800-\uDBFF]…$/);
    }
    if (cuts.length === 0) return;
    // The texts are as long as they can be: one more character of each, or the word before which one ends, would not fit.
    const dropped = cuts.filter(({ value }) => /(^|[ \n"<>{}])…$/.test(value)).map(({ value, whole }) => jsonBytes(whole.slice(value.length - 1).split(/[ \n"<>{}]/, 1)[0]));
    expect(bytes.length + dropped.reduce((sum, more) => sum + more, 0)).toBeGreaterThan(MAX_RESPONSE_BYTES - 3 * 12);
  }), { numRuns: 300 });
});

describe('physical id of a response', () => {
  const properties = fc.dictionary(fc.string(), fc.jsonValue());
  const id = (ResourceProperties: Record<string, unknown>) => propertiesIdOf({ ...request, ResourceProperties });

  test('comes from the properties, in whatever order and on whichever path', () => {
    fc.assert(fc.property(properties, (some) => {
      const reversed = Object.fromEntries(Object.entries(some).reverse());
      expect(id({ ...reversed, ServiceToken: 'arn:other', ServiceTimeout: '9' })).toBe(id(some));
    }));
  });

  test('differs if a property differs', () => {
    expect(id({ Trigger: '1' })).not.toBe(id({ Trigger: '2' }));
    expect(id({ Gate: { Except: ['a', 'b'] } })).not.toBe(id({ Gate: { Except: ['b', 'a'] } }));
  });

  test('is the old one for a failed update, and a new one for a failed create', () => {
    const failure = { success: false, reason: 'x' };
    expect(JSON.parse(responseBody({ ...request, RequestType: 'Update', PhysicalResourceId: 'old' }, failure).toString())).toMatchObject({ PhysicalResourceId: 'old' });
    expect(JSON.parse(responseBody(request, failure).toString())).toMatchObject({ PhysicalResourceId: propertiesIdOf(request) });
  });
});
