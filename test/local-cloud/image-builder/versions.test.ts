import * as fc from 'fast-check';
import { assignVersion, checkVersion, compareVersions, latestVersion } from '../../../local-cloud/image-builder/versions';

const version = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).map((nodes) => nodes.join('.'));

test.each([
  ['x.x.x', '2.2.4'],
  ['1.x.x', '1.7.8'],
  ['1.6.x', '1.6.8'],
  ['1.6.8', '1.6.8'],
  ['3.x.x', undefined],
])('the version pattern %s selects the version %s', (pattern, selected) => {
  expect(latestVersion(pattern, ['1.6.8', '2.2.4', '1.7.8'])).toEqual(selected);
});

test.each(['x.2.x', '1.x.8', 'x.x.1', '1.0.1073741824'])('the emulator rejects the version %s', (pattern) => {
  expect(() => checkVersion(pattern)).toThrow(expect.objectContaining({ code: 'InvalidVersionNumberException' }));
});

test.each(['x.x.x', '1.x.x', '1.2.x', '1.2.3', '1.0.1073741823'])('the emulator accepts the version %s', (pattern) => {
  expect(() => checkVersion(pattern)).not.toThrow();
});

test.each([
  ['1.0.x', [], '1.0.0'],
  ['1.0.x', ['1.0.0', '1.0.9', '1.1.4'], '1.0.10'],
  ['1.x.x', ['1.0.9', '1.1.4'], '1.1.5'],
  ['x.x.x', [], '1.0.0'],
  ['1.0.0', ['1.0.0'], '1.0.0'],
])('the version %s after the versions %j becomes %s', (pattern, existing, assigned) => {
  expect(assignVersion(pattern, existing)).toEqual(assigned);
});

test('an assigned version is new and the latest of its pattern', () => {
  fc.assert(fc.property(fc.array(version), fc.constantFrom('x.x.x', '1.x.x', '1.2.x'), (existing, pattern) => {
    const assigned = assignVersion(pattern, existing);
    expect(existing).not.toContain(assigned);
    expect(latestVersion(pattern, [...existing, assigned])).toEqual(assigned);
  }));
});

test('versions are compared by number, not by text', () => {
  expect(['1.10.0', '1.9.0', '1.9.10', '1.9.9'].sort(compareVersions)).toEqual(['1.9.0', '1.9.9', '1.9.10', '1.10.0']);
});
