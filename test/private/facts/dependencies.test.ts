import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { lazyDependable, resourcesExcept } from '../../../src/private/facts/dependencies';

test('a resource depends on what is added later, and not once more on what it refers to', () => {
  const stack = new Stack(new App(), 'Stack');
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const other = new CfnResource(stack, 'Other', { type: 'AWS::SNS::Topic' });
  const resource = new CfnResource(stack, 'Resource', { type: 'AWS::SNS::Topic', properties: { Role: role.roleArn, Other: other.ref } });
  resource.node.addDependency(lazyDependable(() => resourcesExcept([role, other, undefined], [role, other])));
  role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));

  const [policy] = Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  expect(Template.fromStack(stack).toJSON().Resources.Resource.DependsOn).toEqual([policy]);
});
