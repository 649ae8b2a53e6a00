import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';

/** The rule that CDK writes for a security group without any, since EC2 would else allow all. */
const NO_TRAFFIC = '255.255.255.255/32';

/** Whether a security group lets nothing out, as far as the app knows. */
export function letsNothingOut(group: ec2.ISecurityGroup): boolean {
  const resource = group.node.defaultChild;
  if (group.allowAllOutbound || !(resource instanceof ec2.CfnSecurityGroup)) return false;
  const rules = (Stack.of(group).resolve(resource.securityGroupEgress) ?? []) as ec2.CfnSecurityGroup.EgressProperty[];
  if (rules.some(({ cidrIp }) => cidrIp !== NO_TRAFFIC)) return false;
  return !group.node.root.node.findAll()
    .some((construct) => construct instanceof ec2.CfnSecurityGroupEgress && construct.groupId === group.securityGroupId);
}
