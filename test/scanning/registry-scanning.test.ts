import { App, Stack, StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnRegistryScanningConfiguration } from 'aws-cdk-lib/aws-ecr';
import { RegistryScanning, RegistryScanningProps } from '../../src/scanning/registry-scanning';
import { RegistryScanFrequency, RegistryScanType } from '../../src/scanning/registry-scanning-rule';

const TYPE = 'AWS::ECR::RegistryScanningConfiguration';

function synthesize(props?: RegistryScanningProps): Template {
  const stack = new Stack(new App(), 'Stack');
  new RegistryScanning(stack, 'Scanning', props);
  return Template.fromStack(stack);
}

function filtered(...repositoryFilters: string[]): RegistryScanningProps {
  return { rules: [{ scanFrequency: RegistryScanFrequency.SCAN_ON_PUSH, repositoryFilters }] };
}

test('by default the whole registry is scanned by Inspector on push', () => {
  synthesize().hasResourceProperties(TYPE, {
    ScanType: 'ENHANCED',
    Rules: [{ ScanFrequency: 'SCAN_ON_PUSH', RepositoryFilters: [{ Filter: '*', FilterType: 'WILDCARD' }] }],
  });
});

test('the rules are rendered in their order', () => {
  synthesize({
    rules: [
      { scanFrequency: RegistryScanFrequency.CONTINUOUS_SCAN, repositoryFilters: ['prod*', 'base/*'] },
      { scanFrequency: RegistryScanFrequency.SCAN_ON_PUSH },
    ],
  }).hasResourceProperties(TYPE, {
    Rules: [
      { ScanFrequency: 'CONTINUOUS_SCAN', RepositoryFilters: [{ Filter: 'prod*', FilterType: 'WILDCARD' }, { Filter: 'base/*', FilterType: 'WILDCARD' }] },
      { ScanFrequency: 'SCAN_ON_PUSH', RepositoryFilters: [{ Filter: '*', FilterType: 'WILDCARD' }] },
    ],
  });
});

test('no rules at all is allowed', () => {
  synthesize({ rules: [] }).hasResourceProperties(TYPE, { Rules: [] });
});

describe('rules', () => {
  const rule = { scanFrequency: RegistryScanFrequency.SCAN_ON_PUSH };

  test('at most two', () => {
    expect(() => synthesize({ rules: [rule, rule, rule] })).toThrow('at most 2 rules, got 3');
    expect(() => synthesize({ rules: [rule, rule] })).not.toThrow();
  });

  test('basic scanning is not continuous', () => {
    expect(() => synthesize({ scanType: RegistryScanType.BASIC, rules: [{ scanFrequency: RegistryScanFrequency.CONTINUOUS_SCAN }] }))
      .toThrow('BASIC scanning takes SCAN_ON_PUSH, got CONTINUOUS_SCAN');
  });

  test.each([
    [RegistryScanType.BASIC, RegistryScanFrequency.SCAN_ON_PUSH],
    [RegistryScanType.ENHANCED, RegistryScanFrequency.SCAN_ON_PUSH],
    [RegistryScanType.ENHANCED, RegistryScanFrequency.CONTINUOUS_SCAN],
  ])('%s scanning takes %s', (scanType, scanFrequency) => {
    expect(() => synthesize({ scanType, rules: [{ scanFrequency }] })).not.toThrow();
  });

  test('at most 100 filters', () => {
    expect(() => synthesize(filtered(...Array(101).fill('a')))).toThrow('at most 100 repository filters, got 101');
    expect(() => synthesize(filtered(...Array(100).fill('a')))).not.toThrow();
  });

  test.each(['', 'Upper', '-a', 'a-', 'a b', 'a'.repeat(256), 'a'.repeat(100) + '!'])('the filter %j is refused', (filter) => {
    expect(() => synthesize(filtered(filter))).toThrow('A repository filter of RegistryScanning');
  });

  test.each(['*', 'a', 'team/*', '*-scans', 'a'.repeat(255)])('the filter %j is allowed', (filter) => {
    expect(() => synthesize(filtered(filter))).not.toThrow();
  });
});

describe('one in an account and Region', () => {
  const ENV = { account: '111111111111', region: 'eu-west-1' };

  function synthesizeTwo(one: StackProps, other: StackProps): () => void {
    const app = new App();
    new RegistryScanning(new Stack(app, 'One', one), 'Scanning');
    new RegistryScanning(new Stack(app, 'Other', other), 'Scanning');
    return () => app.synth();
  }

  test('a second one in the stack is refused', () => {
    const stack = new Stack(new App(), 'Stack');
    new RegistryScanning(stack, 'One');
    new RegistryScanning(stack, 'Two');
    expect(() => Template.fromStack(stack)).toThrow("'Stack/Two/Resource' sets it too");
  });

  test('so is one of the L1, also when it is made later', () => {
    const stack = new Stack(new App(), 'Stack');
    new RegistryScanning(stack, 'One');
    new CfnRegistryScanningConfiguration(stack, 'Two', { scanType: 'BASIC', rules: [] });
    expect(() => Template.fromStack(stack)).toThrow("'Stack/Two' sets it too");
  });

  test('so is one in another stack of the same account and Region', () => {
    expect(synthesizeTwo({ env: ENV }, { env: ENV })).toThrow('one registry scanning configuration');
  });

  test('one in another Region or account, or in one not known yet, is allowed', () => {
    expect(synthesizeTwo({ env: ENV }, { env: { ...ENV, region: 'eu-west-2' } })).not.toThrow();
    expect(synthesizeTwo({ env: ENV }, { env: { ...ENV, account: '222222222222' } })).not.toThrow();
    expect(synthesizeTwo({}, {})).not.toThrow();
  });
});
