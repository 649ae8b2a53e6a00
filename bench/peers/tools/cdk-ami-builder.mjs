import builder from '@jjrawlins/cdk-ami-builder';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { COMPONENTS, documentOf, PARENT_IMAGE } from '../pipeline.mjs';

/** Names come from the stack's, so that a second pipeline would clash with the first. */
export const onePerStack = true;

/** Builds when it is deployed; it has no schedule. */
export function add(stack, i) {
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['eu-west-1a'], publicSubnetIds: ['subnet-0123456789abcdef0'] });
  new builder.ImagePipeline(stack, `Pipeline${i}`, {
    vpc,
    parentImage: PARENT_IMAGE,
    components: COMPONENTS.map((component) => ({ name: component.name, componentDocument: documentOf(component) })),
    enableVulnScans: true,
  });
}
