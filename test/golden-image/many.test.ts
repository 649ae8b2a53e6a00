import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ami, gate, POLICY } from './golden';
import { GoldenImageProps, ImagePipelineSchedule, InfrastructureConfiguration, LifecyclePolicyDetail, ManagedWorkflow } from '../../src';

let stack: Stack;

describe('a stack with many golden images', () => {
  type Parts = (i: number) => Partial<GoldenImageProps>;

  /** The settings of most golden images. */
  const usual: Parts = () => ({
    schedule: ImagePipelineSchedule.rate(Duration.days(7)),
    gate,
    amiDistributions: [{ region: 'us-east-1' }],
    retention: [LifecyclePolicyDetail.keepLast(3)],
  });

  /** All parts that a golden image may have. */
  const all: Parts = (i) => ({
    ...usual(i),
    vpc: ec2.Vpc.fromVpcAttributes(stack, `Vpc${i}`, { vpcId: 'vpc-1', availabilityZones: ['a'], privateSubnetIds: ['subnet-1'] }),
    workflows: [
      { workflow: ManagedWorkflow.buildImage(stack, `Build${i}`) },
      { workflow: ManagedWorkflow.testImage(stack, `Test${i}`) },
    ],
  });

  const resources = () => Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string; Properties: Record<string, any> }>;
  const policiesOfFunction = () => Object.values(resources())
    .filter(({ Type, Properties }) => Type === POLICY && JSON.stringify(Properties.Roles).includes('ImageBuilderProviderRole'));
  const countOf = (count: number, parts: Parts = usual, imageName: (i: number) => string = (i) => `golden-linux-${i}`) => {
    stack = new Stack(new App({ analyticsReporting: true }), 'Stack');
    for (let i = 0; i < count; i++) ami(stack, { imageName: imageName(i), ...parts(i) }, `Golden${i}`);
    return Object.keys(resources()).length;
  };

  const longName = (i: number) => `golden-${'linux-'.repeat(8)}${i}`;
  const nameOf51Characters = (i: number) => `golden-${'linux-'.repeat(7)}${i + 10}`;

  describe('of 53 golden images with long names', () => {
    let count: number;
    beforeAll(() => (count = countOf(53, usual, longName)));

    test('has at most 500 resources', () => {
      expect(count).toBeLessThanOrEqual(500);
    });

    test('has policies that IAM takes, and no more than a role may have', () => {
      expect(policiesOfFunction().length).toBeLessThanOrEqual(10);
      for (const { Properties } of Object.values(resources()).filter(({ Type }) => Type === POLICY)) {
        const rendered = JSON.stringify(Properties.PolicyDocument)
          .replace(/\{"Fn::Join":\["",\[((?:[^\][]|\[[^\]]*\])*)\]\]\}/g, (_match, parts: string) => `"${parts.replace(/"|,/g, '').replace(/\{Ref:AWS::\w+\}/g, 'us-gov-west-1')}"`);
        expect(rendered.length).toBeLessThan(6144);
      }
    });

    test('is smaller than CloudFormation allows', () => {
      expect(JSON.stringify(Template.fromStack(stack).toJSON()).length).toBeLessThan(1_000_000 / 2);
    });
  });

  test('lets 40 golden images write their parameters in 17 Regions, with no more policies than a role may have', () => {
    const regions = Array.from({ length: 17 }, (_, i) => ({ region: `us-east-${i + 1}` }));
    countOf(40, (i) => ({ ...usual(i), amiDistributions: regions }));
    const policies = Object.values(resources()).filter(({ Type, Properties }) => Type === POLICY && JSON.stringify(Properties.Roles).includes('ImageBuilderExecutionRole'));
    expect(policies.length).toBeLessThanOrEqual(9);
  });

  test('holds 53 golden images with schedule, gate, retention and distribution, and no more', () => {
    expect(countOf(53)).toBeLessThanOrEqual(500);
    expect(() => countOf(54)).toThrow('507 is greater than allowed maximum of 500');
  });

  test('holds 48 golden images with all their parts, and no more', () => {
    expect(countOf(48, all)).toBeLessThanOrEqual(500);
    expect(() => countOf(49, all)).toThrow('508 is greater than allowed maximum of 500');
  });

  test('holds 70 golden images that share an infrastructure configuration, also with names of 51 characters', () => {
    const shared: Parts = (i) => ({
      ...usual(i),
      infrastructureConfiguration: stack.node.tryFindChild('Shared') as InfrastructureConfiguration | undefined ?? new InfrastructureConfiguration(stack, 'Shared'),
    });
    expect(countOf(70, shared, nameOf51Characters)).toBeLessThanOrEqual(500);
    expect(policiesOfFunction().length).toBeLessThanOrEqual(10);
    expect(countOf(2, shared) - countOf(1, shared)).toBe(6);
  });

  test.each<[number, string, number, Parts]>([
    [8, 'nothing but a base image', 12, () => ({})],
    [9, 'what most have', 14, usual],
    [10, 'all its parts', 14, all],
    [21, 'all its parts and 12 hours to wait', 14, (i) => ({ ...all(i), timeout: Duration.hours(12) })],
  ])('needs %d for each golden image with %s, and %d beside', (each, _what, shared, parts) => {
    const [one, two] = [countOf(1, parts), countOf(2, parts)];
    expect(two - one).toBe(each);
    // One more resource reports to AWS which constructs are in use.
    expect(one - each - 1).toBe(shared);
  });
});
