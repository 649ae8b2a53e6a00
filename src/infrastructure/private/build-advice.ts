import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { BuildFacts, lackingEndpoints } from './needed-endpoints';
import { onSynthesis } from '../../private/checks/on-synthesis';
import { warn } from '../../private/checks/warnings';
import { AMI_BUILD_POLICIES, CONTAINER_BUILD_POLICIES, lackingPolicies } from '../../private/iam/role-policies';
import { adviseOnTrust } from '../../private/iam/role-trust';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/set-up-ib-env.html';
const SEE_ENDPOINTS = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/vpc-interface-endpoints.html';
/** CDK adds this rule to a security group without egress rules; without any rule, EC2 would allow all traffic. */
const NO_TRAFFIC = '255.255.255.255/32';

/** Warns if the user's own role lacks the policies that builds need, or the trust in EC2; the app may add them after this check was registered. */
export function adviseOnRole(scope: IConstruct, role: iam.IRole, buildFacts: () => BuildFacts): void {
  onSynthesis(scope, () => {
    adviseOnTrust(scope, { what: 'role of the build instances', role, service: 'ec2', see: SEE });
    const lacking = lackingPolicies(role, [...AMI_BUILD_POLICIES, ...buildFacts().buildsContainers ? CONTAINER_BUILD_POLICIES : []]);
    if (lacking.length > 0) {
      warn(scope, 'roleLacksPolicies', `The role '${role.node.path}' of the build instances lacks permissions that Image Builder needs, so builds would time out: add the managed policies ${lacking.join(' and ')}, or statements of yours that allow the same. See ${SEE}`);
    }
  });
}

/** Warns if builds in an isolated subnet cannot reach AWS, judging by the app; it may add endpoints later. */
export function adviseOnSubnet(scope: IConstruct, vpc: ec2.IVpc, subnet: ec2.ISubnet, buildFacts: () => BuildFacts): void {
  if (!vpc.isolatedSubnets.some(({ subnetId }) => subnetId === subnet.subnetId)) return;
  onSynthesis(scope, () => {
    const isolated = `run in the subnet '${subnet.node.path}', which has no route to the internet`;
    const lacking = lackingEndpoints(vpc, buildFacts());
    if (lacking.length > 0) {
      warn(scope, 'isolatedSubnetLacksEndpoints', `Builds ${isolated}, and the app gives the VPC no endpoint for ${lacking.join(', ')}, without which builds time out or lack their logs: add ImageBuilderEndpoints for the VPC, with the infrastructure configuration among its 'builders', or acknowledge this if the VPC has them. See ${SEE_ENDPOINTS}`);
    }
    if (buildFacts().buildsContainers) {
      warn(scope, 'isolatedContainerBuild', `Builds of container images ${isolated}, from which Image Builder downloads the AWS CLI for them: use a subnet with one, or acknowledge this warning if they reach it in another way. See ${SEE}`);
    }
  });
}

/** Warns if the security groups let build instances reach nothing; the app may add rules later. */
export function adviseOnEgress(scope: IConstruct, connections: ec2.Connections): void {
  if (connections.securityGroups.some(({ allowAllOutbound }) => allowAllOutbound)) return;
  onSynthesis(scope, () => {
    const groups = connections.securityGroups;
    if (groups.every(letsNothingOut)) {
      warn(scope, 'noEgress', `No security group of the build instances (${groups.map((group) => `'${group.node.path}'`).join(', ')}) lets them reach anything, so builds would time out: allow HTTPS, for example with connections.allowToAnyIpv4(ec2.Port.HTTPS) of the infrastructure configuration. See ${SEE}`);
    }
  });
}

/** Whether the app gives a security group no rule that allows outbound traffic. */
function letsNothingOut(group: ec2.ISecurityGroup): boolean {
  const resource = group.node.defaultChild;
  if (group.allowAllOutbound || !ec2.CfnSecurityGroup.isCfnSecurityGroup(resource)) return false;
  const rules = (Stack.of(group).resolve(resource.securityGroupEgress) ?? []) as ec2.CfnSecurityGroup.EgressProperty[];
  if (rules.some(({ cidrIp }) => cidrIp !== NO_TRAFFIC)) return false;
  return !group.node.root.node.findAll()
    .some((construct) => ec2.CfnSecurityGroupEgress.isCfnSecurityGroupEgress(construct) && construct.groupId === group.securityGroupId);
}
