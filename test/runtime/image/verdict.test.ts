import * as fc from 'fast-check';
import { tagValue, verdictOf, verdictTags } from '../../../src/runtime/image/verdict';

test("a verdict that was written to an image's tags can be read back", () => {
  const tags = verdictTags({ status: 'FAILED', reason: 'critical 2 (0 allowed), high 5 (3 allowed); an exception expired' }, { totals: { all: 9, critical: 2, high: 5, medium: 1 } });
  expect(verdictOf({ tags })).toEqual({ status: 'FAILED', reason: 'critical 2 (0 allowed), high 5 (3 allowed), an exception expired' });
});

test.each([[{}], [{ tags: { 'cdk-image-builder:gate-status': 'MAYBE' } }], [{ tags: { 'cdk-image-builder:gate-status': true } }]])('tags of %j have no verdict', (image) => {
  expect(verdictOf(image)).toBeUndefined();
});

test("a tag's value has only characters that tags allow, and at most 256 of them", () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
    expect(tagValue(text)).toMatch(/^[\p{L}\p{Zs}\p{N}_.:/=+@-]{0,256}$/u);
  }));
  expect(tagValue('x'.repeat(300))).toHaveLength(256);
});
