import { App, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { acknowledgeFinding } from '../../../src/private/iam/acknowledge-finding';

const finding = (policy: string) => `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${policy}]`;

test('acknowledging one finding leaves the other findings of the rule', () => {
  const app = new App();
  const role = new iam.Role(new Stack(app, 'Stack'), 'Role', {
    assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
    managedPolicies: ['ReadOnlyAccess', 'PowerUserAccess'].map((name) => iam.ManagedPolicy.fromAwsManagedPolicyName(name)),
  });
  const resource = role.node.defaultChild!;
  acknowledgeFinding(resource, finding('ReadOnlyAccess'), 'It only reads');
  const violations = new AwsSolutionsChecks().validateScope(app).violations;
  expect(violations.map((violation) => violation.ruleName)).toEqual([finding('PowerUserAccess')]);
  expect(resource.node.metadata).toContainEqual(expect.objectContaining({
    type: Validations.ACKNOWLEDGED_RULES_METADATA_KEY,
    data: { [finding('ReadOnlyAccess')]: 'It only reads' },
  }));
});
