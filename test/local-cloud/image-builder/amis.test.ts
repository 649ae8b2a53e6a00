import { EmulatedService } from './emulated-service';
import { succeeds } from '../../../local-cloud/image-builder';
import { Distributed } from '../../../local-cloud/image-builder/emulator';

let service: EmulatedService;

beforeEach(() => { service = new EmulatedService(); });

type Ami = Extract<Distributed, { kind: 'AMI' }>;

function distribution(distributions: object[]): { distributionConfigurationArn: string } {
  return { distributionConfigurationArn: service.create('DistributionConfiguration', { name: 'distribution', distributions }).distributionConfigurationArn };
}

const named = (region: string, name: string) => ({ region, amiDistributionConfiguration: { name } });
const amisOf = (imageArn: string) => service.emulator.distributed.filter((one): one is Ami & Distributed => one.kind === 'AMI' && one.imageArn === imageArn);
const listedNames = (imageArn: string) => service.image(imageArn).outputResources.amis.map(({ region, name }: Ami) => `${region} ${name}`);

describe('name of an AMI', () => {
  test('is that of the recipe as it was given, and an instant in microseconds with hyphens, where nothing names it', () => {
    const arn = service.build(service.pipeline(succeeds(), { name: 'My_Example' }));
    expect(service.image(arn).outputResources.amis[0].name).toMatch(/^My_Example 2026-11-28T00-00-\d\d\.\d{6}Z$/);
  });

  test('is that of the entry of its Region, from the moment at which it is made', () => {
    const pipeline = service.pipeline(succeeds(), distribution([named('eu-west-1', 'copy {{ imagebuilder:buildDate }}'), named('us-west-2', 'built {{ imagebuilder:buildDate }}')]));
    const arn = service.start(pipeline);
    let made: string[] = [];
    for (let minutes = 0; minutes < 60 && made.length === 0; minutes++) {
      service.emulator.clock.advance(60);
      made = amisOf(arn).map(({ region, name }) => `${region} ${name}`);
    }
    expect(made).toEqual(['us-west-2 built 2026-11-28T00-00-00.000Z']);
    expect(service.image(arn).state.status).toBe('BUILDING');
  });

  test('can have the instant at which its image was made, and its version and build', () => {
    const pipeline = service.pipeline(succeeds(), distribution([
      named('us-west-2', 'a {{imagebuilder:buildDate}}'), named('eu-west-1', 'b {{ imagebuilder:semanticVersion }} {{ imagebuilder:buildVersion }}'),
    ]));
    expect(listedNames(service.build(pipeline))).toEqual(['us-west-2 a 2026-11-28T00-00-00.000Z', 'eu-west-1 b 1.0.0 1']);
  });
});

test('an AMI has the tags CreatedBy and Ec2ImageBuilderArn, in each Region and account', () => {
  const arn = service.build(service.pipeline(succeeds(), distribution([
    { region: 'us-west-2', amiDistributionConfiguration: { targetAccountIds: ['111122223333'] } }, named('eu-west-1', 'a {{ imagebuilder:buildDate }}'),
  ])));
  const places = new Set(amisOf(arn).map(({ region, accountId }) => `${region} ${accountId}`));
  expect([...places]).toEqual(['us-west-2 123456789012', 'us-west-2 111122223333', 'eu-west-1 123456789012']);
  for (const { tags } of amisOf(arn)) expect(tags).toEqual({ CreatedBy: 'EC2 Image Builder', Ec2ImageBuilderArn: arn });
});
