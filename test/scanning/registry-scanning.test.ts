import { App, NestedStack, Stack, StackProps } from 'aws-cdk-lib';
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

test('registry scanning by default has Inspector scan the whole registry on push', () => {
  synthesize().hasResourceProperties(TYPE, {
    ScanType: 'ENHANCED',
    Rules: [{ ScanFrequency: 'SCAN_ON_PUSH', RepositoryFilters: [{ Filter: '*', FilterType: 'WILDCARD' }] }],
  });
});

test('registry scanning renders its rules in their order', () => {
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

test('registry scanning accepts an empty list of rules', () => {
  synthesize({ rules: [] }).hasResourceProperties(TYPE, { Rules: [] });
});

describe('rules of registry scanning', () => {
  const rule = { scanFrequency: RegistryScanFrequency.SCAN_ON_PUSH };

  test('are at most two', () => {
    expect(() => synthesize({ rules: [rule, rule, rule] })).toThrow('at most 2 rules, got 3');
    expect(() => synthesize({ rules: [rule, rule] })).not.toThrow();
  });

  test('reject continuous scans for basic scanning', () => {
    expect(() => synthesize({ scanType: RegistryScanType.BASIC, rules: [{ scanFrequency: RegistryScanFrequency.CONTINUOUS_SCAN }] }))
      .toThrow('BASIC scanning takes SCAN_ON_PUSH, got CONTINUOUS_SCAN');
  });

  test.each([
    [RegistryScanType.BASIC, RegistryScanFrequency.SCAN_ON_PUSH],
    [RegistryScanType.ENHANCED, RegistryScanFrequency.SCAN_ON_PUSH],
    [RegistryScanType.ENHANCED, RegistryScanFrequency.CONTINUOUS_SCAN],
  ])('of %s scanning accept %s', (scanType, scanFrequency) => {
    expect(() => synthesize({ scanType, rules: [{ scanFrequency }] })).not.toThrow();
  });

  test('have at most 100 filters', () => {
    expect(() => synthesize(filtered(...Array(101).fill('a')))).toThrow('at most 100 repository filters, got 101');
    expect(() => synthesize(filtered(...Array(100).fill('a')))).not.toThrow();
  });

  test.each(['', 'Upper', '-a', 'a-', 'a b', 'a'.repeat(256), 'a'.repeat(100) + '!'])('reject the filter %j', (filter) => {
    expect(() => synthesize(filtered(filter))).toThrow('A repository filter of RegistryScanning');
  });

  test.each(['*', 'a', 'team/*', '*-scans', 'a'.repeat(255)])('accept the filter %j', (filter) => {
    expect(() => synthesize(filtered(filter))).not.toThrow();
  });
});

describe('registry scanning in one account and Region', () => {
  const ENV = { account: '111111111111', region: 'eu-west-1' };

  function synthesizeTwo(one: StackProps, other: StackProps): () => void {
    const app = new App();
    new RegistryScanning(new Stack(app, 'One', one), 'Scanning');
    new RegistryScanning(new Stack(app, 'Other', other), 'Scanning');
    return () => app.synth();
  }

  test('a second one in the stack is rejected', () => {
    const stack = new Stack(new App(), 'Stack');
    new RegistryScanning(stack, 'One');
    new RegistryScanning(stack, 'Two');
    expect(() => Template.fromStack(stack)).toThrow("'Stack/Two/Resource' sets it too");
  });

  test('a second one that is an L1 is rejected, even if it is made later', () => {
    const stack = new Stack(new App(), 'Stack');
    new RegistryScanning(stack, 'One');
    new CfnRegistryScanningConfiguration(stack, 'Two', { scanType: 'BASIC', rules: [] });
    expect(() => Template.fromStack(stack)).toThrow("'Stack/Two' sets it too");
  });

  test('a second one in a nested stack is rejected', () => {
    const stack = new Stack(new App(), 'Stack');
    new RegistryScanning(stack, 'One');
    new RegistryScanning(new NestedStack(stack, 'Nested'), 'Two');
    expect(() => Template.fromStack(stack)).toThrow("'Stack/Nested/Two/Resource' sets it too");
  });

  test('a second one in another stack is rejected', () => {
    expect(synthesizeTwo({ env: ENV }, { env: ENV })).toThrow('one registry scanning configuration');
  });

  test('one in another Region or account, or where these are unknown, is accepted', () => {
    expect(synthesizeTwo({ env: ENV }, { env: { ...ENV, region: 'eu-west-2' } })).not.toThrow();
    expect(synthesizeTwo({ env: ENV }, { env: { ...ENV, account: '222222222222' } })).not.toThrow();
    expect(synthesizeTwo({}, {})).not.toThrow();
  });
});
