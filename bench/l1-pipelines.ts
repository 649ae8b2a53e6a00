import { Aws, CfnDeletionPolicy, CfnResource, Fn, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ib from 'aws-cdk-lib/aws-imagebuilder';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { BUNDLE_FOLDER } from './bundle';
import { componentId, COMPONENTS, PipelineComponent } from './components';

/** The id of the L1 in a construct: CDK leaves it out of logical ids. */
const RESOURCE = 'Resource';

/**
 * The pipelines of `addLibraryPipelines`, in L1s at the same paths: ids of nested paths are hashed, those of flat ones are not,
 * and the hashes are a good part of the time.
 *
 * @param policies number of policies that the permissions of the function are spread over
 */
export function addL1Pipelines(stack: Stack, count: number, policies: number): void {
  const recipeNames: string[] = [];
  const pipelines: ib.CfnImagePipeline[] = [];
  for (let i = 0; i < count; i++) {
    const recipe = new ib.CfnImageRecipe(new Construct(stack, `Recipe${i}`), RESOURCE, {
      name: `bench-recipe${i}`,
      version: '1.0.x',
      parentImage: 'ssm:/imagebuilder/golden/base',
      components: COMPONENTS.map((component) => ({ componentArn: addComponent(stack, i, component).attrLatestVersionArn })),
    });
    recipeNames.push(recipe.name);
    pipelines.push(addPipeline(stack, i, recipe));
  }
  const provider = addProvider(stack, statements(recipeNames, pipelines, policies));
  pipelines.forEach((pipeline, i) => addStatus(stack, i, pipeline, recipeNames[i], provider));
}

function addComponent(stack: Stack, i: number, { name, commands }: PipelineComponent): ib.CfnComponent {
  const id = componentId(name, i);
  return new ib.CfnComponent(new Construct(stack, id), RESOURCE, {
    name: `bench-${id.toLowerCase()}`,
    version: '1.0.0',
    platform: 'Linux',
    data: JSON.stringify({ schemaVersion: '1.0', phases: [{ name: 'build', steps: [{ name, action: 'ExecuteBash', inputs: { commands } }] }] }),
  });
}

function addPipeline(stack: Stack, i: number, recipe: ib.CfnImageRecipe): ib.CfnImagePipeline {
  const scope = new Construct(stack, `Pipeline${i}`);
  const infrastructureScope = new Construct(scope, 'InfrastructureConfiguration');
  const role = new iam.CfnRole(new Construct(infrastructureScope, 'Role'), RESOURCE, {
    description: 'Role of the instances on which EC2 Image Builder builds and tests images',
    assumeRolePolicyDocument: assumedBy('ec2.amazonaws.com'),
    managedPolicyArns: ['AmazonSSMManagedInstanceCore', 'EC2InstanceProfileForImageBuilder']
      .map((name) => `arn:${Aws.PARTITION}:iam::aws:policy/${name}`),
  });
  const profile = new iam.CfnInstanceProfile(new Construct(infrastructureScope, 'InstanceProfile'), RESOURCE, { roles: [role.ref] });
  const infrastructure = new ib.CfnInfrastructureConfiguration(infrastructureScope, RESOURCE, {
    name: `bench-infrastructure${i}`,
    instanceProfileName: profile.ref,
    terminateInstanceOnFailure: true,
    instanceMetadataOptions: { httpTokens: 'required' },
  });
  const pipeline = new ib.CfnImagePipeline(scope, RESOURCE, {
    name: `bench-pipeline${i}`,
    imageRecipeArn: recipe.attrArn,
    infrastructureConfigurationArn: infrastructure.attrArn,
    imageScanningConfiguration: { imageScanningEnabled: true },
    schedule: { scheduleExpression: 'cron(0 3 ? * sun *)' },
  });
  // The L1 of the oldest aws-cdk-lib that is supported does not know it.
  pipeline.addPropertyOverride('Schedule.Timezone', 'Europe/Berlin');
  return pipeline;
}

interface Provider {
  readonly function: CfnFunction;
  readonly parts: CfnResource[];
}

function addProvider(stack: Stack, policies: object[][]): Provider {
  const scope = new Construct(stack, 'CdkImageBuilderProvider');
  const logGroup = new CfnLogGroup(new Construct(scope, 'LogGroup'), RESOURCE, {
    logGroupName: `/aws/vendedlogs/cdk-image-builder/${stack.stackName}`,
    retentionInDays: 30,
  });
  logGroup.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
  logGroup.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.DELETE;
  const role = new iam.CfnRole(new Construct(scope, 'Role'), RESOURCE, {
    description: 'Reads the status of EC2 Image Builder images for CloudFormation',
    assumeRolePolicyDocument: assumedBy('lambda.amazonaws.com'),
  });
  const fixed = [
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.attrArn]),
    allow(['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], ['*']),
    allow(['imagebuilder:ListWorkflowStepExecutions'], [arn('workflow-execution/*')]),
  ];
  const managed = policies.map((own, i) => new iam.CfnManagedPolicy(new Construct(scope, i === 0 ? 'Policy' : `Policy${i + 1}`), RESOURCE, {
    description: 'What the function that reads the status of EC2 Image Builder images may do',
    path: '/',
    policyDocument: { Version: '2012-10-17', Statement: i === 0 ? [...fixed, ...own] : own },
    roles: [role.ref],
  }));
  const functionScope = new Construct(scope, 'Function');
  const code = new Asset(functionScope, 'Code', { path: BUNDLE_FOLDER, deployTime: true });
  const fn = new CfnFunction(functionScope, RESOURCE, {
    description: 'Returns the status of EC2 Image Builder images to CloudFormation',
    runtime: 'nodejs24.x',
    architectures: ['arm64'],
    handler: 'index.handler',
    code: { s3Bucket: code.s3BucketName, s3Key: code.s3ObjectKey },
    memorySize: 256,
    timeout: 120,
    tracingConfig: { mode: 'Active' },
    loggingConfig: { logGroup: logGroup.ref },
    role: role.attrArn,
  });
  fn.node.addDependency(managed[0]);
  return { function: fn, parts: [logGroup, role, ...managed] };
}

function addStatus(stack: Stack, i: number, pipeline: ib.CfnImagePipeline, imageName: string, provider: Provider): void {
  const status = new CfnResource(new Construct(stack, `Status${i}`), RESOURCE, {
    type: 'Custom::ImageBuilderImageStatus',
    properties: {
      ServiceToken: provider.function.attrArn,
      ServiceTimeout: '600',
      ImagePipelineArn: pipeline.attrArn,
      ImageName: imageName,
      Trigger: pipeline.attrDeploymentId,
      OnFailure: 'REPORT',
    },
  });
  status.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
  status.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.DELETE;
  provider.parts.forEach((part) => status.node.addDependency(part));
}

/** The statements of each policy: a share of the pipelines, and the images that it may read. */
function statements(recipeNames: string[], pipelines: ib.CfnImagePipeline[], policies: number): object[][] {
  const share = Math.ceil(pipelines.length / policies);
  return Array.from({ length: policies }, (_, i) => {
    const [first, last] = [i * share, (i + 1) * share];
    return [
      allow(['imagebuilder:ListImagePipelineImages'], pipelines.slice(first, last).map((pipeline) => arn(`image-pipeline/${pipeline.name}`))),
      allow(
        ['GetImage', 'ListImageScanFindingAggregations', 'ListImageScanFindings', 'ListWorkflowExecutions'].map((action) => `imagebuilder:${action}`),
        recipeNames.slice(first, last).map((name) => arn(`image/${name}/*`)),
      ),
    ];
  });
}

function arn(resource: string): string {
  return Fn.join('', ['arn:', Aws.PARTITION, ':imagebuilder:', Aws.REGION, ':', Aws.ACCOUNT_ID, `:${resource}`]);
}

function allow(actions: string[], resources: string[]): object {
  const single = <T>(list: T[]) => (list.length === 1 ? list[0] : list);
  return { Effect: 'Allow', Action: single(actions), Resource: single(resources) };
}

function assumedBy(service: string): object {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }] };
}
