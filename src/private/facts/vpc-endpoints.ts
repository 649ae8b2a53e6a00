import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { outermostStack } from '../checks/outermost-stack';
import { referencesIn } from '../checks/references';

/** The endpoints that the app gives a VPC, by whichever construct. */
export function endpointResources(vpc: ec2.IVpc): ec2.CfnVPCEndpoint[] {
  return vpc.node.root.node.findAll()
    .filter((construct) => ec2.CfnVPCEndpoint.isCfnVPCEndpoint(construct))
    .filter((endpoint) => endpoint.vpcId === vpc.vpcId);
}

/**
 * The endpoints in the stack of a construct for a VPC, with the rules of their security groups, and those in the stacks that the
 * stack is nested in, without the rules, which may refer to the nested stack. An endpoint of another stack exists already, or
 * cannot be a dependency; nor can an endpoint that refers to the nested stack itself, such as by its policy.
 */
export function endpointsWithin(scope: IConstruct, vpc: ec2.IVpc): IConstruct[] {
  return endpointResources(vpc)
    .filter((endpoint) => scope.node.scopes.includes(Stack.of(endpoint)) && outermostStack(endpoint) === outermostStack(scope))
    .filter((endpoint) => !refersToNested(endpoint, scope))
    .flatMap((endpoint): IConstruct[] => {
      const { scope: owner } = endpoint.node;
      const hasRules = owner instanceof ec2.InterfaceVpcEndpoint && Stack.of(endpoint) === Stack.of(scope);
      return hasRules ? [owner, ...owner.connections.securityGroups] : [endpoint];
    });
}

/** Whether an endpoint refers to the nested stack of a construct, which is then created first. */
function refersToNested(endpoint: ec2.CfnVPCEndpoint, scope: IConstruct): boolean {
  const own = Stack.of(endpoint);
  const nested = scope.node.scopes.find((ancestor) => Stack.isStack(ancestor) && ancestor.nestedStackParent === own);
  const { vpcId, policyDocument, routeTableIds, securityGroupIds, subnetIds } = endpoint;
  return nested !== undefined
    && referencesIn(endpoint, [vpcId, policyDocument, routeTableIds, securityGroupIds, subnetIds]).some(({ node }) => node.scopes.includes(nested));
}
