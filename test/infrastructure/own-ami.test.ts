import { App, CfnParameter, Stack, StackProps } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { configurationIn } from './distribution-fixture';
import { AmiDistribution, BaseImage, FastLaunch, GoldenImage } from '../../src';

const env = { account: '123456789012', region: 'eu-west-1' };
const targetAccounts = ['444455556666'];
const license = `arn:aws:license-manager:us-east-1:123456789012:license-configuration:lic-${'a'.repeat(32)}`;

let stack: Stack;
const stackOf = (props: StackProps = { env }) => new Stack(new App(), 'Stack', props);
beforeEach(() => {
  stack = stackOf();
});

function warnings(id: string, distribution: AmiDistribution): string[] {
  configurationIn(stack, { amiDistributions: [distribution] });
  return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp(`\\[ack: cdk-image-builder:${id}\\]`)).map(({ entry }) => String(entry.data));
}

const template = () => ec2.LaunchTemplate.fromLaunchTemplateAttributes(stack, 'Template', { launchTemplateId: 'lt-0123456789abcdef0' });
const SETTINGS: Array<[string, () => AmiDistribution]> = [
  ['ssmParameters', () => ({ ssmParameters: [{ parameterName: '/linux' }] })],
  ['launchTemplates', () => ({ launchTemplates: [{ launchTemplate: template() }] })],
  ['fastLaunches', () => ({ fastLaunches: [{}] })],
  ['licenseConfigurationArns', () => ({ licenseConfigurationArns: [license] })],
];

describe('of a Region in which only other accounts get the AMI', () => {
  test.each(SETTINGS)('the %s warn that the account of the stack has no AMI there', (name, settings) => {
    const [warning] = warnings('noOwnAmi', { region: 'us-east-1', targetAccounts, ...settings() });
    expect(warning).toContain(`The distribution to 'us-east-1' has targetAccounts without the account '123456789012' of the stack, which gets no AMI there for '${name}': add the account to targetAccounts, or leave `);
  });

  test('all settings are in one warning', () => {
    const all = SETTINGS.map(([, settings]) => settings).reduce((one, settings, index) => ({ ...one, ...index === 1 ? {} : settings() }), {});
    expect(warnings('noOwnAmi', { region: 'us-east-1', targetAccounts, ...all })).toEqual([expect.stringContaining("'ssmParameters', 'fastLaunches', 'licenseConfigurationArns'")]);
  });

  test.each<[string, AmiDistribution]>([
    ['parameters of the accounts that get it', { ssmParameters: [{ parameterName: '/linux', accountId: targetAccounts[0] }] }],
    ['a fast launch of another account', { fastLaunches: [{ accountId: targetAccounts[0] }] }],
    ['a fast launch that is off', { fastLaunches: [{ enabled: false }] }],
    ['empty lists', { ssmParameters: [], launchTemplates: [], fastLaunches: [], licenseConfigurationArns: [] }],
    ['launch permissions', { launchPermission: { accounts: ['777788889999'] } }],
  ])('%s give no warning', (_, settings) => {
    expect(warnings('noOwnAmi', { region: 'us-east-1', targetAccounts, ...settings })).toEqual([]);
  });

  test('a golden image gives no warning, since it leaves its parameter out', () => {
    new GoldenImage(stack, 'Golden', { baseImage: BaseImage.amazonLinux2023(), amiDistributions: [{ region: 'us-east-1', targetAccounts }] });
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('noOwnAmi'));
  });
});

test.each<[string, () => AmiDistribution]>([
  ['in the Region of the stack', () => ({ targetAccounts })],
  ['that the account of the stack gets, too', () => ({ region: 'us-east-1', targetAccounts: [...targetAccounts, env.account] })],
  ['without target accounts', () => ({ region: 'us-east-1' })],
  ['for accounts that only the deployment knows', () => ({ region: 'us-east-1', targetAccounts: [new CfnParameter(stack, 'Account').valueAsString] })],
  ['for a list that only the deployment knows', () => ({ region: 'us-east-1', targetAccounts: new CfnParameter(stack, 'Accounts', { type: 'CommaDelimitedList' }).valueAsList })],
])('settings of an AMI %s give no warning', (_, distribution) => {
  expect(warnings('noOwnAmi', { ...distribution(), ssmParameters: [{ parameterName: '/linux' }] })).toEqual([]);
});

test.each<[string, StackProps]>([['account', { env: { region: 'eu-west-1' } }], ['Region', { env: { account: env.account } }]])('settings of a stack with an unknown %s give no warning', (_, props) => {
  stack = stackOf(props);
  expect(warnings('noOwnAmi', { region: 'us-east-1', targetAccounts, ssmParameters: [{ parameterName: '/linux' }] })).toEqual([]);
});

describe('a fast launch', () => {
  const found = (fastLaunch: FastLaunch) => warnings('fastLaunchInOtherAccount', { targetAccounts, fastLaunches: [{}, fastLaunch] });

  test('of another account warns that only that account can turn it on', () => {
    expect(found({ accountId: targetAccounts[0] })).toEqual([
      expect.stringContaining("Image Builder turns on fast launches in the account of the build only, got one for the account '444455556666': leave it out, and turn on fast launches in that account. See https"),
    ]);
  });

  test.each<[string, () => FastLaunch]>([
    ['of the account of the stack', () => ({ accountId: env.account })],
    ['that is off', () => ({ accountId: targetAccounts[0], enabled: false })],
    ['of an account that only the deployment knows', () => ({ accountId: new CfnParameter(stack, 'Account').valueAsString })],
  ])('%s gives no warning', (_, fastLaunch) => {
    expect(found(fastLaunch())).toEqual([]);
  });
});
