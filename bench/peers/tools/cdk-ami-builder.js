const builder = require('@jjrawlins/cdk-ami-builder');
const { Vpc } = require('aws-cdk-lib/aws-ec2');
const { COMPONENTS, documentOf, PARENT_IMAGE } = require('../pipeline');

/** Names come from the stack's, so that a second pipeline would clash with the first. */
exports.onePerStack = true;

/** Builds when it is deployed; it has no schedule. */
exports.add = (stack, i) => {
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['eu-west-1a'], publicSubnetIds: ['subnet-0123456789abcdef0'] });
  new builder.ImagePipeline(stack, `Pipeline${i}`, {
    vpc,
    parentImage: PARENT_IMAGE,
    components: COMPONENTS.map((component) => ({ name: component.name, componentDocument: documentOf(component) })),
    enableVulnScans: true,
  });
};
