import { App, CfnParameter, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as fc from 'fast-check';
import { configurationIn, DISTRIBUTION, distributionsIn } from './distribution-fixture';
import { AmiDistribution } from '../../src/infrastructure/ami-distribution';
import { ContainerDistribution } from '../../src/infrastructure/container-distribution';
import { DistributionConfiguration, DistributionConfigurationProps } from '../../src/infrastructure/distribution-configuration';
import { NAG_PACKS } from '../nag-packs';

const ARN = 'arn:aws:imagebuilder:eu-west-1:111122223333:distribution-configuration/regions';

let app: App;
let stack: Stack;
let count = 0;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
});

const configuration = (props: DistributionConfigurationProps, id?: string) => configurationIn(stack, props, id);
const ami = (distribution: AmiDistribution = {}) => configuration({ amiDistributions: [distribution] });

function container(distribution: Partial<ContainerDistribution> = {}): DistributionConfiguration {
  const targetRepository = ecr.Repository.fromRepositoryName(stack, `Repository${count++}`, 'team/tools');
  return configuration({ containerDistributions: [{ targetRepository, ...distribution }] });
}

const distributions = () => distributionsIn(stack);

describe('distribution of container images', () => {
  test("renders every property in CloudFormation's case", () => {
    container({ region: 'us-west-2', containerTags: ['latest', '{{ imagebuilder:buildDate }}'], description: 'Tools' });
    expect(distributions()).toEqual([{
      Region: 'us-west-2',
      ContainerDistributionConfiguration: {
        TargetRepository: { Service: 'ECR', RepositoryName: 'team/tools' },
        ContainerTags: ['latest', '{{ imagebuilder:buildDate }}'],
        Description: 'Tools',
      },
    }]);
  });

  test('needs only a repository', () => {
    container({ containerTags: [] });
    expect(distributions()).toEqual([
      { Region: 'eu-west-1', ContainerDistributionConfiguration: { TargetRepository: { Service: 'ECR', RepositoryName: 'team/tools' } } },
    ]);
  });

  test('accepts tags and descriptions of at most 1,024 characters', () => {
    expect(() => container({ containerTags: ['a'.repeat(1024)], description: 'a'.repeat(1024) })).not.toThrow();
    expect(() => container({ containerTags: ['a'.repeat(1025)] })).toThrow('A container tag must have 1 to 1024 characters');
    expect(() => container({ containerTags: ['team/1.0'] })).toThrow("A container tag may hold only letters, digits, '_', '.' and '-', and starts with neither '.' nor '-', got 'team/1.0'");
    expect(() => container({ containerTags: ['-a'] })).toThrow('A container tag may hold only');
    expect(() => container({ containerTags: [''] })).toThrow('A container tag must have 1 to 1024 characters');
    expect(() => container({ description: 'a'.repeat(1025) })).toThrow('The description of the container distribution must have 1 to 1024 characters');
  });
});

describe('the repository of a container distribution', () => {
  const repository = (account: string, region: string) => (
    ecr.Repository.fromRepositoryArn(stack, `Repository${count++}`, `arn:aws:ecr:${region}:${account}:repository/tools`)
  );

  test('may be in the Region of the stack or of the distribution', () => {
    expect(() => container({ region: 'us-west-2', targetRepository: repository('111122223333', 'eu-west-1') })).not.toThrow();
    expect(() => container({ region: 'us-west-2', targetRepository: repository('111122223333', 'us-west-2') })).not.toThrow();
  });

  test('is rejected in another account, whose repository gets nothing', () => {
    const reject = (region?: string) => () => container({ region, targetRepository: repository('444455556666', region ?? 'eu-west-1') });
    for (const rejected of [reject(), reject('us-west-2')]) {
      expect(rejected).toThrow(/^The repository of a container distribution must be in the stack's own account '111122223333', got 'Stack\/Repository\d+' in '444455556666': set 'region'/);
    }
    const targetRepository = ecr.Repository.fromRepositoryAttributes(stack, 'Attributes', {
      repositoryArn: 'arn:aws:ecr:eu-west-1:444455556666:repository/tools', repositoryName: 'tools',
    });
    expect(() => container({ targetRepository })).toThrow("own account '111122223333', got 'Stack/Attributes' in '444455556666'");
  });

  test('is rejected in another Region than those of the stack and the distribution', () => {
    expect(() => container({ targetRepository: repository('111122223333', 'us-west-2') })).toThrow("own Region 'eu-west-1'");
    expect(() => container({ region: 'us-east-1', targetRepository: repository('111122223333', 'us-west-2') })).toThrow("own Region 'eu-west-1'");
  });
});

describe('Regions of a distribution', () => {
  const targetRepository = () => ecr.Repository.fromRepositoryName(stack, `Repository${count++}`, 'tools');

  test('are at least one', () => {
    expect(() => configuration({})).toThrow('A distribution configuration needs at least one Region');
    expect(() => configuration({ amiDistributions: [], containerDistributions: [] })).toThrow('needs at least one Region');
  });

  test('are each given once', () => {
    expect(() => configuration({ amiDistributions: [{}, { region: 'us-west-2' }] })).not.toThrow();
    expect(() => configuration({ amiDistributions: [{ region: 'us-west-2' }, { region: 'us-west-2' }] })).toThrow(/^A Region may be given once, for either AMIs or container images, got 'us-west-2' more than once .+API_Distribution\.html/);
    expect(() => configuration({ amiDistributions: [{}, { region: 'eu-west-1' }] })).toThrow("got 'eu-west-1' more than once");
    expect(() => configuration({ amiDistributions: [{}], containerDistributions: [{ targetRepository: targetRepository() }] })).toThrow("got 'eu-west-1' more than once");
    stack = new Stack(app, 'Anywhere');
    expect(() => configuration({ amiDistributions: [{}, {}] })).toThrow('got that of the stack more than once');
    configuration({ amiDistributions: [{}] });
    configuration({ amiDistributions: [{ region: 'us-east-2' }, { region: 'us-west-2' }] });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
    configuration({ amiDistributions: [{}, { region: 'us-west-2' }] });
    expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp("not known at synthesis, and to 'us-west-2': deployed to one of these"))).toHaveLength(1);
  });

  test('have a name', () => {
    expect(() => ami({ region: '' })).toThrow('The region must have 1 to 1024 characters');
  });

  test('are rejected exactly if one is given twice, whatever the list', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('eu-west-1', 'eu-west-2', 'us-east-1', 'us-west-2'), { minLength: 1 }), (regions) => {
      const make = () => configuration({ amiDistributions: regions.map((region) => ({ region })) });
      if (new Set(regions).size < regions.length) {
        expect(make).toThrow('more than once');
      } else {
        expect(make).not.toThrow();
      }
    }));
  });
});

test('a distribution configuration checks descriptions, name and tags, and accepts tokens', () => {
  const amiDistributions = [{}];
  expect(() => configuration({ amiDistributions, distributionConfigurationName: 'My Regions' })).toThrow("use 'my-regions' instead");
  expect(() => configuration({ amiDistributions, description: 'a'.repeat(1024) })).not.toThrow();
  expect(() => configuration({ amiDistributions, description: 'a'.repeat(1025) })).toThrow('The description must have 1 to 1024 characters');
  expect(() => ami({ description: 'a'.repeat(1025) })).toThrow('The description of the AMI must have 1 to 1024 characters');
  expect(() => configuration({ amiDistributions, tags: { 'aws:a': 'b' } })).toThrow("must not begin with 'aws:'");
  expect(() => ami({ amiTags: { 'aws:a': 'b' } })).toThrow("must not begin with 'aws:'");
  const token = new CfnParameter(stack, 'Parameter').valueAsString;
  const distribution: AmiDistribution = { amiName: token, description: token, targetAccounts: [token], licenseConfigurationArns: [token] };
  expect(() => configuration({ amiDistributions: [distribution], description: token, distributionConfigurationName: token })).not.toThrow();
});

test('a distribution configuration renders lists of tokens unchanged', () => {
  const accounts = new CfnParameter(stack, 'Accounts', { type: 'CommaDelimitedList' }).valueAsList;
  ami({ targetAccounts: accounts, launchPermission: { accounts } });
  expect(distributions()).toMatchObject([
    { AmiDistributionConfiguration: { TargetAccountIds: { Ref: 'Accounts' }, LaunchPermissionConfiguration: { UserIds: { Ref: 'Accounts' } } } },
  ]);
});

test('a distribution configuration renders name, description and tags, also those of an aspect', () => {
  configuration({ amiDistributions: [{}], distributionConfigurationName: 'regions', description: 'Regions', tags: { Cost: '42' } });
  Tags.of(stack).add('Team', 'platform');
  Template.fromStack(stack).hasResourceProperties(DISTRIBUTION, { Name: 'regions', Description: 'Regions', Tags: { Cost: '42', Team: 'platform' } });
});

test("a distribution configuration's ARN and name are attributes of the resource", () => {
  const made = ami();
  const [logicalId] = Object.keys(Template.fromStack(stack).findResources(DISTRIBUTION));
  expect(stack.resolve(made.distributionConfigurationRef)).toEqual({ distributionConfigurationArn: { 'Fn::GetAtt': [logicalId, 'Arn'] } });
  expect(stack.resolve(made.distributionConfigurationName)).toEqual({ 'Fn::GetAtt': [logicalId, 'Name'] });
});

test('a distribution configuration is imported by ARN or by name', () => {
  const byArn = DistributionConfiguration.fromDistributionConfigurationArn(stack, 'ByArn', ARN);
  expect([byArn.distributionConfigurationArn, byArn.distributionConfigurationName]).toEqual([ARN, 'regions']);
  expect(byArn.distributionConfigurationRef).toEqual({ distributionConfigurationArn: ARN });
  expect(byArn.env).toEqual({ account: '111122223333', region: 'eu-west-1' });
  const byName = DistributionConfiguration.fromDistributionConfigurationName(stack, 'ByName', 'regions');
  expect(JSON.stringify(stack.resolve(byName.distributionConfigurationArn))).toContain(':distribution-configuration/regions"');
  expect(byName.distributionConfigurationName).toBe('regions');
  expect(() => DistributionConfiguration.fromDistributionConfigurationArn(stack, 'Wrong', `${ARN}/1.0.0`)).toThrow('distribution-configuration/<name>');
});

describe('cdk-nag on distribution configurations', () => {
  test.each(NAG_PACKS)('%s finds nothing', (_, Pack) => {
    ami();
    container();
    expect(new Pack().validateScope(app).violations).toEqual([]);
  });
});
