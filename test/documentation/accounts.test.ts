import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { compileFunction } from 'node:vm';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { ModuleKind, transpileModule } from 'typescript';
import { blocksOf, ROOT } from './pages';
import { BaseImage, GoldenImage } from '../../src';

const PAGE = 'docs/accounts.md';
const TARGET_ACCOUNT = '777788889999';
const [program, roleBlock, lifecycleBlock] = blocksOf(PAGE, 'ts');

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

/** The stack of a role that the page shows. */
function roleStack(block = roleBlock): Stack {
  const stack = new Stack(new App(), 'Role', { env: { account: TARGET_ACCOUNT, region: 'us-east-1' } });
  const { outputText } = transpileModule(block.replace(/^declare .*$/m, ''), { compilerOptions: { module: ModuleKind.CommonJS } });
  compileFunction(outputText, ['require', 'exports', 'targetAccountStack'])(require, {}, stack);
  return stack;
}

/** The actions that the role allows on a service's resources. */
function allowed(service: string): { actions: string[]; resources: string } {
  const statements = Object.values(Template.fromStack(roleStack()).findResources('AWS::IAM::Policy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[])
    .filter(({ Action }) => [Action].flat().every((action) => action.startsWith(`${service}:`)));
  return { actions: statements.flatMap(({ Action }) => Action), resources: JSON.stringify(statements.map(({ Resource }) => Resource)) };
}

/** The actions on a key of the app that the library allows an account with a copy. */
function keyActions(): string[] {
  const stack = new Stack(new App(), 'Images', { env: { account: '123456789012', region: 'us-east-1' } });
  const kmsKey = new kms.Key(stack, 'Key');
  new GoldenImage(stack, 'Linux', {
    baseImage: BaseImage.amazonLinux2023(),
    blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(8, { encrypted: true, kmsKey }) }],
    amiDistributions: [{ kmsKey, targetAccounts: [TARGET_ACCOUNT] }],
  });
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'));
  return (Properties.KeyPolicy.Statement as Statement[]).slice(1).flatMap(({ Action }) => Action);
}

describe('the role of the page about accounts', () => {
  test('has the name that Image Builder assumes, and trusts the account that builds', () => {
    const [{ Properties }] = Object.values(Template.fromStack(roleStack()).findResources('AWS::IAM::Role'));
    expect(Properties.RoleName).toBe('EC2ImageBuilderDistributionCrossAccountRole');
    const [, builder] = /account: '(\d{12})'/.exec(program)!;
    expect(JSON.stringify(Properties.AssumeRolePolicyDocument.Statement[0].Principal)).toContain(`:iam::${builder}:root`);
    expect(JSON.stringify(Properties.ManagedPolicyArns)).toContain(':iam::aws:policy/Ec2ImageBuilderCrossAccountDistributionAccess');
  });

  test('may write the parameter that the program of the page writes in its account', () => {
    const [, parameter] = /parameterName = '([^']+)'/.exec(program)!;
    expect(program).toContain(`targetAccounts: ['${TARGET_ACCOUNT}']`);
    const { actions, resources } = allowed('ssm');
    expect(actions).toContain('ssm:PutParameter');
    const [, pattern] = new RegExp(`:ssm:\\*:${TARGET_ACCOUNT}:parameter(/[^"]+)\\*`).exec(resources)!;
    expect(parameter.startsWith(pattern)).toBe(true);
  });

  // The policy of AWS's page on cross-account distribution. A key of another account must allow the same.
  test('may do with keys what AWS asks for, and what the library lets its account do with a key of the app', () => {
    const actions = ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ListGrants', 'kms:ReEncrypt*'];
    expect(allowed('kms').actions.sort()).toEqual(actions);
    expect(keyActions().sort()).toEqual(actions);
    expect(allowed('ec2')).toEqual({ actions: ['ec2:CreateTags'], resources: '["arn:aws:ec2:*::snapshot/*"]' });
  });

  test('has a template in which cfn-lint finds nothing', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'role-'));
    try {
      const file = path.join(folder, 'role.template.json');
      writeFileSync(file, JSON.stringify(Template.fromStack(roleStack()).toJSON()));
      expect(execFileSync(path.join(ROOT, '.venv', 'bin', 'cfn-lint'), ['--format', 'parseable', '--', file], { encoding: 'utf8' })).toBe('');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

// The policy of AWS's page on cross-account distribution.
test.each([
  ['the page about accounts', PAGE],
  ['AmiLaunchTemplate', 'src/infrastructure/ami-launch-template.ts'],
])('%s names what the role in the account of a launch template must be allowed', (_, file) => {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  for (const action of ['CreateLaunchTemplateVersion', 'ModifyLaunchTemplate', 'DescribeLaunchTemplates', 'CreateTags']) expect(text).toContain(`\`ec2:${action}\``);
});

test('the role for retention on the page about accounts has the name and the trust that Image Builder needs', () => {
  const [, builder] = /account: '(\d{12})'/.exec(program)!;
  const [{ Properties }] = Object.values(Template.fromStack(roleStack(lifecycleBlock)).findResources('AWS::IAM::Role'));
  expect(Properties.RoleName).toBe('Ec2ImageBuilderCrossAccountLifecycleAccess');
  expect(Properties.AssumeRolePolicyDocument.Statement).toEqual([{
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Service: 'imagebuilder.amazonaws.com' },
    Condition: {
      StringEquals: { 'aws:SourceAccount': builder },
      ArnLike: { 'aws:SourceArn': 'arn:*:imagebuilder:*:*:image/*/*/*' },
    },
  }]);
  expect(JSON.stringify(Properties.ManagedPolicyArns)).toContain(':iam::aws:policy/service-role/EC2ImageBuilderLifecycleExecutionPolicy');
});
