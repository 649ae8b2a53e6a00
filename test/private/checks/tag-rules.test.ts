import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import * as contract from '../../../src/contract/contract';
import * as release from '../../../src/contract/release';
import { checkedTags } from '../../../src/private/checks/tag-rules';

const { REQUEST_TAG, TRIGGER_TAG } = contract;
const { GATE_STATUS_TAG, RELEASE_TAG } = release;
const stack = new Stack(new App(), 'Stack');
const tags = (given: { [key: string]: string } | undefined) => checkedTags(stack, given, { what: 'the recipe', see: 'https://example.com' });

test('missing and empty tags are rendered as undefined', () => {
  expect(tags(undefined)).toBeUndefined();
  expect(tags({})).toBeUndefined();
});

test('tag keys have 1 to 128 characters and values at most 256', () => {
  const longest = { ['k'.repeat(128)]: 'v'.repeat(256), Empty: '' };
  expect(tags(longest)).toEqual(longest);
  expect(() => tags({ ['k'.repeat(129)]: 'v' })).toThrow('The key of a tag on the recipe must have 1 to 128 characters, got 129');
  expect(() => tags({ Key: 'v'.repeat(257) })).toThrow("The value of the tag 'Key' on the recipe must have at most 256 characters, got 257");
});

test("tag keys reject characters that the service does not allow, and the prefix 'aws:'", () => {
  expect(() => tags({ 'my-team:cost/center_1 = a+b@c.d': 'v', 'awsome': 'v' })).not.toThrow();
  expect(() => tags({ 'a#b': 'v' })).toThrow("got 'a#b'");
  expect(() => tags({ 'aws:team': 'v' })).toThrow("got 'aws:team'");
});

test('tag keys reject the prefix of the tags that the library itself sets', () => {
  for (const key of [TRIGGER_TAG, REQUEST_TAG, RELEASE_TAG, GATE_STATUS_TAG]) expect(() => tags({ [key]: 'v' })).toThrow(`The tag '${key}' on the recipe begins with 'cdk-image-builder:'`);
  expect(() => tags({ 'cdk-image-builder': 'v', 'my:cdk-image-builder:release': 'v' })).not.toThrow();
});

test('a resource accepts 50 tags and rejects 51', () => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`Key${index}`, 'v']));
  expect(() => tags(many(50))).not.toThrow();
  expect(() => tags(many(51))).toThrow('at most 50 tags on the recipe, got 51');
});

test('the tags of an image leave room for each tag that the functions of the library give it', () => {
  // The tags of secrets and pipelines, not of images.
  const others = ['RESPONSE_URL_TAG', 'LAST_VERDICT_TAG'];
  const names = [...Object.keys(contract), ...Object.keys(release)].filter((name) => name.endsWith('_TAG') && !others.includes(name));
  const most = 50 - names.length - 1; // one for a monitor
  const ofImage = (count: number) => () => checkedTags(
    stack, Object.fromEntries(Array.from({ length: count }, (_, index) => [`Key${index}`, 'v'])), { what: 'the images', isImage: true, see: 'https://example.com' },
  );
  expect(ofImage(most)).not.toThrow();
  expect(ofImage(most + 1)).toThrow(`There may be at most ${most} tags on the images, got ${most + 1}: of the 50 that Image Builder allows, this library keeps ${50 - most}`);
});

test('tags may be tokens', () => {
  const value = new CfnParameter(stack, 'Value').valueAsString;
  expect(tags({ Key: value })).toEqual({ Key: value });
});
