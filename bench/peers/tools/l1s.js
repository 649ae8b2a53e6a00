const { Aws } = require('aws-cdk-lib');
const { CfnInstanceProfile, CfnRole } = require('aws-cdk-lib/aws-iam');
const { CfnComponent, CfnImagePipeline, CfnImageRecipe, CfnInfrastructureConfiguration } = require('aws-cdk-lib/aws-imagebuilder');
const { COMPONENTS, documentOf, PARENT_IMAGE, SCHEDULE } = require('../pipeline');

exports.add = (stack, i) => {
  const recipe = new CfnImageRecipe(stack, `Recipe${i}`, {
    name: `recipe-${i}`,
    version: '1.0.x',
    parentImage: PARENT_IMAGE,
    components: COMPONENTS.map((component) => ({
      componentArn: new CfnComponent(stack, `${component.name}${i}`, {
        name: `${component.name.toLowerCase()}-${i}`,
        version: '1.0.0',
        platform: 'Linux',
        data: JSON.stringify(documentOf(component)),
      }).attrArn,
    })),
  });
  const role = new CfnRole(stack, `Role${i}`, {
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }],
    },
    managedPolicyArns: ['AmazonSSMManagedInstanceCore', 'EC2InstanceProfileForImageBuilder'].map((name) => `arn:${Aws.PARTITION}:iam::aws:policy/${name}`),
  });
  const infrastructure = new CfnInfrastructureConfiguration(stack, `Infrastructure${i}`, {
    name: `infrastructure-${i}`,
    instanceProfileName: new CfnInstanceProfile(stack, `Profile${i}`, { roles: [role.ref] }).ref,
    instanceMetadataOptions: { httpTokens: 'required' },
  });
  new CfnImagePipeline(stack, `Pipeline${i}`, {
    name: `pipeline-${i}`,
    imageRecipeArn: recipe.attrArn,
    infrastructureConfigurationArn: infrastructure.attrArn,
    imageScanningConfiguration: { imageScanningEnabled: true },
    schedule: { scheduleExpression: SCHEDULE },
  });
};
