import { App, CfnParameter, Fn, Lazy, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { AwsSolutionsChecks, HIPAASecurityChecks, NagPack, NIST80053R5Checks, PCIDSS321Checks, ServerlessChecks } from 'cdk-nag';
import * as fc from 'fast-check';
import { AmiDistribution } from '../../src/infrastructure/ami-distribution';
import { AmiSsmParameter } from '../../src/infrastructure/ami-ssm-parameter';
import { ContainerDistribution } from '../../src/infrastructure/container-distribution';
import { DistributionConfiguration, DistributionConfigurationProps } from '../../src/infrastructure/distribution-configuration';
import { FastLaunch } from '../../src/infrastructure/fast-launch';
import { LaunchPermission } from '../../src/infrastructure/launch-permission';
import { ImagePipeline } from '../../src/pipeline/image-pipeline';
import { BaseImage } from '../../src/recipe/base-image';
import { ImageRecipe } from '../../src/recipe/image-recipe';

const DISTRIBUTION = 'AWS::ImageBuilder::DistributionConfiguration';
const ARN = 'arn:aws:imagebuilder:eu-west-1:111122223333:distribution-configuration/regions';
const ORGANIZATION = 'arn:aws:organizations::111122223333:organization/o-abcdefghij';
const UNIT = 'arn:aws:organizations::111122223333:ou/o-abcdefghij/ou-abcd-abcdefgh';
const LICENSE = `arn:aws:license-manager:eu-west-1:111122223333:license-configuration:lic-${'a'.repeat(32)}`;

let app: App;
let stack: Stack;
let count = 0;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
});

function configuration(props: DistributionConfigurationProps, id = `Distribution${count++}`): DistributionConfiguration {
  return new DistributionConfiguration(stack, id, props);
}

function ami(distribution: AmiDistribution = {}): DistributionConfiguration {
  return configuration({ amiDistributions: [distribution] });
}

function container(distribution: Partial<ContainerDistribution> = {}): DistributionConfiguration {
  const targetRepository = ecr.Repository.fromRepositoryName(stack, `Repository${count++}`, 'team/tools');
  return configuration({ containerDistributions: [{ targetRepository, ...distribution }] });
}

function distributions(): unknown {
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources(DISTRIBUTION));
  return Properties.Distributions;
}

const many = <T>(length: number, make: (index: number) => T) => Array.from({ length }, (_, index) => make(index));
const account = (index: number) => String(index).padStart(12, '0');

describe('AMIs', () => {
  test('with default properties keep a name of their own in the Region of the stack', () => {
    configuration({ amiDistributions: [{}], distributionConfigurationName: 'regions' });
    expect(distributions()).toEqual([
      { Region: 'eu-west-1', AmiDistributionConfiguration: { Name: 'regions {{ imagebuilder:buildDate }}' } },
    ]);
  });

  test('have a name of at most 127 characters, however long that of the configuration is', () => {
    configuration({ amiDistributions: [{}], distributionConfigurationName: 'a'.repeat(128) }, 'Long');
    expect(distributions()).toMatchObject([{ AmiDistributionConfiguration: { Name: `${'a'.repeat(90)} {{ imagebuilder:buildDate }}` } }]);
  });

  test('have a generated name that the service allows', () => {
    configuration({ amiDistributions: [{}] }, 'L'.repeat(200));
    expect(distributions()).toEqual([
      { Region: 'eu-west-1', AmiDistributionConfiguration: { Name: expect.stringMatching(/^[-_A-Za-z0-9{][-_A-Za-z0-9\s:{}.]{1,125}[-_A-Za-z0-9}]$/) } },
    ]);
  });

  test('reach CloudFormation with every property, in its case', () => {
    const launchTemplate = ec2.LaunchTemplate.fromLaunchTemplateAttributes(stack, 'Template', { launchTemplateId: 'lt-0123456789abcdef0', versionNumber: '7' });
    ami({
      region: 'us-west-2',
      amiName: 'golden {{ imagebuilder:buildDate }}',
      description: 'Golden',
      amiTags: { Team: 'platform' },
      targetAccounts: ['444455556666'],
      launchPermission: { accounts: ['777788889999'], organizationArns: [ORGANIZATION], organizationalUnitArns: [UNIT] },
      kmsKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-west-2:111122223333:key/abc'),
      licenseConfigurationArns: [LICENSE],
      launchTemplates: [{ launchTemplate, accountId: '444455556666', setDefaultVersion: false }, { launchTemplate }],
      fastLaunches: [
        { enabled: false, accountId: '444455556666', launchTemplate, launchTemplateVersion: '3', maxParallelLaunches: 6, targetSnapshotCount: 5 },
        {},
      ],
      ssmParameters: [
        { parameterName: '/imagebuilder/golden', accountId: '444455556666', dataType: ssm.ParameterDataType.TEXT },
        { parameterName: '/imagebuilder/other' },
      ],
    });
    expect(distributions()).toEqual([{
      Region: 'us-west-2',
      AmiDistributionConfiguration: {
        Name: 'golden {{ imagebuilder:buildDate }}',
        Description: 'Golden',
        AmiTags: { Team: 'platform' },
        TargetAccountIds: ['444455556666'],
        KmsKeyId: 'arn:aws:kms:us-west-2:111122223333:key/abc',
        LaunchPermissionConfiguration: {
          UserIds: ['777788889999'],
          OrganizationArns: [ORGANIZATION],
          OrganizationalUnitArns: [UNIT],
        },
      },
      LicenseConfigurationArns: [LICENSE],
      LaunchTemplateConfigurations: [
        { LaunchTemplateId: 'lt-0123456789abcdef0', AccountId: '444455556666', SetDefaultVersion: false },
        { LaunchTemplateId: 'lt-0123456789abcdef0', SetDefaultVersion: true },
      ],
      FastLaunchConfigurations: [
        {
          Enabled: false,
          AccountId: '444455556666',
          LaunchTemplate: { LaunchTemplateId: 'lt-0123456789abcdef0', LaunchTemplateVersion: '3' },
          MaxParallelLaunches: 6,
          SnapshotConfiguration: { TargetResourceCount: 5 },
        },
        { Enabled: true },
      ],
      SsmParameterConfigurations: [
        { ParameterName: '/imagebuilder/golden', AmiAccountId: '444455556666', DataType: 'text' },
        { ParameterName: '/imagebuilder/other', DataType: 'aws:ec2:image' },
      ],
    }]);
  });

  test('leave out empty lists and maps, which the service refuses', () => {
    ami({
      amiName: 'golden {{imagebuilder:buildDate}}',
      amiTags: {},
      targetAccounts: [],
      launchPermission: { accounts: [], organizationArns: [], organizationalUnitArns: [], makePublic: false },
      licenseConfigurationArns: [],
      launchTemplates: [],
      fastLaunches: [],
      ssmParameters: [],
    });
    expect(distributions()).toEqual([{ Region: 'eu-west-1', AmiDistributionConfiguration: { Name: 'golden {{imagebuilder:buildDate}}' } }]);
  });
});

describe('the AMI name', () => {
  test('holds the build date', () => {
    expect(() => ami({ amiName: 'golden-{{imagebuilder:buildDate}}' })).not.toThrow();
    expect(() => ami({ amiName: 'golden' })).toThrow("must contain '{{ imagebuilder:buildDate }}', since each AMI needs its own name: for example use 'golden {{ imagebuilder:buildDate }}'");
    expect(() => ami({ amiName: 'golden {{ imagebuilder:buildVersion }}' })).toThrow('must contain');
  });

  test('has at most 127 characters of those that are allowed', () => {
    const date = '{{ imagebuilder:buildDate }}';
    expect(() => ami({ amiName: 'a'.repeat(127 - date.length) + date })).not.toThrow();
    expect(() => ami({ amiName: 'a'.repeat(128 - date.length) + date })).toThrow('The AMI name must have 1 to 127 characters, got 128');
    expect(() => ami({ amiName: `a.b:c ${date}` })).not.toThrow();
    expect(() => ami({ amiName: `a/b ${date}` })).toThrow("The AMI name may hold only letters, digits, spaces and '-_:.{}'");
    expect(() => ami({ amiName: ` ${date}` })).toThrow('must begin and end with');
  });
});

describe('accounts', () => {
  test('have 12 digits', () => {
    expect(() => ami({ targetAccounts: ['012345678901'] })).not.toThrow();
    expect(() => ami({ targetAccounts: ['01234567890'] })).toThrow("Each of the target accounts must be exactly 12 digits, got '01234567890'");
    expect(() => ami({ launchPermission: { accounts: ['all'] } })).toThrow('Each of the accounts of the launch permission must be exactly 12 digits');
    expect(() => ami({ fastLaunches: [{ accountId: 'me' }] })).toThrow('exactly 12 digits');
    expect(() => ami({ ssmParameters: [{ parameterName: '/imagebuilder/a', accountId: 'me' }] })).toThrow('exactly 12 digits');
    const launchTemplate = new ec2.LaunchTemplate(stack, 'Template');
    expect(() => ami({ launchTemplates: [{ launchTemplate, accountId: 'me' }] })).toThrow('exactly 12 digits');
  });

  test('are at most 1,536', () => {
    expect(() => ami({ targetAccounts: many(1536, account) })).not.toThrow();
    expect(() => ami({ targetAccounts: many(1537, account) })).toThrow('at most 1536 target accounts, got 1537');
    expect(() => ami({ launchPermission: { accounts: many(1536, account) } })).not.toThrow();
    expect(() => ami({ launchPermission: { accounts: many(1537, account) } })).toThrow('at most 1536 accounts of the launch permission, got 1537');
  });
});

describe('launch permissions', () => {
  const permit = (launchPermission: LaunchPermission) => ami({ launchPermission });

  test('are public only if asked for', () => {
    permit({ makePublic: true });
    expect(distributions()).toMatchObject([{ AmiDistributionConfiguration: { LaunchPermissionConfiguration: { UserGroups: ['all'] } } }]);
  });

  test('are for at most 25 organizations and 25 units', () => {
    expect(() => permit({ organizationArns: many(25, () => ORGANIZATION), organizationalUnitArns: many(25, () => UNIT) })).not.toThrow();
    expect(() => permit({ organizationArns: many(26, () => ORGANIZATION) })).toThrow('at most 25 organizations, got 26');
    expect(() => permit({ organizationalUnitArns: many(26, () => UNIT) })).toThrow('at most 25 organizational units, got 26');
  });

  test('tell organizations from units', () => {
    expect(() => permit({ organizationArns: [UNIT] })).toThrow("The ARN of an organization must be of the form 'arn:<partition>:organizations::<account>:organization/o-<id>'");
    expect(() => permit({ organizationalUnitArns: [ORGANIZATION] })).toThrow("The ARN of an organizational unit must be of the form 'arn:<partition>:organizations::<account>:ou/o-<id>/ou-<id>'");
  });
});

describe('the key', () => {
  const aws = () => kms.Alias.fromAliasName(stack, `Aws${count++}`, 'alias/aws/ebs');
  const own = () => kms.Alias.fromAliasName(stack, `Own${count++}`, 'alias/mine');

  test('is that of the customer where the AMI is shared', () => {
    const message = "The AMI is shared from 'eu-west-1', so that kmsKey must be a customer managed key";
    expect(() => ami({ kmsKey: aws() })).not.toThrow();
    expect(() => ami({ kmsKey: aws(), targetAccounts: [], launchPermission: { makePublic: false } })).not.toThrow();
    expect(() => ami({ kmsKey: aws(), targetAccounts: ['444455556666'] })).toThrow(message);
    expect(() => ami({ kmsKey: aws(), launchPermission: { accounts: ['444455556666'] } })).toThrow(message);
    expect(() => ami({ kmsKey: aws(), launchPermission: { organizationArns: [ORGANIZATION] } })).toThrow(message);
    expect(() => ami({ kmsKey: aws(), launchPermission: { organizationalUnitArns: [UNIT] } })).toThrow(message);
    expect(() => ami({ kmsKey: own(), targetAccounts: ['444455556666'] })).not.toThrow();
    expect(() => ami({ kmsKey: new kms.Key(stack, 'Key'), launchPermission: { accounts: ['444455556666'] } })).not.toThrow();
  });

  test('is also checked where account and Region are not known', () => {
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
    stack = new Stack(app, 'Anywhere');
    expect(() => ami({ kmsKey: aws(), targetAccounts: ['444455556666'] })).toThrow('must be a customer managed key');
    expect(() => ami({ kmsKey: own(), targetAccounts: ['444455556666'] })).not.toThrow();
  });

  test('does not go with a public AMI', () => {
    expect(() => ami({ kmsKey: own(), launchPermission: { makePublic: true } })).toThrow("An encrypted AMI cannot be public: give the distribution to 'eu-west-1' either kmsKey or makePublic");
    expect(() => ami({ kmsKey: own(), launchPermission: { makePublic: false } })).not.toThrow();
    expect(() => ami({ launchPermission: { makePublic: true } })).not.toThrow();
  });

  test('is of the same Region', () => {
    const kmsKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-west-2:111122223333:key/abc');
    expect(() => ami({ kmsKey, region: 'us-west-2' })).not.toThrow();
    expect(() => ami({ kmsKey })).toThrow("kmsKey must be a key in the Region of the distribution, 'eu-west-1', got a key in 'us-west-2'");
    expect(() => ami({ kmsKey, region: Lazy.string({ produce: () => 'eu-west-1' }) })).not.toThrow();
  });
});

describe('licenses, launch templates, faster launching', () => {
  const fast = (fastLaunch: FastLaunch) => ami({ fastLaunches: [fastLaunch] });

  test('are not more than the service takes', () => {
    const launchTemplate = new ec2.LaunchTemplate(stack, 'Template');
    expect(() => ami({ licenseConfigurationArns: many(50, () => LICENSE) })).not.toThrow();
    expect(() => ami({ licenseConfigurationArns: many(51, () => LICENSE) })).toThrow('at most 50 license configurations in a Region, got 51');
    expect(() => ami({ launchTemplates: many(100, () => ({ launchTemplate })) })).not.toThrow();
    expect(() => ami({ launchTemplates: many(101, () => ({ launchTemplate })) })).toThrow('at most 100 launch templates in a Region, got 101');
    expect(() => ami({ fastLaunches: many(1000, () => ({})) })).not.toThrow();
    expect(() => ami({ fastLaunches: many(1001, () => ({})) })).toThrow('at most 1000 fastLaunches in a Region, got 1001');
  });

  test('a license has an ARN', () => {
    expect(() => ami({ licenseConfigurationArns: ['lic-1'] })).toThrow("The ARN of a license configuration must be of the form 'arn:");
  });

  test('a launch template is distributed to by its id, but may be named for faster launching', () => {
    const launchTemplate = ec2.LaunchTemplate.fromLaunchTemplateAttributes(stack, 'Named', { launchTemplateName: 'fleet' });
    expect(() => ami({ launchTemplates: [{ launchTemplate }] })).toThrow("needs the id of the launch template, and 'Stack/Named' has only the name 'fleet'");
    fast({ launchTemplate });
    expect(distributions()).toMatchObject([{ FastLaunchConfigurations: [{ LaunchTemplate: { LaunchTemplateName: 'fleet', LaunchTemplateVersion: '$Default' } }] }]);
  });

  test('the version of a launch template needs the template', () => {
    expect(() => fast({ launchTemplate: new ec2.LaunchTemplate(stack, 'Template'), launchTemplateVersion: '3' })).not.toThrow();
    expect(() => fast({ launchTemplateVersion: '3' })).toThrow("give fastLaunches the launchTemplate too, got only the version '3'");
  });

  test('prepared snapshots are 1 to 10,000, by at least one instance', () => {
    expect(() => fast({ targetSnapshotCount: 1, maxParallelLaunches: 1 })).not.toThrow();
    expect(() => fast({ targetSnapshotCount: 10000 })).not.toThrow();
    expect(() => fast({ targetSnapshotCount: 0 })).toThrow('targetSnapshotCount must be an integer from 1 to 10000, got 0');
    expect(() => fast({ targetSnapshotCount: 10001 })).toThrow('got 10001');
    expect(() => fast({ maxParallelLaunches: 0 })).toThrow('maxParallelLaunches must be an integer of at least 1');
  });
});

describe('parameters', () => {
  const parameter = (parameterName: string, accountId?: string, targetAccounts?: string[]) =>
    ami({ ssmParameters: [{ parameterName, accountId }], targetAccounts });
  /** The parameters that the execution role of a pipeline may write beyond its managed policy. */
  function writable(parameterNames: string[], executionRole?: iam.IRole): unknown {
    const distributionConfiguration = new DistributionConfiguration(stack, 'Distribution', {
      amiDistributions: [{ ssmParameters: parameterNames.map((parameterName) => ({ parameterName })) }],
    });
    const recipe = new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.amazonLinux2023() });
    new ImagePipeline(stack, 'Pipeline', { recipe, distributionConfiguration, executionRole });
    const template = Template.fromStack(stack);
    return ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy']
      .flatMap((type) => Object.values(template.findResources(type)))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Array<{ Action: string[]; Resource: unknown }>)
      .filter(({ Action }) => Action.includes('ssm:PutParameter') && Action.includes('ssm:AddTagsToResource'))
      .flatMap(({ Resource }) => Resource)
      .map((arn) => JSON.stringify(arn).replace(/^.*:parameter/, '').replace(/[^a-zA-Z/-]+$/, ''));
  }

  test('outside of the path of the managed policy may be written by the execution role, and no others', () => {
    expect(writable(['/golden/ami', '/imagebuilder-ami', '/imagebuilder/ami'])).toEqual(['/golden/ami', '/imagebuilder-ami']);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('inside of it need no execution role', () => {
    expect(writable(['/imagebuilder/ami'])).toEqual([]);
    expect(Object.values(Template.fromStack(stack).findResources('AWS::ImageBuilder::ImagePipeline'))[0].Properties.ExecutionRole).toBeUndefined();
  });

  test('whose names are tokens may be written by it, with or without a slash at the beginning', () => {
    expect(writable([new CfnParameter(stack, 'Name').valueAsString])).toHaveLength(2);
  });

  test('outside of it may be written by a role of the user', () => {
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com') });
    expect(writable(['/golden/ami'], role)).toEqual(['/golden/ami']);
    const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(Properties.Roles).toEqual([stack.resolve(role.roleName)]);
  });

  test('belong to an account that gets the AMI', () => {
    const name = '/imagebuilder/ami';
    expect(() => parameter(name, '111122223333')).not.toThrow();
    expect(() => parameter(name, '444455556666', ['444455556666'])).not.toThrow();
    expect(() => parameter(name, '444455556666')).toThrow("a target account of the AMI in that Region, got '444455556666': add it to targetAccounts");
    expect(() => parameter(name, '111122223333', ['444455556666'])).toThrow('add it to targetAccounts');
    expect(() => parameter(name, '444455556666', [Fn.importValue('Account')])).not.toThrow();
    expect(() => parameter(name, '444455556666', new CfnParameter(stack, 'Accounts', { type: 'CommaDelimitedList' }).valueAsList)).not.toThrow();
    stack = new Stack(app, 'Anywhere');
    expect(() => parameter(name, '444455556666')).not.toThrow();
  });

  test('have names that the service allows', () => {
    expect(() => parameter(`/imagebuilder/${'a'.repeat(997)}`)).not.toThrow();
    expect(() => parameter(`/imagebuilder/${'a'.repeat(998)}`)).toThrow('The name of the parameter must have 1 to 1011 characters, got 1012');
    for (const name of ['aws', '/aws/ami', '/SSM/ami', 'ssm-ami']) expect(() => parameter(name)).toThrow("'aws' and 'ssm' are reserved");
    expect(() => parameter('golden/ami')).toThrow("use '/golden/ami' instead of 'golden/ami'");
    for (const name of ['golden', '/golden-aws/ssm', '/awesome/ami', '/a'.repeat(15)]) expect(() => parameter(name)).not.toThrow();
    expect(() => parameter('/a'.repeat(16))).toThrow('may have at most 15 levels, got 16');
    expect(() => parameter('/imagebuilder/a b')).toThrow("The name of the parameter may hold only letters, digits and '_.-/'");
  });
});

describe('container images', () => {
  test('reach CloudFormation with every property, in its case', () => {
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

  test('need only a repository', () => {
    container({ containerTags: [] });
    expect(distributions()).toEqual([
      { Region: 'eu-west-1', ContainerDistributionConfiguration: { TargetRepository: { Service: 'ECR', RepositoryName: 'team/tools' } } },
    ]);
  });

  test('have tags and descriptions of at most 1,024 characters', () => {
    expect(() => container({ containerTags: ['a'.repeat(1024)], description: 'a'.repeat(1024) })).not.toThrow();
    expect(() => container({ containerTags: ['a'.repeat(1025)] })).toThrow('A container tag must have 1 to 1024 characters');
    expect(() => container({ containerTags: [''] })).toThrow('A container tag must have 1 to 1024 characters');
    expect(() => container({ description: 'a'.repeat(1025) })).toThrow('The description of the container distribution must have 1 to 1024 characters');
  });
});

describe('Regions', () => {
  const targetRepository = () => ecr.Repository.fromRepositoryName(stack, `Repository${count++}`, 'tools');

  test('are at least one', () => {
    expect(() => configuration({})).toThrow('A distribution configuration needs at least one Region');
    expect(() => configuration({ amiDistributions: [], containerDistributions: [] })).toThrow('needs at least one Region');
  });

  test('are each given once', () => {
    expect(() => configuration({ amiDistributions: [{}, { region: 'us-west-2' }] })).not.toThrow();
    expect(() => configuration({ amiDistributions: [{ region: 'us-west-2' }, { region: 'us-west-2' }] })).toThrow("A Region may be given once, for either AMIs or container images, got 'us-west-2' more than once");
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

  test('any list of them is refused exactly if one stands in it twice', () => {
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

test('descriptions, name and tags are checked, and tokens pass', () => {
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

test('lists of tokens are rendered as they are', () => {
  const accounts = new CfnParameter(stack, 'Accounts', { type: 'CommaDelimitedList' }).valueAsList;
  ami({ targetAccounts: accounts, launchPermission: { accounts } });
  expect(distributions()).toMatchObject([
    { AmiDistributionConfiguration: { TargetAccountIds: { Ref: 'Accounts' }, LaunchPermissionConfiguration: { UserIds: { Ref: 'Accounts' } } } },
  ]);
});

test('name, description and tags reach CloudFormation, as do tags of an aspect', () => {
  configuration({ amiDistributions: [{}], distributionConfigurationName: 'regions', description: 'Regions', tags: { Cost: '42' } });
  Tags.of(stack).add('Team', 'platform');
  Template.fromStack(stack).hasResourceProperties(DISTRIBUTION, { Name: 'regions', Description: 'Regions', Tags: { Cost: '42', Team: 'platform' } });
});

test('ARN and name are attributes of the resource', () => {
  const made = ami();
  const [logicalId] = Object.keys(Template.fromStack(stack).findResources(DISTRIBUTION));
  expect(stack.resolve(made.distributionConfigurationRef)).toEqual({ distributionConfigurationArn: { 'Fn::GetAtt': [logicalId, 'Arn'] } });
  expect(stack.resolve(made.distributionConfigurationName)).toEqual({ 'Fn::GetAtt': [logicalId, 'Name'] });
});

test('imports by ARN and by name', () => {
  const byArn = DistributionConfiguration.fromDistributionConfigurationArn(stack, 'ByArn', ARN);
  expect([byArn.distributionConfigurationArn, byArn.distributionConfigurationName]).toEqual([ARN, 'regions']);
  expect(byArn.distributionConfigurationRef).toEqual({ distributionConfigurationArn: ARN });
  expect(byArn.env).toEqual({ account: '111122223333', region: 'eu-west-1' });
  const byName = DistributionConfiguration.fromDistributionConfigurationName(stack, 'ByName', 'regions');
  expect(JSON.stringify(stack.resolve(byName.distributionConfigurationArn))).toContain(':distribution-configuration/regions"');
  expect(byName.distributionConfigurationName).toBe('regions');
  expect(() => DistributionConfiguration.fromDistributionConfigurationArn(stack, 'Wrong', `${ARN}/1.0.0`)).toThrow('distribution-configuration/<name>');
});

describe('cdk-nag', () => {
  const packs: Array<[string, new () => NagPack]> = [
    ['AwsSolutions', AwsSolutionsChecks],
    ['Serverless', ServerlessChecks],
    ['NIST 800-53 R5', NIST80053R5Checks],
    ['HIPAA', HIPAASecurityChecks],
    ['PCI DSS', PCIDSS321Checks],
  ];

  test.each(packs)('%s finds nothing', (_, Pack) => {
    ami();
    container();
    expect(new Pack().validateScope(app).violations).toEqual([]);
  });
});

test('a parameter that is written twice in one account and Region gives a warning', () => {
  const warned = (...ssmParameters: AmiSsmParameter[]) => {
    const scope = new Stack(new App(), 'Other', { env: { account: '111122223333', region: 'eu-west-1' } });
    new DistributionConfiguration(scope, 'Distribution', { amiDistributions: [{ ssmParameters, targetAccounts: ['111122223333', '444455556666'] }] });
    return Annotations.fromStack(scope).findWarning('/Other/Distribution', Match.stringLikeRegexp('ssmParameterTwice')).map(({ entry }) => String(entry.data));
  };
  const [a, b] = ['a', 'b'].map((name) => ({ parameterName: `/imagebuilder/${name}` }));
  const text = "The ssmParameters of a distribution hold '/imagebuilder/a' twice for one account and Region: leave one of them out, or give it another name.";
  expect(warned(a, b, a)).toEqual([expect.stringContaining(text)]);
  expect(warned(a, { ...a, accountId: '111122223333' })).toEqual([expect.stringContaining(text)]);
  expect(warned(a, b, { ...a, accountId: '444455556666' })).toEqual([]);
});
