import { App, CfnParameter, Fn, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { configurationIn, distributionsIn } from './distribution-fixture';
import { AmiDistribution } from '../../src/infrastructure/ami-distribution';
import { AmiSsmParameter } from '../../src/infrastructure/ami-ssm-parameter';
import { DistributionConfiguration, DistributionConfigurationProps } from '../../src/infrastructure/distribution-configuration';
import { FastLaunch } from '../../src/infrastructure/fast-launch';
import { LaunchPermission } from '../../src/infrastructure/launch-permission';
import { ImagePipeline } from '../../src/pipeline/image-pipeline';
import { BaseImage } from '../../src/recipe/base-image';
import { ImageRecipe } from '../../src/recipe/image-recipe';
import { ManagedComponent } from '../../src/recipe/managed-component';
import { Platform } from '../../src/recipe/platform';

const ORGANIZATION = 'arn:aws:organizations::111122223333:organization/o-abcdefghij';
const UNIT = 'arn:aws:organizations::111122223333:ou/o-abcdefghij/ou-abcd-abcdefgh';
const LICENSE = `arn:aws:license-manager:eu-west-1:111122223333:license-configuration:lic-${'a'.repeat(32)}`;

let stack: Stack;
let count = 0;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
});

const configuration = (props: DistributionConfigurationProps, id?: string) => configurationIn(stack, props, id);
const ami = (distribution: AmiDistribution = {}) => configuration({ amiDistributions: [distribution] });
const distributions = () => distributionsIn(stack);

const many = <T>(length: number, make: (index: number) => T) => Array.from({ length }, (_, index) => make(index));
const account = (index: number) => String(index).padStart(12, '0');

describe('distribution of AMIs', () => {
  test("by default keeps an AMI under a name of its own in the stack's Region", () => {
    configuration({ amiDistributions: [{}], distributionConfigurationName: 'regions' });
    expect(distributions()).toEqual([
      { Region: 'eu-west-1', AmiDistributionConfiguration: { Name: 'regions {{ imagebuilder:buildDate }}' } },
    ]);
  });

  test("gives an AMI a name of at most 127 characters, however long the configuration's name is", () => {
    configuration({ amiDistributions: [{}], distributionConfigurationName: 'a'.repeat(128) }, 'Long');
    expect(distributions()).toMatchObject([{ AmiDistributionConfiguration: { Name: `${'a'.repeat(90)} {{ imagebuilder:buildDate }}` } }]);
  });

  test('generates an AMI name that the service allows', () => {
    configuration({ amiDistributions: [{}] }, 'L'.repeat(200));
    expect(distributions()).toEqual([
      { Region: 'eu-west-1', AmiDistributionConfiguration: { Name: expect.stringMatching(/^[-_A-Za-z0-9{][-_A-Za-z0-9\s:{}.]{1,125}[-_A-Za-z0-9}]$/) } },
    ]);
  });

  test("renders every property in CloudFormation's case", () => {
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

  test('leaves out empty lists and maps, which the service rejects', () => {
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

describe('name of a distributed AMI', () => {
  test('holds the build date', () => {
    expect(() => ami({ amiName: 'golden-{{imagebuilder:buildDate}}' })).not.toThrow();
    expect(() => ami({ amiName: 'golden' })).toThrow("must contain '{{ imagebuilder:buildDate }}', since each AMI needs its own name: for example use 'golden {{ imagebuilder:buildDate }}'");
    expect(() => ami({ amiName: 'golden {{ imagebuilder:buildVersion }}' })).toThrow('must contain');
  });

  test('has at most 127 allowed characters', () => {
    const date = '{{ imagebuilder:buildDate }}';
    expect(() => ami({ amiName: 'a'.repeat(127 - date.length) + date })).not.toThrow();
    expect(() => ami({ amiName: 'a'.repeat(128 - date.length) + date })).toThrow('The AMI name must have 1 to 127 characters, got 128');
    expect(() => ami({ amiName: `a.b:c ${date}` })).not.toThrow();
    expect(() => ami({ amiName: `a/b ${date}` })).toThrow("The AMI name may hold only letters, digits, spaces and '-_:.{}'");
    expect(() => ami({ amiName: ` ${date}` })).toThrow('must begin and end with');
  });
});

describe('target accounts of an AMI', () => {
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

describe('launch permissions of an AMI', () => {
  const permit = (launchPermission: LaunchPermission) => ami({ launchPermission });

  test('are public only on request', () => {
    permit({ makePublic: true });
    expect(distributions()).toMatchObject([{ AmiDistributionConfiguration: { LaunchPermissionConfiguration: { UserGroups: ['all'] } } }]);
  });

  test('are for at most 25 organizations and 25 units', () => {
    expect(() => permit({ organizationArns: many(25, () => ORGANIZATION), organizationalUnitArns: many(25, () => UNIT) })).not.toThrow();
    expect(() => permit({ organizationArns: many(26, () => ORGANIZATION) })).toThrow('at most 25 organizations, got 26');
    expect(() => permit({ organizationalUnitArns: many(26, () => UNIT) })).toThrow('at most 25 organizational units, got 26');
  });

  test('distinguish organizations from units', () => {
    expect(() => permit({ organizationArns: [UNIT] })).toThrow("The ARN of an organization must be of the form 'arn:<partition>:organizations::<account>:organization/o-<id>'");
    expect(() => permit({ organizationalUnitArns: [ORGANIZATION] })).toThrow("The ARN of an organizational unit must be of the form 'arn:<partition>:organizations::<account>:ou/o-<id>/ou-<id>'");
  });
});

describe('key of a distributed AMI', () => {
  const aws = () => kms.Alias.fromAliasName(stack, `Aws${count++}`, 'alias/aws/ebs');
  const own = () => kms.Alias.fromAliasName(stack, `Own${count++}`, 'alias/mine');

  test("must be the customer's if the AMI is shared", () => {
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

  test('is also checked if account and Region are unknown', () => {
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
    stack = new Stack(new App(), 'Anywhere');
    expect(() => ami({ kmsKey: aws(), targetAccounts: ['444455556666'] })).toThrow('must be a customer managed key');
    expect(() => ami({ kmsKey: own(), targetAccounts: ['444455556666'] })).not.toThrow();
  });

  test('cannot be given for a public AMI', () => {
    expect(() => ami({ kmsKey: own(), launchPermission: { makePublic: true } })).toThrow("An encrypted AMI cannot be public: give the distribution to 'eu-west-1' either kmsKey or makePublic");
    expect(() => ami({ kmsKey: own(), launchPermission: { makePublic: false } })).not.toThrow();
    expect(() => ami({ launchPermission: { makePublic: true } })).not.toThrow();
  });

  test('must be in the same Region', () => {
    const kmsKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-west-2:111122223333:key/abc');
    expect(() => ami({ kmsKey, region: 'us-west-2' })).not.toThrow();
    expect(() => ami({ kmsKey })).toThrow("kmsKey must be a key in the Region of the distribution, 'eu-west-1', got a key in 'us-west-2'");
    expect(() => ami({ kmsKey, region: Lazy.string({ produce: () => 'eu-west-1' }) })).not.toThrow();
    const advised = kms.Key.fromKeyArn(stack, 'Advised', 'arn:aws:kms:us-west-2:111122223333:key/mrk-1');
    expect(() => ami({ kmsKey: own(), region: 'us-west-2' })).toThrow("got a key in 'eu-west-1': import the key of 'us-west-2' by its ARN, with Key.fromKeyArn(), since an imported alias belongs to the Region of its stack. See ");
    expect(() => ami({ kmsKey: advised, region: 'us-west-2' })).not.toThrow();
  });
});

describe('launch templates of another Region', () => {
  const ERROR = "A launch template must be in the Region of the distribution, 'us-west-2', got 'Stack/Template' in 'eu-west-1': create one there, and import it by its launchTemplateId";

  test('are rejected if the app creates them', () => {
    const launchTemplate = new ec2.LaunchTemplate(stack, 'Template');
    expect(() => ami({ launchTemplates: [{ launchTemplate }] })).not.toThrow();
    expect(() => ami({ region: 'us-west-2', launchTemplates: [{ launchTemplate }] })).toThrow(ERROR);
    expect(() => ami({ region: 'us-west-2', fastLaunches: [{ launchTemplate }] })).toThrow(ERROR);
  });

  test('are accepted if they are imported, since an import does not say where it is', () => {
    const launchTemplate = ec2.LaunchTemplate.fromLaunchTemplateAttributes(stack, 'Template', { launchTemplateId: 'lt-0123456789abcdef0' });
    expect(() => ami({ region: 'us-west-2', launchTemplates: [{ launchTemplate }] })).not.toThrow();
  });
});

describe('licences, launch templates and fast launches of an AMI', () => {
  const fast = (fastLaunch: FastLaunch) => ami({ fastLaunches: [fastLaunch] });

  test('are rejected beyond the limits of the service', () => {
    const launchTemplate = new ec2.LaunchTemplate(stack, 'Template');
    expect(() => ami({ licenseConfigurationArns: many(50, () => LICENSE) })).not.toThrow();
    expect(() => ami({ licenseConfigurationArns: many(51, () => LICENSE) })).toThrow('at most 50 license configurations in a Region, got 51');
    expect(() => ami({ launchTemplates: many(100, () => ({ launchTemplate })) })).not.toThrow();
    expect(() => ami({ launchTemplates: many(101, () => ({ launchTemplate })) })).toThrow('at most 100 launch templates in a Region, got 101');
    expect(() => ami({ fastLaunches: many(1000, () => ({})) })).not.toThrow();
    expect(() => ami({ fastLaunches: many(1001, () => ({})) })).toThrow('at most 1000 fastLaunches in a Region, got 1001');
  });

  test('accept a license only by its ARN', () => {
    expect(() => ami({ licenseConfigurationArns: ['lic-1'] })).toThrow("The ARN of a license configuration must be of the form 'arn:");
  });

  test("need a launch template's id to distribute to it, but only its name for fast launches", () => {
    const launchTemplate = ec2.LaunchTemplate.fromLaunchTemplateAttributes(stack, 'Named', { launchTemplateName: 'fleet' });
    expect(() => ami({ launchTemplates: [{ launchTemplate }] })).toThrow("needs the id of the launch template, and 'Stack/Named' has only the name 'fleet'");
    fast({ launchTemplate });
    expect(distributions()).toMatchObject([{ FastLaunchConfigurations: [{ LaunchTemplate: { LaunchTemplateName: 'fleet', LaunchTemplateVersion: '$Default' } }] }]);
  });

  function unsharedWarnings(distribution: AmiDistribution): unknown[] {
    const launchTemplate = ec2.LaunchTemplate.fromLaunchTemplateAttributes(stack, 'Template', { launchTemplateId: 'lt-0123456789abcdef0' });
    ami({ ...distribution, launchTemplates: [{ launchTemplate }, { launchTemplate, accountId: '111122223333' }, { launchTemplate, accountId: '444455556666' }] });
    return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp("account '444455556666' names the AMI .*launchTemplateNotShared"));
  }

  test.each<[string, AmiDistribution]>([
    ['shared with nobody', {}],
    ['copied to that account', { targetAccounts: ['444455556666'] }],
    ['shared with others', { launchPermission: { accounts: ['777788889999'] } }],
  ])('warn of a launch template in another account if the AMI is %s', (_what, distribution) => {
    expect(unsharedWarnings(distribution)).toHaveLength(1);
  });

  test.each<[string, AmiDistribution]>([
    ['that account', { launchPermission: { accounts: ['444455556666'] } }],
    ['an organization', { launchPermission: { organizationArns: [ORGANIZATION] } }],
    ['an organizational unit', { launchPermission: { organizationalUnitArns: [UNIT] } }],
    ['everybody', { launchPermission: { makePublic: true } }],
    ['accounts that only the deployment knows', { launchPermission: { accounts: Lazy.list({ produce: () => ['444455556666'] }) } }],
  ])('accept a launch template in another account if the AMI is shared with %s', (_what, distribution) => {
    expect(unsharedWarnings(distribution)).toEqual([]);
  });

  test('need the launch template for a version of it', () => {
    expect(() => fast({ launchTemplate: new ec2.LaunchTemplate(stack, 'Template'), launchTemplateVersion: '3' })).not.toThrow();
    expect(() => fast({ launchTemplateVersion: '3' })).toThrow("give fastLaunches the launchTemplate too, got only the version '3'");
  });

  test('prepare 1 to 10,000 snapshots, by at least one instance', () => {
    expect(() => fast({ targetSnapshotCount: 1, maxParallelLaunches: 6 })).not.toThrow();
    expect(() => fast({ targetSnapshotCount: 10000 })).not.toThrow();
    expect(() => fast({ targetSnapshotCount: 0 })).toThrow('targetSnapshotCount must be an integer from 1 to 10000, got 0');
    expect(() => fast({ targetSnapshotCount: 10001 })).toThrow('got 10001');
    expect(() => fast({ maxParallelLaunches: 5 })).toThrow('maxParallelLaunches must be an integer of at least 6, got 5. See https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableFastLaunch.html');
  });
});

describe('parameters that hold a distributed AMI', () => {
  const parameter = (parameterName: string, accountId?: string, targetAccounts?: string[]) =>
    ami({ ssmParameters: [{ parameterName, accountId }], targetAccounts });
  /** The parameters that the execution role of a pipeline may write beyond its managed policy. */
  function writable(parameterNames: string[], executionRole?: iam.IRole): unknown {
    const distributionConfiguration = new DistributionConfiguration(stack, 'Distribution', {
      amiDistributions: [{ ssmParameters: parameterNames.map((parameterName) => ({ parameterName })) }],
    });
    const recipe = new ImageRecipe(stack, 'Recipe', {
      baseImage: BaseImage.amazonLinux2023(),
      components: [{ component: ManagedComponent.helloWorld(stack, 'Hello', Platform.LINUX) }],
    });
    new ImagePipeline(stack, 'Pipeline', { recipe, distributionConfiguration, executionRole });
    const template = Template.fromStack(stack);
    return ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy']
      .flatMap((type) => Object.values(template.findResources(type)))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Array<{ Action: string[]; Resource: unknown }>)
      .filter(({ Action }) => Action.includes('ssm:PutParameter') && Action.includes('ssm:AddTagsToResource'))
      .flatMap(({ Resource }) => Resource)
      .map((arn) => JSON.stringify(arn).replace(/^.*:parameter/, '').replace(/[^a-zA-Z/-]+$/, ''));
  }

  test("are written by the execution role if they are outside the managed policy's path", () => {
    expect(writable(['/golden/ami', '/imagebuilder-ami', '/imagebuilder/ami'])).toEqual(['/golden/ami', '/imagebuilder-ami']);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('need no execution role if they are inside that path', () => {
    expect(writable(['/imagebuilder/ami'])).toEqual([]);
    expect(Object.values(Template.fromStack(stack).findResources('AWS::ImageBuilder::ImagePipeline'))[0].Properties.ExecutionRole).toBeUndefined();
  });

  test('are written by the execution role if their names are tokens', () => {
    expect(writable([new CfnParameter(stack, 'Name').valueAsString])).toHaveLength(2);
  });

  test("are written by the user's role if they are outside that path", () => {
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com') });
    expect(writable(['/golden/ami'], role)).toEqual(['/golden/ami']);
    const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(Properties.Roles).toEqual([stack.resolve(role.roleName)]);
  });

  test('must be in an account that gets the AMI', () => {
    const name = '/imagebuilder/ami';
    expect(() => parameter(name, '111122223333')).not.toThrow();
    expect(() => parameter(name, '444455556666', ['444455556666'])).not.toThrow();
    expect(() => parameter(name, '444455556666')).toThrow("a target account of the AMI in that Region, got '444455556666': add it to targetAccounts");
    expect(() => parameter(name, '111122223333', ['444455556666'])).toThrow('add it to targetAccounts');
    expect(() => parameter(name, '444455556666', [Fn.importValue('Account')])).not.toThrow();
    expect(() => parameter(name, '444455556666', new CfnParameter(stack, 'Accounts', { type: 'CommaDelimitedList' }).valueAsList)).not.toThrow();
    stack = new Stack(new App(), 'Anywhere');
    expect(() => parameter(name, '444455556666')).not.toThrow();
  });

  test('have names that the service allows', () => {
    expect(() => parameter(`/imagebuilder/${'a'.repeat(997)}`)).not.toThrow();
    expect(() => parameter(`/imagebuilder/${'a'.repeat(998)}`)).toThrow('The name of the parameter must have 1 to 1011 characters, got 1012');
    for (const name of ['/images/', '/images//linux', '/']) expect(() => parameter(name)).toThrow(`Each '/' in the name of a parameter must be followed by a name, got '${name}'`);
    for (const name of ['aws', '/aws/ami', '/SSM/ami', 'ssm-ami']) expect(() => parameter(name)).toThrow("'aws' and 'ssm' are reserved");
    expect(() => parameter('golden/ami')).toThrow("use '/golden/ami' instead of 'golden/ami'");
    for (const name of ['golden', '/golden-aws/ssm', '/awesome/ami', '/a'.repeat(15)]) expect(() => parameter(name)).not.toThrow();
    expect(() => parameter('/a'.repeat(16))).toThrow('may have at most 15 levels, got 16');
    expect(() => parameter('/imagebuilder/a b')).toThrow("The name of the parameter may hold only letters, digits and '_.-/'");
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
