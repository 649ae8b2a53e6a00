import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { AmiDistribution, BaseImage, DistributionConfiguration, GoldenImage, ImagePipeline, ImageRecipe } from '../../../src';

const env = { account: '123456789012', region: 'eu-west-1' };

let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env });
});

function distribute(amiDistribution: AmiDistribution): DistributionConfiguration {
  const distributionConfiguration = new DistributionConfiguration(stack, 'Distribution', { amiDistributions: [amiDistribution] });
  const recipe = new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.amazonLinux2023() });
  new ImagePipeline(stack, 'Pipeline', { recipe, distributionConfiguration });
  new ImagePipeline(stack, 'Other', { recipe, distributionConfiguration, imagePipelineName: 'other' });
  return distributionConfiguration;
}

/** The statements of the key's policy, except the account's own. */
function added(): Array<{ Principal: { AWS: unknown }; Action: string[] }> {
  const [{ Properties: { KeyPolicy } }] = Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'));
  return KeyPolicy.Statement.slice(1);
}

test('the accounts that an encrypted AMI is for may use its key, once, however many pipelines distribute it', () => {
  const kmsKey = new kms.Key(stack, 'Key');
  distribute({ kmsKey, targetAccounts: ['111111111111'], launchPermission: { accounts: ['222222222222', env.account] } });
  const statements = added();
  expect(statements).toHaveLength(1);
  expect(JSON.stringify(statements[0].Principal)).toMatch(/111111111111:root.*222222222222:root/);
  expect(JSON.stringify(statements[0].Principal)).not.toContain(env.account);
  expect(statements[0].Action).toEqual([
    'kms:Decrypt', 'kms:DescribeKey', 'kms:CreateGrant', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ListGrants', 'kms:ReEncrypt*',
  ]);
});

test('the key of an AMI that stays in its account is left alone', () => {
  distribute({ kmsKey: new kms.Key(stack, 'Key'), launchPermission: { accounts: [env.account] } });
  expect(added()).toEqual([]);
});

describe('the key of the volumes of a recipe may be used by', () => {
  function accountsOf(...amiDistributions: AmiDistribution[]): string[] {
    const kmsKey = new kms.Key(stack, 'VolumeKey');
    new GoldenImage(stack, 'Golden', {
      baseImage: BaseImage.amazonLinux2023(),
      blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(8, { encrypted: true, kmsKey }) }],
      amiDistributions: amiDistributions.map((distribution) => ({ ...distribution, kmsKey: imported(distribution.region ?? env.region) })),
    });
    return [...JSON.stringify(added().map(({ Principal }) => Principal)).matchAll(/\d{12}/g)].map(([account]) => account);
  }
  const imported = (region: string) => kms.Key.fromKeyArn(stack, `Key-${region}`, `arn:aws:kms:${region}:${env.account}:key/mrk-1`);

  test('the accounts that start instances in the Region of the stack', () => {
    expect(accountsOf({ launchPermission: { accounts: ['222222222222'] } })).toEqual(['222222222222']);
  });

  test('the accounts that get a copy in any Region, which they make from the AMI in the Region of the stack', () => {
    expect(accountsOf({ targetAccounts: ['111111111111'] }, { region: 'us-east-1', targetAccounts: ['222222222222'] })).toEqual(['111111111111', '222222222222']);
  });

  test('no account that starts instances from a copy of this account in another Region', () => {
    expect(accountsOf({}, { region: 'us-east-1', launchPermission: { accounts: ['222222222222'] } })).toEqual([]);
  });
});

test('one key of a recipe and of its distribution gets one statement', () => {
  const kmsKey = new kms.Key(stack, 'Key');
  new GoldenImage(stack, 'Golden', {
    baseImage: BaseImage.amazonLinux2023(),
    blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(8, { encrypted: true, kmsKey }) }],
    amiDistributions: [{ kmsKey, targetAccounts: ['111111111111'], launchPermission: { accounts: ['222222222222'] } }],
  });
  expect(added()).toHaveLength(1);
});

test('a key of a distribution that is also the key of the recipe of a later pipeline is shared with the accounts that get a copy elsewhere, too', () => {
  const kmsKey = new kms.Key(stack, 'Key');
  const distributionConfiguration = new DistributionConfiguration(stack, 'Distribution', {
    amiDistributions: [
      { kmsKey, targetAccounts: ['111111111111'] },
      { region: 'us-east-1', kmsKey: kms.Key.fromKeyArn(stack, 'Copy', 'arn:aws:kms:us-east-1:123456789012:key/mrk-1'), targetAccounts: ['222222222222'] },
    ],
  });
  const pipeline = (id: string, blockDevices?: ec2.BlockDevice[]) => new ImagePipeline(stack, id, {
    recipe: new ImageRecipe(stack, `${id}Recipe`, { baseImage: BaseImage.amazonLinux2023(), blockDevices }), distributionConfiguration,
  });
  pipeline('Plain');
  pipeline('Encrypted', [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(8, { encrypted: true, kmsKey }) }]);
  pipeline('Again', [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(8, { encrypted: true, kmsKey }) }]);
  expect(added().map(({ Principal }) => JSON.stringify(Principal).match(/\d{12}/g))).toEqual([['111111111111'], ['222222222222']]);
});

test.each([
  ['another stack is not shared', 'Keys', 0],
  ['the same stack is shared', 'Stack', 1],
])('a key of %s with an account that only the deployment knows', (_, keyStack, statements) => {
  const app = stack.node.root as App;
  const kmsKey = new kms.Key(app.node.tryFindChild(keyStack) ?? new Stack(app, keyStack, { env }), 'Key');
  distribute({ kmsKey, targetAccounts: [new CfnParameter(stack, 'Account').valueAsString] });
  const { template } = app.synth().getStackByName(keyStack);
  const [{ Properties: { KeyPolicy } }] = Object.values<any>(template.Resources).filter(({ Type }) => Type === 'AWS::KMS::Key');
  expect(KeyPolicy.Statement.slice(1)).toHaveLength(statements);
  expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('sharedKeyPolicy'))).toHaveLength(1 - statements);
});

test('of an imported key, a warning says what its policy must allow', () => {
  const kmsKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:123456789012:key/mrk-1');
  distribute({ kmsKey, launchPermission: { accounts: ['222222222222'] } });
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp("key 'Stack/Key'.*must grant kms:Decrypt, kms:DescribeKey, kms:CreateGrant, .* to the accounts 222222222222, or"));
});

describe('an organization that may launch an encrypted AMI', () => {
  const organizationArns = ['arn:aws:organizations::123456789012:organization/o-abcde12345'];
  const organizationalUnitArns = ['arn:aws:organizations::123456789012:ou/o-abcde12345/ou-ab12-cdefgh34'];

  /** A principal `*` of the key's own account would need no permission of its own, such as the role of build instances. */
  const elsewhere = { StringNotEquals: { 'aws:PrincipalAccount': env.account } };

  test('may use its key in its other accounts, in a statement of its own, and so may an organizational unit', () => {
    distribute({ kmsKey: new kms.Key(stack, 'Key'), launchPermission: { accounts: ['222222222222'], organizationArns, organizationalUnitArns } });
    expect(added()).toEqual([
      expect.not.objectContaining({ Condition: expect.anything() }),
      expect.objectContaining({ Principal: { AWS: '*' }, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abcde12345' }, ...elsewhere } }),
      expect.objectContaining({
        Principal: { AWS: '*' },
        Condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-abcde12345/*/ou-ab12-cdefgh34/*'] }, ...elsewhere },
      }),
    ]);
  });

  test('is named in the warning about an imported key', () => {
    distribute({ kmsKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:123456789012:key/mrk-1'), launchPermission: { organizationArns } });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp(`the policy must grant kms:Decrypt, .* to the members of ${organizationArns[0]}`));
  });

  test('is left out if only the deployment knows it', () => {
    distribute({ kmsKey: new kms.Key(stack, 'Key'), launchPermission: { organizationArns: [new CfnParameter(stack, 'Organization').valueAsString] } });
    expect(added()).toEqual([]);
  });
});

describe('of users that only the deployment knows, a warning says what the policy must allow them', () => {
  const list = () => new CfnParameter(stack, 'List', { type: 'CommaDelimitedList' }).valueAsList;
  const one = () => new CfnParameter(stack, 'One').valueAsString;
  const warnings = () => Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp('the policy must grant kms:Decrypt, .* to .*accounts and organizations that only the deployment knows,.*sharedKeyPolicy'))
    .map(({ entry }) => String(entry.data));

  test.each<[string, () => AmiDistribution]>([
    ['a list of target accounts', () => ({ targetAccounts: list() })],
    ['a list of accounts', () => ({ launchPermission: { accounts: list() } })],
    ['a list of organizations', () => ({ launchPermission: { organizationArns: list() } })],
    ['a list of organizational units', () => ({ launchPermission: { organizationalUnitArns: list() } })],
    ['an organization', () => ({ launchPermission: { organizationArns: [one()] } })],
  ])('%s', (_, distribution) => {
    distribute({ kmsKey: new kms.Key(stack, 'Key'), ...distribution() });
    expect(warnings()).toHaveLength(1);
    expect(added()).toEqual([]);
  });

  test('next to known accounts, which may use the key', () => {
    distribute({ kmsKey: new kms.Key(stack, 'Key'), targetAccounts: ['111111111111'], launchPermission: { organizationArns: list() } });
    expect(warnings()).toEqual([expect.not.stringContaining('111111111111')]);
    expect(JSON.stringify(added().map(({ Principal }) => Principal))).toContain('111111111111:root');
  });

  test('next to known accounts, for an imported key', () => {
    const kmsKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:123456789012:key/mrk-1');
    distribute({ kmsKey, targetAccounts: ['111111111111'], launchPermission: { accounts: list() } });
    expect(warnings()).toEqual([expect.stringContaining('the accounts 111111111111 and the accounts and organizations that only')]);
  });

  test.each<[string, number, () => AmiDistribution]>([
    ['for the key of the recipe, if they get copies', 1, () => ({ targetAccounts: list() })],
    ['but not for the key of the recipe, if they start instances from a copy', 0, () => ({ launchPermission: { accounts: list() } })],
  ])('%s', (_, count, distribution) => {
    new GoldenImage(stack, 'Golden', {
      baseImage: BaseImage.amazonLinux2023(),
      blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(8, { encrypted: true, kmsKey: new kms.Key(stack, 'Key') }) }],
      amiDistributions: [{ region: 'us-east-1', kmsKey: kms.Key.fromKeyArn(stack, 'Copy', 'arn:aws:kms:us-east-1:123456789012:key/mrk-1'), ...distribution() }],
    });
    expect(warnings().filter((warning) => warning.includes("'Stack/Key'"))).toHaveLength(count);
  });
});

describe('the policy of a key that is too long for KMS', () => {
  const accounts = (count: number, first = 200000000000) => Array.from({ length: count }, (_, index) => String(first + index));
  const organizationArns = ['arn:aws:organizations::123456789012:organization/o-abcde12345'];
  const kmsKey = () => new kms.Key(stack, 'Key');
  const REJECTED = /The policy of the key 'Stack\/Key' has at least 33,\d{3} bytes, and KMS accepts at most 32,768: it names 1,000 accounts that AMIs are shared with\./;

  test.each([[980, true], [1_000, false]])('with %d accounts', (count, fits) => {
    distribute({ kmsKey: kmsKey(), launchPermission: { accounts: accounts(count) } });
    const synthesis = expect(() => Template.fromStack(stack));
    if (fits) synthesis.not.toThrow();
    else synthesis.toThrow(REJECTED);
  });

  test('is reported once, with the accounts of all distributions', () => {
    const key = kmsKey();
    distribute({ kmsKey: key, targetAccounts: accounts(500) });
    new ImagePipeline(stack, 'More', {
      recipe: ImageRecipe.fromImageRecipeArn(stack, 'Import', 'arn:aws:imagebuilder:eu-west-1:123456789012:image-recipe/other/1.0.0'),
      distributionConfiguration: new DistributionConfiguration(stack, 'Next', { amiDistributions: [{ kmsKey: key, launchPermission: { accounts: accounts(500, 300000000000) } }] }),
    });
    expect(stack.node.findAll().flatMap(({ node }) => node.validate())).toEqual([expect.stringMatching(REJECTED)]);
  });

  test('is checked for a key that is given by its alias', () => {
    distribute({ kmsKey: kmsKey().addAlias('alias/images'), launchPermission: { accounts: accounts(1_000) } });
    expect(() => Template.fromStack(stack)).toThrow(REJECTED);
  });

  test('is that of an override', () => {
    const key = kmsKey();
    distribute({ kmsKey: key, launchPermission: { accounts: accounts(1_000) } });
    (key.node.defaultChild as kms.CfnKey).addPropertyOverride('KeyPolicy', { Version: '2012-10-17', Statement: [] });
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('is short with an organization in place of the accounts, as the error advises', () => {
    distribute({ kmsKey: kmsKey(), launchPermission: { organizationArns } });
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('is left to the owner of an imported key, as the error advises', () => {
    distribute({ kmsKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:123456789012:key/mrk-1'), targetAccounts: accounts(1_000) });
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});
