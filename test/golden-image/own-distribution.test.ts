import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { CfnDistributionConfiguration } from 'aws-cdk-lib/aws-imagebuilder';
import { ami, container, PIPELINE, POLICY } from './golden';
import { DistributionConfiguration } from '../../src';

type Distribution = CfnDistributionConfiguration.DistributionProperty;

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '123456789012' } });
});

const amiDistributionConfiguration = { Name: 'linux {{ imagebuilder:buildDate }}' };
const l1 = (...distributions: Distribution[]) => new CfnDistributionConfiguration(stack, 'Own', { name: 'own', distributions });
const entry = (region: string, parameterName?: string, amiAccountId?: string): Distribution => (
  { region, amiDistributionConfiguration, ssmParameterConfigurations: parameterName === undefined ? undefined : [{ parameterName, amiAccountId }] }
);
const PARAMETER = '/golden-images/golden-linux';
const ERROR = "'Stack/Own' does not write the parameter '/golden-images/golden-linux' in the stack's own Region: add { parameterName: '/golden-images/golden-linux' } to the 'ssmParameterConfigurations' of that Region in its 'distributions'";

describe('the execution role of a golden AMI may write its parameter', () => {
  test.each<[string, () => Parameters<typeof ami>[1]]>([
    ['an import', () => ({ distributionConfiguration: DistributionConfiguration.fromDistributionConfigurationName(stack, 'Own', 'own') })],
    ['an L1', () => ({ distributionConfiguration: l1(entry('eu-west-1', PARAMETER)) })],
  ])('where its distribution is %s', (_what, props) => {
    ami(stack, props());
    const template = Template.fromStack(stack);
    template.hasResourceProperties(PIPELINE, { ExecutionRole: Match.anyValue() });
    template.hasResourceProperties(POLICY, {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: ['ssm:PutParameter', 'ssm:AddTagsToResource'],
          Resource: { 'Fn::Join': ['', Match.arrayWith([':ssm:eu-west-1:123456789012:parameter/golden-images/golden-linux'])] },
        })]),
      },
    });
  });
});

describe('an L1 as the distribution of a golden AMI', () => {
  test.each<[string, () => Distribution[]]>([
    ['writes no parameter', () => [entry('eu-west-1')]],
    ['writes another one', () => [entry('eu-west-1', '/other')]],
    ['writes it in another Region', () => [entry('eu-west-1'), entry('us-east-1', PARAMETER)]],
    ['writes it in another account', () => [entry('eu-west-1', PARAMETER, '444455556666')]],
  ])('is rejected if it %s', (_how, distributions) => {
    ami(stack, { distributionConfiguration: l1(...distributions()) });
    expect(() => Template.fromStack(stack)).toThrow(ERROR);
  });

  test.each<[string, () => CfnDistributionConfiguration]>([
    ['writes it', () => l1(entry('eu-west-1', PARAMETER))],
    ['writes one that only the deployment knows', () => l1(entry('eu-west-1', new CfnParameter(stack, 'Name').valueAsString))],
    ['has an escape hatch', () => {
      const own = l1(entry('eu-west-1'));
      own.addPropertyOverride('Distributions.0.SsmParameterConfigurations', [{ ParameterName: PARAMETER }]);
      return own;
    }],
  ])('is accepted if it %s', (_how, distribution) => {
    ami(stack, { distributionConfiguration: distribution() });
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('the distribution of a golden container image to the Region of the stack', () => {
  const created = (id: string, repositoryName?: string) => new ecr.Repository(stack, id, { repositoryName });
  const named = (id: string, name: string) => ecr.Repository.fromRepositoryName(stack, id, name);
  const ELSEWHERE = /names the image in its targetRepository 'Stack\/(Mine|Created)', but the distribution of container images gives the stack's own Region another repository/;

  test.each<[string, () => ecr.IRepository, () => ecr.IRepository]>([
    ['another repository of the app', () => created('Mine'), () => created('Other')],
    ['an imported repository of another name', () => named('Mine', 'mine'), () => named('Other', 'other')],
    ['an imported repository of another name than the app gives the target', () => created('Mine', 'mine'), () => named('Other', 'other')],
    ['a repository that the app gives another name than the imported target', () => named('Mine', 'mine'), () => created('Other', 'other')],
  ])('is rejected if it is to %s', (_what, mine, other) => {
    const targetRepository = mine();
    expect(() => container(stack, { targetRepository, containerDistributions: [{ targetRepository: other() }] })).toThrow(ELSEWHERE);
  });

  test('is rejected in a distribution configuration that the golden image is given', () => {
    const distributionConfiguration = new DistributionConfiguration(stack, 'Own', {
      containerDistributions: [{ region: 'eu-west-1', targetRepository: created('Other') }],
    });
    expect(() => container(stack, { targetRepository: created('Created'), distributionConfiguration })).toThrow(ELSEWHERE);
  });

  test.each<[string, (mine: ecr.IRepository) => DistributionConfiguration]>([
    ['to the same repository', (mine) => new DistributionConfiguration(stack, 'Own', { containerDistributions: [{ targetRepository: mine, containerTags: ['latest'] }] })],
    ['to an import of its name', () => new DistributionConfiguration(stack, 'Own', { containerDistributions: [{ targetRepository: named('Same', 'mine') }] })],
    ['to a repository that only the deployment knows', () => new DistributionConfiguration(stack, 'Own', {
      containerDistributions: [{ targetRepository: named('Other', new CfnParameter(stack, 'Name').valueAsString) }],
    })],
    ['to another Region only', () => new DistributionConfiguration(stack, 'Own', { containerDistributions: [{ region: 'us-east-1', targetRepository: created('Other') }] })],
  ])('is accepted %s', (_what, distribution) => {
    const targetRepository = created('Mine', 'mine');
    expect(() => container(stack, { targetRepository, distributionConfiguration: distribution(targetRepository) })).not.toThrow();
  });

  test('is accepted to an imported repository if CloudFormation names the target', () => {
    expect(() => container(stack, { targetRepository: created('Mine'), containerDistributions: [{ targetRepository: named('Other', 'other') }] })).not.toThrow();
  });
});
