import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ami, gate, LIFECYCLE } from './golden';
import { failsInDistribution, succeeds } from '../../local-cloud/image-builder';
import { LifecycleImageType, LifecyclePeriod, LifecyclePolicy, LifecyclePolicyDetail, LifecyclePolicyProps } from '../../src';
import { RELEASE_TAG } from '../../src/contract/release';
import { Answer, EmulatedService } from '../local-cloud/image-builder/emulated-service';

/** The policies that a golden image renders, run by the emulator on images that it built. */

let service: EmulatedService;
let pipeline: string;

beforeEach(() => {
  service = new EmulatedService();
  pipeline = service.pipeline(succeeds(), { name: 'golden-linux' });
});

/** The properties of a template as the API takes them: keys of tags stay as they are. */
function toRequest(value: Answer): Answer {
  if (Array.isArray(value)) return value.map(toRequest);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) =>
    [key[0].toLowerCase() + key.slice(1), key === 'TagMap' ? member : toRequest(member)]));
}

function policyOf(...retention: LifecyclePolicyDetail[]): string {
  const stack = new Stack(new App(), 'Stack');
  ami(stack, { gate, retention });
  return create(stack);
}

/** Creates the one policy of a stack, for the recipe of the pipeline or another selection. */
function create(stack: Stack, resourceSelection?: object): string {
  const [{ Properties: { Tags: _tags, ...properties } }] = Object.values(Template.fromStack(stack).findResources(LIFECYCLE));
  const ofRecipe = () => ({ recipes: [{ name: 'golden-linux', semanticVersion: toRequest(properties).resourceSelection.recipes[0].semanticVersion }] });
  // References that a deployment would resolve.
  const resolved = { executionRole: 'arn:aws:iam::123456789012:role/lifecycle', resourceSelection: resourceSelection ?? ofRecipe() };
  return service.create('LifecyclePolicy', { ...toRequest(properties), ...resolved }).lifecyclePolicyArn;
}

function released(): string {
  const arn = service.build(pipeline);
  service.do('TagResource', { resourceArn: arn, tags: { [RELEASE_TAG]: 'RELEASED' } });
  return arn;
}

function refused(): string {
  service.emulator.setScenario('golden-linux', failsInDistribution({ message: 'refused' }));
  return service.build(pipeline);
}

const state = (arn: string): string => service.image(arn).state.status;

test.each<[string, LifecyclePolicyDetail]>([
  ['keep the last one', LifecyclePolicyDetail.keepLast(1)],
  ['delete all that are older than a week', LifecyclePolicyDetail.deleteAfter(LifecyclePeriod.days(7))],
  ['deprecate all that are older than a week', LifecyclePolicyDetail.deprecateAfter(LifecyclePeriod.days(7))],
  ['disable all that are older than a week', LifecyclePolicyDetail.disableAfter(LifecyclePeriod.days(7))],
])('the released golden image stays AVAILABLE under rules that %s, while newer ones are refused', (what, rule) => {
  const image = released();
  const newer = [refused(), refused(), refused()];
  const policy = policyOf(rule);
  for (let days = 0; days < 40; days++) {
    service.emulator.runLifecyclePolicy(policy);
    service.passDays(1);
  }
  expect(state(image)).toBe('AVAILABLE');
  expect([...new Set(newer.map(state))]).toEqual([/delete|keep/.test(what) ? 'DELETED' : 'FAILED']);
});

describe('a policy of the user that selects images by their tags, as the docs show it,', () => {
  const retained = (props: Partial<LifecyclePolicyProps>): string[] => {
    const stack = new Stack(new App(), 'Stack');
    const details = [LifecyclePolicyDetail.deleteAfter(LifecyclePeriod.months(6))];
    new LifecyclePolicy(stack, 'OldVersions', { imageTags: { Team: 'x' }, imageType: LifecycleImageType.AMI, details, ...props });
    const policy = create(stack, { tagMap: { Team: 'x' } });
    const [old, now] = [released(), released()];
    service.do('UntagResource', { resourceArn: old, tagKeys: [RELEASE_TAG] });
    [old, now].forEach((resourceArn) => service.do('TagResource', { resourceArn, tags: { Team: 'x' } }));
    service.passDays(200);
    service.emulator.runLifecyclePolicy(policy);
    return [old, now].map(state);
  };

  test('leaves the released image alone', () => {
    const page = readFileSync(path.join(__dirname, '../../docs/golden-images.md'), 'utf8');
    const [, key, value] = /protectedImageTags: \{ '([^']+)': '([^']+)' \}/.exec(page) ?? [];
    expect(retained({ protectedImageTags: { [key]: value } })).toEqual(['DELETED', 'AVAILABLE']);
  });

  test('deletes it without the protected tag', () => {
    expect(retained({})).toEqual(['DELETED', 'DELETED']);
  });
});

test('a golden image that is no longer the released one goes by the rules', () => {
  const before = released();
  const now = released();
  service.do('UntagResource', { resourceArn: before, tagKeys: [RELEASE_TAG] });
  service.passDays(30);
  service.emulator.runLifecyclePolicy(policyOf(LifecyclePolicyDetail.deleteAfter(LifecyclePeriod.days(7))));
  expect([before, now].map(state)).toEqual(['DELETED', 'AVAILABLE']);
});
