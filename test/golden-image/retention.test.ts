import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ami, gate, LIFECYCLE, WORKFLOW } from './golden';
import { LifecyclePeriod, LifecyclePolicyDetail } from '../../src';

let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

describe('old images of a golden image', () => {
  const retention = [LifecyclePolicyDetail.keepLast(3)];

  test('are kept by default', () => {
    ami(stack);
    Template.fromStack(stack).resourceCountIs(LIFECYCLE, 0);
  });

  test('go by the rules given, with one role for all golden images of a stack', () => {
    ami(stack, { retention, imageName: 'one' }, 'One');
    ami(stack, { retention, imageName: 'two' }, 'Two');
    Template.fromStack(stack).resourcePropertiesCountIs(LIFECYCLE, {
      ExecutionRole: { 'Fn::GetAtt': [Match.stringLikeRegexp('^CdkImageBuilderLifecycleRole'), 'Arn'] },
      PolicyDetails: [Match.objectLike({ Filter: { Type: 'COUNT', Value: 3 }, ExclusionRules: Match.absent() })],
    }, 2);
  });

  test('stay while the parameter names them, although newer ones were refused', () => {
    ami(stack, { gate, retention: [LifecyclePolicyDetail.keepLast(3, { exclusions: { imageTags: { keep: 'true' } } })] });
    Template.fromStack(stack).hasResourceProperties(LIFECYCLE, {
      PolicyDetails: [Match.objectLike({ ExclusionRules: { TagMap: { 'keep': 'true', 'cdk-image-builder:release': 'RELEASED' } } })],
    });
  });
});

describe('the released image', () => {
  const days = (value: number) => LifecyclePeriod.days(value);

  test.each<[string, LifecyclePolicyDetail]>([
    ['deletion', LifecyclePolicyDetail.deleteAfter(days(90))],
    ['deprecation', LifecyclePolicyDetail.deprecateAfter(days(90))],
    ['disabling', LifecyclePolicyDetail.disableAfter(days(90))],
  ])('is marked by a workflow of the library, and excluded, if a rule for its %s goes by the age alone', (_what, rule) => {
    ami(stack, { retention: [rule] });
    Template.fromStack(stack).hasResourceProperties(LIFECYCLE, { PolicyDetails: [Match.objectLike({ ExclusionRules: { TagMap: { 'cdk-image-builder:release': 'RELEASED' } } })] });
    Template.fromStack(stack).resourceCountIs(WORKFLOW, 1);
  });

  test('is tagged before the lifecycle policy is created', () => {
    ami(stack, { retention: [LifecyclePolicyDetail.deleteAfter(days(90))] });
    Template.fromStack(stack).hasResource(LIFECYCLE, { DependsOn: Match.arrayWith([Match.stringLikeRegexp('^LinuxExecutionBuild')]) });
  });

  test.each<[string, LifecyclePolicyDetail]>([
    ['the last image', LifecyclePolicyDetail.keepLast(1)], ['at least one image', LifecyclePolicyDetail.deleteAfter(days(90), { retainAtLeast: 1 })],
  ])('has no mark if the rules keep %s, so the service distributes without a workflow', (_what, rule) => {
    ami(stack, { retention: [rule] });
    Template.fromStack(stack).resourceCountIs(WORKFLOW, 0);
  });
});
