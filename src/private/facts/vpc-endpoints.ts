import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';

/** The endpoints that the app gives a VPC, by whichever construct. */
export function endpointResources(vpc: ec2.IVpc): ec2.CfnVPCEndpoint[] {
  return vpc.node.root.node.findAll()
    .filter((construct) => ec2.CfnVPCEndpoint.isCfnVPCEndpoint(construct))
    .filter((endpoint) => endpoint.vpcId === vpc.vpcId);
}

/**
 * The endpoints in the stack of a construct for a VPC, with the rules of their security groups. An endpoint of another stack
 * exists already, or cannot be a dependency.
 */
export function endpointsWithin(scope: IConstruct, vpc: ec2.IVpc): IConstruct[] {
  return endpointResources(vpc)
    .filter((endpoint) => Stack.of(endpoint) === Stack.of(scope))
    .flatMap((endpoint): IConstruct[] => {
      const { scope: owner } = endpoint.node;
      return owner instanceof ec2.InterfaceVpcEndpoint ? [owner, ...owner.connections.securityGroups] : [endpoint];
    });
}
