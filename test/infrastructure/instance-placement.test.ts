import { App, Stack } from 'aws-cdk-lib';
import { InstancePlacement } from '../../src/infrastructure/instance-placement';

const GROUP = 'arn:aws:resource-groups:eu-west-1:111122223333:group/hosts';
const stack = new Stack(new App(), 'Stack');

test.each([
  ['shared hardware', InstancePlacement.shared(), { tenancy: 'default' }],
  ['hardware of the account', InstancePlacement.dedicatedInstance({ availabilityZone: 'eu-west-1a' }), { tenancy: 'dedicated', availabilityZone: 'eu-west-1a' }],
  ['any Dedicated Host', InstancePlacement.dedicatedHost(), { tenancy: 'host' }],
  ['a Dedicated Host', InstancePlacement.dedicatedHost({ hostId: 'h-0123456789abcdef0' }), { tenancy: 'host', hostId: 'h-0123456789abcdef0' }],
  ['a host resource group', InstancePlacement.dedicatedHost({ hostResourceGroupArn: GROUP }), { tenancy: 'host', hostResourceGroupArn: GROUP }],
])('a placement renders %s', (_, placement, rendered) => {
  expect(placement._render(stack)).toEqual(rendered);
});

test('a placement rejects a host together with a host resource group', () => {
  const both = InstancePlacement.dedicatedHost({ hostId: 'h-0123456789abcdef0', hostResourceGroupArn: GROUP });
  expect(() => both._render(stack)).toThrow('on a host or in a host resource group, got both');
});

test.each([
  [{ hostId: 'host-1' }, "hostId must be 'h-' and digits"],
  [{ hostResourceGroupArn: 'hosts' }, "hostResourceGroupArn must be of the form 'arn:<partition>:resource-groups"],
  [{ availabilityZone: '' }, 'The Availability Zone must have 1 to 1024 characters, got 0'],
])('a placement rejects %p', (options, message) => {
  expect(() => InstancePlacement.dedicatedHost(options)._render(stack)).toThrow(message);
});
