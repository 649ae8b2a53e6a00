import { emptyTypes, TypeWithMembers } from '../../packaging/empty-types';
import {
  BaseContainerImage, BaseImage, ComponentCondition, ComponentDocument, DockerfileTemplate, ImagePipelineSchedule, InstancePlacement, LifecyclePeriod,
  LifecyclePolicyDetail, VulnerabilityGate, WorkflowCondition, WorkflowDocument, WorkflowParameter,
} from '../../src';

describe('a type without a member', () => {
  const empty: TypeWithMembers = { kind: 'class', methods: [{ name: 'of', static: true }] };
  const taker = { kind: 'class', methods: [{ name: 'take', parameters: [{ name: 'x', type: { fqn: 'a.Empty' } }] }] };

  test('is found if a signature takes it', () => {
    expect(emptyTypes({ 'a.Empty': empty, 'a.Taker': taker })).toEqual(['a.Empty']);
  });

  test('is not reported if no signature names it, as a class that makes values of other types', () => {
    expect(emptyTypes({ 'a.Empty': empty })).toEqual([]);
  });

  test('is not reported if it inherits a member, also from another package', () => {
    const heirs = { 'a.Base': { kind: 'class', properties: [{ name: 'x' }] }, 'a.Taker': taker };
    expect(emptyTypes({ ...heirs, 'a.Empty': { ...empty, base: 'a.Base' } })).toEqual([]);
    expect(emptyTypes({ ...heirs, 'a.Empty': { ...empty, base: 'constructs.Construct' } })).toEqual([]);
    expect(emptyTypes({ ...heirs, 'a.Empty': { kind: 'interface', interfaces: ['a.Base'] } })).toEqual([]);
  });
});

describe('the members of value classes say what they hold', () => {

  test.each<[string, () => unknown, unknown]>([
    ['a base container image', () => BaseContainerImage.fromDockerHub('amazonlinux', '2023').containerImage, 'amazonlinux:2023'],
    ['a base image that is an AMI', () => BaseImage.fromAmiId('ami-0123456789abcdef0').namesAmi, true],
    ['a base image that is an image of Image Builder', () => BaseImage.amazonLinux2023().namesAmi, false],
    ['a condition of a component', () => ComponentCondition.negate(ComponentCondition.fileExists('/etc/os')).expression, { not: { fileExists: '/etc/os' } }],
    [
      'a condition of a workflow',
      () => WorkflowCondition.stringEquals(WorkflowParameter.ofString('mode').value, 'fast').expression,
      { stringEquals: 'fast', value: '$.parameters.mode' },
    ],
    ['a document of a component', () => ComponentDocument.fromObject({}).componentInS3, false],
    ['a document of a workflow in a file', () => WorkflowDocument.fromAsset('x.yml').workflowInS3, true],
    ['a Dockerfile template', () => DockerfileTemplate.fromInline('FROM x').dockerfileInS3, false],
    ['a schedule', () => ImagePipelineSchedule.cron({ weekDay: 'SUN', hour: '3', minute: '0' }).scheduleExpression, 'cron(0 3 ? * sun *)'],
    ['a placement', () => InstancePlacement.dedicatedHost().tenancy, 'host'],
    ['a rule that keeps the newest', () => LifecyclePolicyDetail.keepLast(3).reachesNewest, false],
    ['a rule by age alone', () => LifecyclePolicyDetail.deleteAfter(LifecyclePeriod.days(30)).reachesNewest, true],
    ['a gate', () => VulnerabilityGate.atMost({ critical: 0 }).gateOptions, { critical: 0 }],
  ])('%s', (_what, value, expected) => expect(value()).toEqual(expected));
});
