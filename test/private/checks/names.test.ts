import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { InfrastructureConfiguration } from '../../../src';
import { generatedName, generatedNameOf } from '../../../src/private/checks/names';

test.each(['Recipe', 'of/slashes'])('generatedNameOf() predicts the name that the construct then gets, and leaves no construct behind: %s', (id) => {
  const scope = new Construct(new Stack(new App(), 'Stack'), 'Scope');
  const name = generatedNameOf(scope, id);
  expect(scope.node.children).toEqual([]);
  expect(generatedName(new Construct(scope, id))).toBe(name);
});

test('a predicted name is cut to fit', () => {
  const stack = new Stack(new App(), 'Stack');
  expect(generatedNameOf(stack, 'x'.repeat(200), 60)).toHaveLength(60);
});

test('a resource with a generated name can be used from another account', () => {
  const app = new App();
  const stack = (id: string, account: string) => new Stack(app, id, { env: { account, region: 'eu-west-1' } });
  const infrastructure = new InfrastructureConfiguration(stack('Here', '111122223333'), 'Infrastructure');
  const there = stack('There', '444455556666');
  new CfnOutput(there, 'Arn', { value: infrastructure.infrastructureConfigurationArn });

  const { Name } = Object.values(Template.fromStack(infrastructure.stack).findResources('AWS::ImageBuilder::InfrastructureConfiguration'))[0].Properties;
  expect(Template.fromStack(there).findOutputs('Arn').Arn.Value).toEqual({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/${Name}`]],
  });
});
