import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { containerIn, policyIn, propertiesIn } from './lifecycle-fixture';
import { LifecycleExclusions } from '../../src/infrastructure/lifecycle-exclusions';
import { LifecyclePeriod } from '../../src/infrastructure/lifecycle-period';
import { LifecyclePolicyDetail } from '../../src/infrastructure/lifecycle-policy-detail';
import { LifecyclePolicyProps } from '../../src/infrastructure/lifecycle-policy-props';

const { keepLast, deleteAfter, deprecateAfter, disableAfter } = LifecyclePolicyDetail;
const { days, weeks, months } = LifecyclePeriod;

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

const container = (name?: string) => containerIn(stack, name);
const policy = (props?: Partial<LifecyclePolicyProps>) => policyIn(stack, props);
const properties = () => propertiesIn(stack);

test('the recipes of a lifecycle policy must be in its Region, since the policy has only their names', () => {
  const app = new App();
  const [here, there] = ['eu-west-1', 'us-east-1'].map((region) => new Stack(app, region, { env: { region, account: '111122223333' } }));
  expect(() => policyIn(here, { recipes: [containerIn(there)] }))
    .toThrow(/^The recipe of a lifecycle policy must be in the stack's own Region 'eu-west-1', got 'us-east-1\/[^']+' in 'us-east-1': put the policy into a stack there\./);
  expect(() => policyIn(here, { recipes: [containerIn(here)] })).not.toThrow();
});

describe('rules of a lifecycle policy', () => {
  const rules = (...details: LifecyclePolicyDetail[]) => policy({ details });

  test('are at least one', () => {
    expect(() => rules()).toThrow("A lifecycle policy needs at least one rule: set 'details', for example to LifecyclePolicyDetail.keepLast(3)");
  });

  test('are at most one for each action', () => {
    expect(() => rules(deprecateAfter(days(1)), disableAfter(days(2)), deleteAfter(days(3)))).not.toThrow();
    expect(() => rules(keepLast(3), deleteAfter(days(3)))).toThrow('got more than one for DELETE: create a policy for each');
    expect(() => rules(deprecateAfter(days(1)), deprecateAfter(days(2)))).toThrow('got more than one for DEPRECATE');
    expect(() => rules(disableAfter(days(1)), keepLast(3), disableAfter(days(2)))).toThrow('got more than one for DISABLE');
  });

  describe('for images that another rule has deleted', () => {
    const WARNING = Match.stringLikeRegexp('The rule to deprecate images has no effect, because another rule of the policy deletes them at a lower age: .*lifecycleRuleIdle');
    const exclusions = { imageTags: { Keep: 'yes' } };

    test.each<[string, LifecyclePolicyDetail[]]>([
      ['in days', [deleteAfter(days(5)), deprecateAfter(days(10))]],
      ['in other units', [deprecateAfter(months(2)), deleteAfter(weeks(6))]],
      ['which both spare the same images', [deleteAfter(days(5), { exclusions }), deprecateAfter(days(10), { exclusions })]],
    ])('give a warning: %s', (_what, details) => {
      rules(...details);
      Annotations.fromStack(stack).hasWarning('*', WARNING);
    });

    test.each<[string, LifecyclePolicyDetail[]]>([
      ['at the same age', [deleteAfter(days(10)), deprecateAfter(days(10))]],
      ['at an age that may be higher', [deleteAfter(days(30)), deprecateAfter(months(1))]],
      ['only beyond a number of images', [deleteAfter(days(5), { retainAtLeast: 3 }), deprecateAfter(days(10))]],
      ['unless they have a tag', [deleteAfter(days(5), { exclusions }), deprecateAfter(days(10))]],
      ['by their number', [keepLast(3), deprecateAfter(days(10))]],
    ])('give no warning: %s', (_what, details) => {
      rules(...details);
      Annotations.fromStack(stack).hasNoWarning('*', WARNING);
    });
  });

  // Image Builder deprecates no image that is disabled.
  test.each<[string, number, LifecyclePolicyDetail[]]>([
    ['has disabled', 1, [disableAfter(days(5)), deprecateAfter(days(10)), keepLast(3)]],
    ['has disabled and yet another has deleted', 1, [disableAfter(days(5)), deprecateAfter(days(10)), deleteAfter(days(20))]],
    ['disables at the same age', 0, [disableAfter(days(10)), deprecateAfter(days(10))]],
    ['disables later', 0, [deprecateAfter(days(10)), disableAfter(days(20))]],
    ['has disabled unless they have a tag', 0, [disableAfter(days(5), { exclusions: { imageTags: { Keep: 'yes' } } }), deprecateAfter(days(10))]],
  ])('for images that another rule %s give %i warning', (_what, count, details) => {
    rules(...details);
    const warning = 'The rule to deprecate images has no effect, because another rule of the policy disables them at a lower age: give the rule to disable a higher age';
    expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp(warning))).toHaveLength(count);
  });

  test('keep 1 to 1,000 images', () => {
    expect(() => rules(keepLast(1))).not.toThrow();
    expect(() => rules(keepLast(1000))).not.toThrow();
    expect(() => rules(keepLast(0))).toThrow('The number of images to keep must be an integer from 1 to 1000, got 0');
    expect(() => rules(keepLast(1001))).toThrow('got 1001');
    expect(() => rules(keepLast(1.5))).toThrow('got 1.5');
  });

  test.each([deleteAfter, deprecateAfter, disableAfter])('have an age of 1 to 1,000 units: %p', (rule) => {
    expect(() => rules(rule(days(1)))).not.toThrow();
    expect(() => rules(rule(weeks(1000)))).not.toThrow();
    expect(() => rules(rule(days(0)))).toThrow('The age in days must be an integer from 1 to 1000, got 0');
    expect(() => rules(rule(months(1001)))).toThrow('The age in months must be an integer from 1 to 1000, got 1001');
  });

  test('by age retain 1 to 10 images', () => {
    expect(() => rules(deleteAfter(days(1), { retainAtLeast: 1 }))).not.toThrow();
    expect(() => rules(deleteAfter(days(1), { retainAtLeast: 10 }))).not.toThrow();
    expect(() => rules(deleteAfter(days(1), { retainAtLeast: 0 }))).toThrow('retainAtLeast must be an integer from 1 to 10, got 0');
    expect(() => rules(deleteAfter(days(1), { retainAtLeast: 11 }))).toThrow('got 11');
  });

  test('delete snapshots only with their AMIs', () => {
    expect(() => rules(keepLast(3, { includeAmis: false, includeSnapshots: true }))).toThrow('Snapshots are only deleted together with the AMIs');
    expect(() => rules(keepLast(3, { includeAmis: false }))).not.toThrow();
    expect(properties().PolicyDetails[0].Action.IncludeResources).toEqual({ Amis: false, Snapshots: false });
    expect(() => rules(keepLast(3, { includeAmis: true, includeSnapshots: true }))).not.toThrow();
  });

  test('include no containers for AMIs', () => {
    expect(() => rules(keepLast(3, { includeContainers: true }))).toThrow('use includeAmis and includeSnapshots instead of includeContainers');
  });
});

describe('rules of a lifecycle policy for container images', () => {
  const rules = (...details: LifecyclePolicyDetail[]) => policy({ recipes: [container()], details });

  test('can only delete', () => {
    expect(() => rules(deleteAfter(days(3)))).not.toThrow();
    expect(() => rules(deprecateAfter(days(3)))).toThrow('Container images can only be deleted, got a rule to deprecate them: use keepLast() or deleteAfter()');
    expect(() => rules(disableAfter(days(3)))).toThrow('rule to disable them');
  });

  test('include only containers', () => {
    expect(() => rules(keepLast(3, { includeContainers: false }))).not.toThrow();
    expect(properties()).toMatchObject({ PolicyDetails: [{ Action: { IncludeResources: { Containers: false } } }] });
    expect(() => rules(keepLast(3, { includeAmis: true }))).toThrow('use includeContainers instead of includeAmis and includeSnapshots');
    expect(() => rules(keepLast(3, { includeSnapshots: false }))).toThrow('use includeContainers');
  });

  test('exclude images by their tags, and no AMIs', () => {
    expect(() => rules(keepLast(3, { exclusions: { imageTags: { Keep: 'true' } } }))).not.toThrow();
    expect(() => rules(keepLast(3, { exclusions: { amis: { isPublic: true } } }))).toThrow('use exclusions.imageTags instead of exclusions.amis');
  });
});

describe('exclusions of a lifecycle policy', () => {
  const exclude = (exclusions: LifecycleExclusions) => policy({ details: [keepLast(3, { exclusions })] });

  test('are left out if they exclude nothing', () => {
    exclude({ imageTags: {}, amis: { regions: [], sharedAccounts: [], amiTags: {} } });
    expect(properties().PolicyDetails[0]).not.toHaveProperty('ExclusionRules');
  });

  test('of protected images apply to each rule, in addition to its own', () => {
    const exclusions = { imageTags: { Keep: 'true' }, amis: { isPublic: true } };
    policy({ details: [deprecateAfter(months(1)), keepLast(3, { exclusions })], protectedImageTags: { published: 'true' } });
    expect(properties().PolicyDetails.map(({ ExclusionRules }: { ExclusionRules: object }) => ExclusionRules)).toEqual([
      { TagMap: { published: 'true' } },
      { TagMap: { Keep: 'true', published: 'true' }, Amis: { IsPublic: true } },
    ]);
  });

  test('of launched AMIs have an age of 1 to 365 units', () => {
    expect(() => exclude({ amis: { lastLaunched: days(1) } })).not.toThrow();
    expect(() => exclude({ amis: { lastLaunched: days(365) } })).not.toThrow();
    expect(() => exclude({ amis: { lastLaunched: days(0) } })).toThrow('lastLaunched in days must be an integer from 1 to 365, got 0');
    expect(() => exclude({ amis: { lastLaunched: weeks(366) } })).toThrow('lastLaunched in weeks must be an integer from 1 to 365, got 366');
  });

  test('of AMIs render accounts, Regions and tags', () => {
    expect(() => exclude({ amis: { sharedAccounts: ['44445555666'] } })).toThrow('Each of the accounts to leave alone must be exactly 12 digits');
    expect(() => exclude({ amis: { sharedAccounts: Array.from({ length: 1536 }, () => '444455556666') } })).not.toThrow();
    expect(() => exclude({ amis: { sharedAccounts: Array.from({ length: 1537 }, () => '444455556666') } })).toThrow('at most 1536 accounts to leave alone, got 1537');
    expect(() => exclude({ amis: { regions: [''] } })).toThrow('A Region to leave alone must have 1 to 1024 characters');
    expect(() => exclude({ amis: { amiTags: { 'aws:a': 'b' } } })).toThrow("must not begin with 'aws:'");
    expect(() => exclude({ imageTags: { 'aws:a': 'b' } })).toThrow("must not begin with 'aws:'");
  });
});

test('a lifecycle rule is checked where it is created', () => {
  expect(() => LifecyclePolicyDetail.keepLast(0)).toThrow('The number of images to keep must be an integer from 1 to 1000, got 0');
  expect(() => LifecyclePolicyDetail.deleteAfter(LifecyclePeriod.days(0))).toThrow('The age in days must be an integer from 1 to 1000, got 0');
  expect(() => LifecyclePolicyDetail.deleteAfter(LifecyclePeriod.days(1), { retainAtLeast: 11 })).toThrow('retainAtLeast must be an integer from 1 to 10, got 11');
  expect(() => LifecyclePolicyDetail.disableAfter(LifecyclePeriod.years(1001))).toThrow('The age in years must be');
});
