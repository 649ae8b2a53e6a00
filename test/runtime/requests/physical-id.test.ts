import * as fc from 'fast-check';
import { formatBuildId, formatPropertiesId, KeyedImage, parseBuildId, parsePropertiesId } from '../../../src/runtime/requests/physical-id';
import { isRollback, propertiesIdOf, ResourceRequest } from '../../../src/runtime/requests/request';
import { hashOf } from '../../../src/runtime/values/hash';

const HASH = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 16, maxLength: 16 });
const LOGICAL_ID = fc.stringMatching(/^[A-Za-z0-9]{1,255}$/);

describe('physical id of a wait or a status', () => {
  test('says what it was made of', () => {
    fc.assert(fc.property(LOGICAL_ID, HASH, fc.option(HASH, { nil: undefined }), (logicalId, hash, before) => {
      const accepted = { hash, ...before !== undefined && { before } };
      expect(parsePropertiesId(formatPropertiesId(logicalId, accepted))).toEqual(accepted);
    }));
  });

  test.each([
    'golden-Wait-1ABCDEFG', 'Wait', 'Wait-', 'Wait-123', 'Wait-0123456789abcdeg', '-0123456789abcdef', '0123456789abcdef', 'Wait-0123456789abcdef-',
    'Wait-0123456789abcdef-0123456789abcdef-0123456789abcdef', '',
  ])('is not parsed from %j', (id) => expect(parsePropertiesId(id)).toBeUndefined());
});

describe('physical id of a build', () => {
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
  ])('is not parsed from %j', (id) => expect(parseBuildId(id)).toBeUndefined());

  test('is parsed from any text without an unexpected error', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(parseBuildId(text)).toBeUndefined()));
  });
});

test('the hash of a value does not depend on the order of its members', () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (some) => {
    expect(hashOf(Object.fromEntries(Object.entries(some).reverse()))).toBe(hashOf(some));
  }));
});

describe('physical id over time', () => {
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

  test('of a create is no rollback, whatever the id', () => {
    expect(isRollback(create)).toBe(false);
    expect(isRollback({ ...create, PhysicalResourceId: a })).toBe(false);
  });

  test('of each update names the properties that were accepted before', () => {
    expect(ab).toMatch(new RegExp(`-${a.split('-')[1]}$`));
    expect(bc).toMatch(new RegExp(`-${ab.split('-')[1]}$`));
    expect([update('b', a), update('c', ab)].map(isRollback)).toEqual([false, false]);
  });

  test('returns to its properties when an update that failed is rolled back', () => {
    expect(isRollback(update('a', a))).toBe(true);
    expect(propertiesIdOf(update('a', a))).toBe(a);
    expect(isRollback(update('b', ab))).toBe(true);
  });

  test('is known after a refactoring of the stack, which gives the resource another logical id', () => {
    const moved = { ...update('a', ab), LogicalResourceId: 'Moved' };
    expect(isRollback(moved)).toBe(true);
    expect(propertiesIdOf(moved)).toBe(a.replace('Wait', 'Moved'));
  });

  test('returns to the properties before when an update that succeeded is rolled back', () => {
    expect(isRollback(update('a', ab))).toBe(true);
    expect(propertiesIdOf(update('a', ab))).toBe(a);
  });

  test('counts properties that were accepted earlier than that as new', () => {
    expect(isRollback(update('a', bc))).toBe(false);
    // After a rollback, the properties that were rolled back are new as well: they were never accepted together with the rest of the stack.
    expect(isRollback(update('b', propertiesIdOf(update('a', ab))))).toBe(false);
  });

  test('invented by CloudFormation is no rollback, and is not passed on', () => {
    expect(isRollback(update('a', 'golden-Wait-1ABCDEFG'))).toBe(false);
    expect(propertiesIdOf(update('a', 'golden-Wait-1ABCDEFG'))).toBe(a);
  });

  test('does not depend on how long the wait may take', () => {
    const waits = (StateMachineArn: string) => propertiesIdOf({ ...create, ResourceProperties: { Trigger: 'a', StateMachineArn } });
    expect(waits('arn:one')).toBe(waits('arn:two'));
  });
});
