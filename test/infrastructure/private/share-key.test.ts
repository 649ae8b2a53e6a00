import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { AmiDistribution, BaseImage, DistributionConfiguration, ImagePipeline, ImageRecipe } from '../../../src';

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

/** The statements of the key's policy beyond that of the account itself. */
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
  expect(statements[0].Action).toEqual(['kms:Decrypt', 'kms:DescribeKey', 'kms:CreateGrant', 'kms:ReEncrypt*', 'kms:GenerateDataKey*']);
});

test('the key of an AMI that stays in its account is left alone', () => {
  distribute({ kmsKey: new kms.Key(stack, 'Key'), launchPermission: { accounts: [env.account] } });
  expect(added()).toEqual([]);
});

test('of an imported key, a warning says what its policy must allow', () => {
  const kmsKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:123456789012:key/mrk-1');
  distribute({ kmsKey, launchPermission: { accounts: ['222222222222'] } });
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp("key 'Stack/Key'.*'eu-west-1'.*the accounts 222222222222 kms:Decrypt, kms:DescribeKey, kms:CreateGrant"));
});
