import { ImagebuilderClient, ListImagePipelineImagesCommand } from '@aws-sdk/client-imagebuilder';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { parse } from 'yaml';
import { eventually, processesOfGroup } from './processes';
import { LOCAL_ACCOUNT, LOCAL_REGION, LocalCloud, startLocalCloud } from '../../local-cloud';
import { CdkResult } from '../../local-cloud/cdk-cli';
import { BUILD_ERROR, CONTAINER_HIGH_FINDINGS, ExampleDeployments } from '../../local-cloud/example-deployments';

jest.setTimeout(120_000);

const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

let cloud: LocalCloud;
let examples: ExampleDeployments;

beforeAll(async () => {
  cloud = await startLocalCloud();
  const cdk = cloud.cdk();
  examples = new ExampleDeployments(cloud, cdk);
  await cloud.bootstrap();
  expect(expectDeployed(await cdk.bootstrap(LOCAL_ACCOUNT, LOCAL_REGION)).output).toContain('bootstrapped (no changes)');
});

afterAll(async () => {
  const [group] = cloud.processIds;
  // The launcher, and the functions that it started.
  expect(processesOfGroup(group).length).toBeGreaterThan(1);
  await cloud.stop();
  expect(processesOfGroup(group)).toEqual([]);
});

describe('golden-image', () => {
  test('is built and accepted while its stack is deployed, and deployed again it is not built again', async () => {
    const { outputs } = expectDeployed(await examples.goldenImage());
    expect(outputs.GoldenImage).toMatchObject({ LinuxImageState: 'AVAILABLE', LinuxGateStatus: 'PASSED', LinuxFindingsHigh: '2' });
    expect(expectDeployed(await examples.goldenImage()).output).toContain('(no changes)');
    expect(calls('StartImagePipelineExecution', 'goldenimage-')).toHaveLength(1);
  });
});

describe('golden-ami', () => {
  let outputs: { readonly [name: string]: string };

  beforeAll(async () => {
    outputs = expectDeployed(await examples.goldenAmi()).outputs.GoldenAmi;
  });

  test('prints the ten outputs that matter, and the AMI', () => {
    expect(Object.keys(outputs)).toHaveLength(11);
    expect(outputs.AmiId).toMatch(/^ami-[0-9a-f]{17}$/);
    expect(outputs.GoldenImageId).toBe(outputs.AmiId);
  });

  test('says what the workflows did', () => {
    expect(outputs).toMatchObject({
      GoldenImageState: 'AVAILABLE',
      GoldenWorkflowStatus: 'BUILD COMPLETED 7/7, TEST COMPLETED 4/4',
      GoldenFailedStep: '',
    });
    expect(outputs.GoldenConsoleUrl).toContain(':image/goldenami-');
  });

  test('says what the scan found', () => {
    expect(outputs).toMatchObject({
      GoldenFindingsCritical: '0',
      GoldenFindingsHigh: '1',
      GoldenGateStatus: 'NOT_EVALUATED',
    });
  });

  test('builds one image, and the pipeline builds none', () => {
    expect(calls('CreateImage', 'goldenami-')).toHaveLength(1);
    expect(calls('CreateImagePipeline', 'goldenami-')).toEqual([expect.objectContaining({
      imageScanningConfiguration: { imageScanningEnabled: true },
      schedule: expect.objectContaining({ scheduleExpression: 'cron(0 3 ? * sun *)', timezone: 'Europe/Berlin' }),
    })]);
    expect(calls('StartImagePipelineExecution', 'goldenami-')).toEqual([]);
  });

  test('deployed again, builds and changes nothing', async () => {
    const again = expectDeployed(await examples.goldenAmi());
    expect(again.output).toContain('(no changes)');
    expect(calls('CreateImage', 'goldenami-')).toHaveLength(1);
  });
});

describe('scanned-container', () => {
  test('passes a gate that holds, and a deployment with a gate that breaks fails with the reason', async () => {
    const { outputs } = expectDeployed(await examples.scannedContainer(CONTAINER_HIGH_FINDINGS));
    expect(outputs.ScannedContainer).toMatchObject({
      ScannedImageUri: expect.stringMatching(/\.dkr\.ecr\.us-east-1\.amazonaws\.com\/.*:1\.0\.0-1$/),
      ScannedFindingsHigh: String(CONTAINER_HIGH_FINDINGS),
      ScannedGateStatus: 'PASSED',
      ScannedGateReason: `critical 0 (0 allowed), high ${CONTAINER_HIGH_FINDINGS} (${CONTAINER_HIGH_FINDINGS} allowed)`,
    });

    const allowed = CONTAINER_HIGH_FINDINGS - 1;
    const refused = await examples.scannedContainer(allowed);
    expect(outputs.ScannedContainer).not.toHaveProperty('ScannedImageId');
    expect(refused.exitCode).not.toBe(0);
    expect(refused.outputs).toEqual({});
    expect(refused.output).toMatch(new RegExp(`UPDATE_FAILED .* The vulnerability gate refuses image \\S+: high ${CONTAINER_HIGH_FINDINGS} \\(${allowed} allowed\\): CVE-`));
    expect(refused.output).toContain('UPDATE_ROLLBACK_COMPLET');

    // The gate evaluated the existing image: neither the change nor the rollback built another.
    expect(calls('CreateImage', 'scannedcontainer-')).toHaveLength(1);
    expect(calls('DeleteImage', 'scannedcontainer-')).toEqual([]);
  });

  test('scans in the repository of the stack', () => {
    const [image] = calls('CreateImage', 'scannedcontainer-');
    expect(image).toMatchObject({
      imageScanningConfiguration: {
        imageScanningEnabled: true,
        ecrConfiguration: { repositoryName: expect.stringMatching(/^image-builder-scannedcontainer-scanningrepository/) },
      },
    });
  });
});

describe('failed-build', () => {
  test('reports a pipeline that has built nothing, then the step in which its build failed', async () => {
    const first = expectDeployed(await examples.failedBuild('first')).outputs.FailedBuild;
    expect(first).toMatchObject({ NewestImageState: '', NewestFailedStep: '' });
    expect(first.NewestImageStateReason).toMatch(/has built no image of the recipe 'failedbuild-recipe-\w+' yet/);

    expect(await examples.build(first.PipelineArn)).toBe('FAILED');
    const second = expectDeployed(await examples.failedBuild('second')).outputs.FailedBuild;
    expect(second).toMatchObject({
      NewestImageState: 'FAILED',
      NewestWorkflowStatus: 'BUILD FAILED 2/3',
      NewestFailedStep: 'BUILD/ApplyBuildComponents',
      NewestFailedStepMessage: expect.stringContaining(BUILD_ERROR),
    });
    expect(Object.keys(second).sort()).toEqual(['NewestFailedStep', 'NewestFailedStepMessage', 'NewestImageState', 'NewestImageStateReason', 'NewestWorkflowStatus', 'PipelineArn']);
  });
});

describe('custom-workflow', () => {
  test('builds an image once a person has approved it, and fails the build that is not approved', async () => {
    const { PipelineArn } = expectDeployed(await examples.customWorkflow()).outputs.CustomWorkflow;
    expect(await examples.build(PipelineArn, 'RESUME')).toBe('AVAILABLE');
    expect(calls('SendWorkflowStepAction', 'customworkflow-')).toEqual([expect.objectContaining({ action: 'RESUME' })]);
    expect(await examples.build(PipelineArn, 'STOP')).toBe('FAILED');
  });
});

describe('compliance', () => {
  test('deploys, with the function in a VPC, and its gate holds', async () => {
    const { outputs } = expectDeployed(await examples.compliance());
    expect(outputs.Compliance).toMatchObject({ GoldenImageState: 'AVAILABLE', GoldenGateStatus: 'PASSED' });
  });
});

describe('chained-pipelines', () => {
  test('builds the base image by its pipeline, once, with the role that may write to the log group', async () => {
    const { outputs } = expectDeployed(await examples.chainedPipelines());
    expect(outputs.Chained.BaseAmiId).toMatch(/^ami-[0-9a-f]{17}$/);
    expect(outputs.Chained.LaunchTemplateId).toMatch(/^lt-/);

    expect(calls('CreateImage', 'chained-')).toEqual([]);
    expect(calls('StartImagePipelineExecution', 'chained-base-')).toHaveLength(1);
    expect(calls('CreateImagePipeline', 'chained-base-')).toEqual([expect.objectContaining({
      executionRole: expect.stringContaining(':role/Chained-BaseExecutionRole'),
      loggingConfiguration: { imageLogGroupName: '/golden/builds' },
    })]);
    expect(calls('CreateImageRecipe', 'chained-applicationrecipe-')).toEqual([expect.objectContaining({
      parentImage: expect.stringMatching(/:image\/chained-baserecipe-\w+\/x\.x\.x$/),
    })]);

    // The next base image brings an image of the application.
    const [start] = calls('StartImagePipelineExecution', 'chained-base-') as { imagePipelineArn: string }[];
    expect(await examples.build(start.imagePipelineArn)).toBe('AVAILABLE');
    await eventually('the rule has started the pipeline', () => calls('StartImagePipelineExecution', 'chained-application-').length === 1);
  });
});

describe('shared-ami', () => {
  test('gives the AMI to its accounts in each Region, and its id to a parameter there', async () => {
    const { PipelineArn } = expectDeployed(await examples.sharedAmi()).outputs.SharedAmi;
    const [component] = calls('CreateComponent', 'sharedami-') as { data: string }[];
    expect(parse(component.data).phases.map(({ name }: { name: string }) => name)).toEqual(['build', 'validate', 'test']);
    const settings = {
      amiDistributionConfiguration: expect.objectContaining({
        amiTags: { Application: 'web' }, launchPermission: { userIds: ['111111111111', '222222222222'] },
      }),
      ssmParameterConfigurations: [{ parameterName: '/imagebuilder/web-server', dataType: 'aws:ec2:image' }],
    };
    expect(calls('CreateDistributionConfiguration', 'sharedami-')).toEqual([expect.objectContaining({
      distributions: ['us-east-1', 'eu-west-1'].map((region) => expect.objectContaining({ region, ...settings })),
    })]);
    expect(calls('CreateLifecyclePolicy', 'sharedami-')).toEqual([expect.objectContaining({
      resourceType: 'AMI_IMAGE',
      policyDetails: [
        expect.objectContaining({ action: expect.objectContaining({ type: 'DEPRECATE' }) }),
        expect.objectContaining({ filter: { type: 'COUNT', value: 5 } }),
      ],
    })]);

    expect(await examples.build(PipelineArn)).toBe('AVAILABLE');
    const [here, there] = await Promise.all(['us-east-1', 'eu-west-1'].map(async (region) => parameter('/imagebuilder/web-server', region)));
    expect([here, there]).toEqual([expect.stringMatching(/^ami-/), expect.stringMatching(/^ami-/)]);
    expect(here).not.toEqual(there);
  });
});

describe('company-image', () => {
  test('is copied, shared and named by a parameter in each Region once a person has approved it', async () => {
    await cloud.bootstrap('eu-west-1');
    const { outputs } = expectDeployed(await examples.companyImage());
    const distributed = () => cloud.imageBuilder.emulator.distributed
      .filter(({ imageArn, kind }) => imageArn.includes(':image/companyimage-') && kind !== 'AMI').map(({ kind, region }) => `${kind} ${region}`).sort();

    expect(await examples.build(outputs.CompanyImage.PipelineArn, 'STOP')).toBe('FAILED');
    expect(distributed()).toEqual([]);
    expect(await examples.build(outputs.CompanyImage.PipelineArn, 'RESUME')).toBe('AVAILABLE');
    expect(distributed()).toEqual(['LAUNCH_PERMISSION eu-west-1', 'LAUNCH_PERMISSION us-east-1', 'PARAMETER eu-west-1', 'PARAMETER us-east-1']);
  });
});

describe('monitored-images', () => {
  test('has a monitor that looks when a build has ended, and remembers it', async () => {
    const { PipelineArn } = expectDeployed(await examples.monitoredImages()).outputs.MonitoredImages;
    expect(await examples.build(PipelineArn)).toBe('AVAILABLE');
    const remembered = () => calls('TagResource', 'monitoredimages-linux').flatMap((input) => Object.entries((input as { tags: Record<string, string> }).tags));
    await eventually('the monitor has tagged the pipeline', () => remembered().some(([key, value]) => (
      key.startsWith('cdk-image-builder:monitor-') && value.includes('released=1.0.0/1:')
    )));
  });
});

describe('web-container', () => {
  test('builds a container image from its Dockerfile, and tags it in the repository', async () => {
    const { PipelineArn } = expectDeployed(await examples.webContainer()).outputs.WebContainer;
    expect(calls('CreateContainerRecipe', 'webcontainer-')).toEqual([expect.objectContaining({
      parentImage: 'public.ecr.aws/amazonlinux/amazonlinux:2023', platformOverride: 'Linux', dockerfileTemplateData: expect.stringContaining('EXPOSE 80'),
    })]);
    expect(await examples.build(PipelineArn)).toBe('AVAILABLE');
    expect(await imageUris(PipelineArn)).toEqual([expect.stringMatching(/:latest$/), expect.stringMatching(/-1\.0\.0-1$/), expect.stringMatching(/:1\.0\.0-1$/)]);
    expect(calls('CreateLifecyclePolicy', 'webcontainer-')).toEqual([expect.objectContaining({ resourceType: 'CONTAINER_IMAGE' })]);
  });
});

describe('private-network', () => {
  test('builds in a subnet of the VPC, with its logs in the bucket and the topic told of the image', async () => {
    const { PipelineArn } = expectDeployed(await examples.privateNetwork()).outputs.PrivateNetwork;
    expect(calls('CreateInfrastructureConfiguration', 'privatenetwork-')).toEqual([expect.objectContaining({
      subnetId: expect.stringMatching(/^subnet-/),
      securityGroupIds: [expect.stringMatching(/^sg-/)],
      instanceTypes: ['m7i.large', 'm6i.large'],
      logging: { s3Logs: { s3BucketName: expect.stringMatching(/^privatenetwork-logs/) } },
      snsTopicArn: expect.stringMatching(/:PrivateNetwork-Builds/),
      resourceTags: { Purpose: 'image-build' },
    })]);
    expect(await examples.build(PipelineArn)).toBe('AVAILABLE');
  });
});

/** The value of a parameter, which a build sets a moment after it has ended. */
async function parameter(name: string, region: string): Promise<string> {
  const client = new SSMClient({ endpoint: cloud.endpoint, region, credentials: CREDENTIALS });
  let value: string | undefined;
  await eventually(`${name} is set in ${region}`, async () => {
    value = await client.send(new GetParameterCommand({ Name: name })).then(({ Parameter }) => Parameter?.Value, () => undefined);
    return value !== undefined;
  });
  return value!;
}

async function imageUris(imagePipelineArn: string): Promise<string[] | undefined> {
  const client = new ImagebuilderClient({ endpoint: cloud.imageBuilder.url, region: LOCAL_REGION, credentials: CREDENTIALS });
  const { imageSummaryList } = await client.send(new ListImagePipelineImagesCommand({ imagePipelineArn }));
  return imageSummaryList?.[0].outputResources?.containers?.[0].imageUris;
}

function expectDeployed(result: CdkResult): CdkResult {
  if (result.exitCode !== 0) throw new Error(`The CDK CLI failed:\n${result.output}\n${cloud.log}`);
  return result;
}

/** The inputs of the calls of an operation about resources whose name starts so. */
function calls(operation: string, namePrefix: string): object[] {
  return cloud.imageBuilder.emulator.calls
    .filter((call) => call.operation === operation && new RegExp(`["/]${namePrefix}`).test(JSON.stringify(call.input)))
    .map((call) => call.input);
}
