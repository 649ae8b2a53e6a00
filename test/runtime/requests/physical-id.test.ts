import * as fc from 'fast-check';
import { formatBuildId, formatPropertiesId, KeyedImage, parseBuildId, parsePropertiesId } from '../../../src/runtime/requests/physical-id';
import { isRollback, propertiesIdOf, ResourceRequest } from '../../../src/runtime/requests/request';
import { hashOf } from '../../../src/runtime/values/hash';

const HASH = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 16, maxLength: 16 });
const LOGICAL_ID = fc.stringMatching(/^[A-Za-z0-9]{1,255}$/);

describe('the id of a wait or a status', () => {
  test('says what it was made of', () => {
    fc.assert(fc.property(LOGICAL_ID, HASH, fc.option(HASH, { nil: undefined }), (logicalId, hash, before) => {
      const accepted = { hash, ...before !== undefined && { before } };
      expect(parsePropertiesId(logicalId, formatPropertiesId(logicalId, accepted))).toEqual(accepted);
    }));
  });

  test.each([
    'golden-Wait-1ABCDEFG', 'Wait', 'Wait-', 'Wait-123', 'Wait-0123456789abcdeg', 'Other-0123456789abcdef', 'Wait-0123456789abcdef-',
    'Wait-0123456789abcdef-0123456789abcdef-0123456789abcdef', '',
  ])('%j is none', (id) => expect(parsePropertiesId('Wait', id)).toBeUndefined());
});

describe('the id of a build', () => {
  const image = fc.record<KeyedImage>({
    arn: fc.stringMatching(/^arn:aws(-cn|-us-gov)?:imagebuilder:[a-z]{2}-[a-z]{4,9}-\d:\d{12}:image\/[a-z0-9-_]{1,126}\/\d\.\d\.\d\/\d{1,4}$/),
    key: HASH,
  });

  test('says what it was made of, and is no longer than CloudFormation allows', () => {
    fc.assert(fc.property(image, fc.option(image, { nil: undefined }), (now, before) => {
      const built = { image: now, ...before && { before } };
      const id = formatBuildId(built);
      expect(parseBuildId(id)).toEqual(built);
      expect(Buffer.byteLength(id)).toBeLessThanOrEqual(1024);
    }));
  });

  const arn = 'arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/1.0.0/1';
  const key = '0123456789abcdef';
  test.each([
    '', 'golden-Build-1ABCDEFG', arn, `${arn}|`, `${arn}|short`, `|${key}`, `${arn}|${key}|`, `${arn}|${key}|${arn}`, `${arn}|${key}|${arn}|short`,
    `${arn}|${key}|${arn}|${key}|more`, `arn:aws:ec2:eu-west-1:123456789012:image/ami-1|${key}`,
  ])('%j is none', (id) => expect(parseBuildId(id)).toBeUndefined());

  test('any text is one or none', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(parseBuildId(text)).toBeUndefined()));
  });
});

test('a hash is that of the value, in whatever order its members come', () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (some) => {
    expect(hashOf(Object.fromEntries(Object.entries(some).reverse()))).toBe(hashOf(some));
  }));
});

describe('the life of an id', () => {
  const properties = (Trigger: string) => ({ Trigger });
  const create: ResourceRequest = {
    RequestType: 'Create', RequestId: 'r', StackId: 's', LogicalResourceId: 'Wait', ResourceType: 't', ResourceProperties: properties('a'),
  };
  const update = (Trigger: string, PhysicalResourceId: string): ResourceRequest => ({
    ...create, RequestType: 'Update', PhysicalResourceId, ResourceProperties: properties(Trigger),
  });

  const a = propertiesIdOf(create);
  const ab = propertiesIdOf(update('b', a));
  const bc = propertiesIdOf(update('c', ab));

  test('a create is no return, whatever its id', () => {
    expect(isRollback(create)).toBe(false);
    expect(isRollback({ ...create, PhysicalResourceId: a })).toBe(false);
  });

  test('each update names what was accepted before', () => {
    expect(ab).toMatch(new RegExp(`-${a.split('-')[1]}$`));
    expect(bc).toMatch(new RegExp(`-${ab.split('-')[1]}$`));
    expect([update('b', a), update('c', ab)].map(isRollback)).toEqual([false, false]);
  });

  test('the rollback of an update that failed returns to the properties of the id', () => {
    expect(isRollback(update('a', a))).toBe(true);
    expect(propertiesIdOf(update('a', a))).toBe(a);
    expect(isRollback(update('b', ab))).toBe(true);
  });

  test('the rollback of an update that succeeded returns to the properties before', () => {
    expect(isRollback(update('a', ab))).toBe(true);
    expect(propertiesIdOf(update('a', ab))).toBe(a);
  });

  test('what was accepted earlier than that is new', () => {
    expect(isRollback(update('a', bc))).toBe(false);
    // After a return, what was taken back is new as well: it was never accepted together with the rest of the stack.
    expect(isRollback(update('b', propertiesIdOf(update('a', ab))))).toBe(false);
  });

  test('an id that CloudFormation invented is no return, and is not passed on', () => {
    expect(isRollback(update('a', 'golden-Wait-1ABCDEFG'))).toBe(false);
    expect(propertiesIdOf(update('a', 'golden-Wait-1ABCDEFG'))).toBe(a);
  });

  test('how it is waited is not what is waited for', () => {
    const waits = (StateMachineArn: string) => propertiesIdOf({ ...create, ResourceProperties: { Trigger: 'a', StateMachineArn } });
    expect(waits('arn:one')).toBe(waits('arn:two'));
  });
});
