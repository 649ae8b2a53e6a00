import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, CfnOutput, Duration, RemovalPolicy, Stack, TimeZone } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { withPart } from '../packaging/page-part';
import { WARNINGS_PAGE, warningsTable } from '../packaging/warnings';
import {
  BaseContainerImage, BaseImage, BuildDashboard, Component, ComponentDocument, ComponentParameter, ContainerRecipe, ContainerRecipeProps,
  CreateFileStep, DistributeImageStep, DistributionConfiguration, LifecycleImageType,
  DockerfileTemplate, ExecuteBashStep, GoldenImage, Image, ImagePipeline, ImagePipelineProps, ImagePipelineSchedule, ImagePipelineTarget,
  ImageRecipe, ImageScanningConfiguration, ImageStatus, InfrastructureConfiguration, InfrastructureConfigurationProps, LifecyclePeriod,
  LifecyclePolicy, LifecyclePolicyDetail, ManagedComponent, ManagedWorkflow, OnFailure, PipelineMonitor, Platform, ScanningRepository,
  VulnerabilityGate, VulnerabilityGateOptions, WaitForActionStep, Workflow, WorkflowDocument, WorkflowType,
} from '../src';
import { WarningId, WARNINGS } from '../src/private/checks/warnings';

const baseImage = BaseImage.fromSsmParameterName('/imagebuilder/base');
const env = { account: '111122223333', region: 'eu-west-1' };

function pipeline(stack: Stack, props: Partial<ImagePipelineProps> = {}, id = 'Pipeline'): ImagePipeline {
  return new ImagePipeline(stack, id, { recipe: new ImageRecipe(stack, `${id}Recipe`, { baseImage }), ...props });
}

function containerRecipe(stack: Stack, props: Partial<ContainerRecipeProps> = {}) {
  const targetRepository = props.targetRepository ?? new ecr.Repository(stack, 'Repository');
  return new ContainerRecipe(stack, 'ContainerRecipe', { baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), ...props, targetRepository });
}

function component(stack: Stack, phase: 'buildSteps' | 'testSteps', step: ExecuteBashStep | CreateFileStep): Component {
  return new Component(stack, 'Component', { platform: Platform.LINUX, document: ComponentDocument.fromSteps({ [phase]: [step] }) });
}

function createFile(stack: Stack, file: { path: string; permissions?: string }): void {
  component(stack, 'buildSteps', new CreateFileStep('Create', { inputs: [{ content: 'Hello', ...file }] }));
}

const run = (...commands: string[]) => new ExecuteBashStep('Run', { commands });
const buildImage = (stack: Stack) => ({ workflow: ManagedWorkflow.buildImage(stack, 'BuildImage') });
const approve = (stack: Stack) => ({
  workflow: new Workflow(stack, 'Approve', { workflowType: WorkflowType.TEST, document: WorkflowDocument.fromSteps({ steps: [new WaitForActionStep('Approve')] }) }),
});

function workflowWith(stack: Stack, inputs: object): Workflow {
  const document = WorkflowDocument.fromObject({ schemaVersion: '1.0', steps: [{ name: 'Wait', action: 'WaitForAction', inputs }] });
  return new Workflow(stack, 'Workflow', { workflowType: WorkflowType.TEST, document });
}

function isolated(stack: Stack): InfrastructureConfigurationProps {
  const subnetType = ec2.SubnetType.PRIVATE_ISOLATED;
  return { vpc: new ec2.Vpc(stack, 'Vpc', { natGateways: 0, subnetConfiguration: [{ name: 'isolated', subnetType }] }), subnetSelection: { subnetType } };
}

function role(stack: Stack, service: string): iam.Role {
  return new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal(`${service}.amazonaws.com`) });
}

function gate(stack: Stack, options: VulnerabilityGateOptions): void {
  pipeline(stack, { imageScanningConfiguration: ImageScanningConfiguration.testInstance() }).start('Start', { gate: VulnerabilityGate.atMost(options) });
}

function schedule(stack: Stack, expression: string, timeZone?: TimeZone): void {
  pipeline(stack, { schedule: ImagePipelineSchedule.expression(expression, { timeZone }) });
}

function parameters(stack: Stack, ...names: string[]): DistributionConfiguration {
  return new DistributionConfiguration(stack, 'Distribution', { amiDistributions: [{ ssmParameters: names.map((parameterName) => ({ parameterName })) }] });
}

/** The app that causes each warning: a warning without an entry does not compile, nor does an entry without a warning. */
const CAUSES: Record<WarningId, (stack: Stack) => unknown> = {
  approvalOutlastsDeployment: (stack) => pipeline(stack, { workflows: [buildImage(stack), approve(stack)] }).start('Start'),
  attributeInOtherStack: (stack) => {
    const { imageId } = pipeline(stack).start('Start');
    return new CfnOutput(new Stack(stack.node.root as App, 'Other', { env }), 'ImageId', { value: imageId });
  },
  baseImageInOtherAccount: (stack) => containerRecipe(stack, {
    baseImage: BaseContainerImage.fromString('444455556666.dkr.ecr.eu-west-1.amazonaws.com/base:1'), platformOverride: Platform.LINUX,
  }),
  baseImageTagNotPushed: (stack) => {
    const recipe = containerRecipe(stack);
    pipeline(stack, { recipe });
    const repository = stack.node.findChild('Repository') as ecr.Repository;
    return new ContainerRecipe(stack, 'Chained', { baseImage: BaseContainerImage.fromEcr(repository), targetRepository: new ecr.Repository(stack, 'Target') });
  },
  componentTestsNotRun: (stack) => pipeline(stack, {
    recipe: new ImageRecipe(stack, 'Recipe', { baseImage, components: [{ component: component(stack, 'testSteps', run('true')) }] }), workflows: [buildImage(stack)],
  }),
  dashboardWithoutMonitor: (stack) => new BuildDashboard(stack, 'Builds', { pipelines: [pipeline(stack)] }),
  distributionNotApplied: (stack) => pipeline(stack, {
    distributionConfiguration: parameters(stack, '/imagebuilder/linux'),
    workflows: [buildImage(stack), {
      workflow: new Workflow(stack, 'Distribute', {
        workflowType: WorkflowType.DISTRIBUTION, document: WorkflowDocument.fromSteps({ steps: [new DistributeImageStep('Distribute')] }),
      }),
    }],
  }),
  dockerfileTemplateRunsNoComponents: (stack) => containerRecipe(stack, {
    components: [{ component: component(stack, 'buildSteps', run('true')) }],
    dockerfile: DockerfileTemplate.fromInline('FROM {{{ imagebuilder:parentImage }}}\n{{{ imagebuilder:environments }}}'),
  }),
  eventsElsewhere: (stack) => ImagePipeline.fromImagePipelineArn(stack, 'Pipeline', 'arn:aws:imagebuilder:us-east-1:111122223333:image-pipeline/other').onCveDetected('Rule'),
  eventsOfSharedRecipe: (stack) => {
    const recipe = new ImageRecipe(stack, 'Recipe', { baseImage });
    pipeline(stack, { recipe }).onImageAvailable('Rule');
    pipeline(stack, { recipe }, 'Other');
  },
  executionRoleLacksPolicy: (stack) => pipeline(stack, { executionRole: role(stack, 'imagebuilder') }),
  fastLaunchInOtherAccount: (stack) => new DistributionConfiguration(stack, 'Distribution', {
    amiDistributions: [{ targetAccounts: ['444455556666'], fastLaunches: [{ accountId: '444455556666' }] }],
  }),
  filePermissions: (stack) => createFile(stack, { path: '/etc/motd', permissions: 'rw' }),
  gateCeilingIdle: (stack) => gate(stack, { critical: 2, all: 1 }),
  gateExceptionExpired: (stack) => gate(stack, { critical: 0, exceptions: [{ vulnerabilityId: 'CVE-2024-3094', reason: 'unused', expires: '2020-01-01' }] }),
  gateWithoutFindings: (stack) => pipeline(stack).start('Start', { gate: VulnerabilityGate.atMost({ critical: 0 }), onFailure: OnFailure.REPORT }),
  imageInOtherStack: (stack) => {
    const other = new Stack(stack.node.root as App, 'Other', { env });
    const image = new Image(other, 'Image', { recipe: new ImageRecipe(other, 'Recipe', { baseImage }) });
    return new ec2.LaunchTemplate(stack, 'Template', { machineImage: image.toMachineImage() });
  },
  immutableTargetTags: (stack) => new DistributionConfiguration(stack, 'Distribution', {
    containerDistributions: [{
      targetRepository: new ecr.Repository(stack, 'Repository', { imageTagMutability: ecr.TagMutability.IMMUTABLE }), containerTags: ['latest'],
    }],
  }),
  isolatedContainerBuild: (stack) => pipeline(stack, {
    recipe: containerRecipe(stack), infrastructureConfiguration: new InfrastructureConfiguration(stack, 'Infrastructure', isolated(stack)),
  }),
  isolatedSubnetLacksEndpoints: (stack) => new InfrastructureConfiguration(stack, 'Infrastructure', isolated(stack)),
  launchTemplateNotShared: (stack) => new DistributionConfiguration(stack, 'Distribution', {
    amiDistributions: [{
      launchTemplates: [{ launchTemplate: ec2.LaunchTemplate.fromLaunchTemplateAttributes(stack, 'Template', { launchTemplateId: 'lt-0123456789abcdef0' }), accountId: '444455556666' }],
    }],
  }),
  lifecycleRoleLacksPolicy: (stack) => new LifecyclePolicy(stack, 'Policy', {
    details: [LifecyclePolicyDetail.keepLast(3)], recipes: [new ImageRecipe(stack, 'Recipe', { baseImage })], executionRole: role(stack, 'imagebuilder'),
  }),
  lifecycleRuleIdle: (stack) => new LifecyclePolicy(stack, 'Policy', {
    imageType: LifecycleImageType.AMI,
    imageTags: { Team: 'platform' },
    details: [LifecyclePolicyDetail.disableAfter(LifecyclePeriod.months(3)), LifecyclePolicyDetail.deleteAfter(LifecyclePeriod.days(30))],
  }),
  loopOutsideLoop: (stack) => component(stack, 'buildSteps', run('echo {{ loop.value }}')),
  monitorKeyPolicy: (stack) => new PipelineMonitor(stack, 'Monitor', {
    pipelines: [pipeline(stack)],
    topics: [new sns.Topic(stack, 'Topic', { masterKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1') })],
  }),
  mutableTargetTags: (stack) => new ImagePipeline(stack, 'Pipeline', {
    recipe: containerRecipe(stack),
    imageScanningConfiguration: ImageScanningConfiguration.container(),
    gate: VulnerabilityGate.atMost({ critical: 0 }),
  }),
  noBuildWorkflow: (stack) => pipeline(stack, { workflows: [approve(stack)] }),
  noCommands: (stack) => component(stack, 'buildSteps', run()),
  noEgress: (stack) => {
    const vpc = new ec2.Vpc(stack, 'Vpc');
    new InfrastructureConfiguration(stack, 'Infrastructure', { vpc, securityGroups: [new ec2.SecurityGroup(stack, 'Closed', { vpc, allowAllOutbound: false })] });
  },
  noOwnAmi: (stack) => new DistributionConfiguration(stack, 'Distribution', {
    amiDistributions: [{ region: 'us-east-1', targetAccounts: ['444455556666'], ssmParameters: [{ parameterName: '/linux' }] }],
  }),
  notificationKeyPolicy: (stack) => new InfrastructureConfiguration(stack, 'Infrastructure', {
    notificationTopic: new sns.Topic(stack, 'Topic', { masterKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1') }),
  }),
  otherRootDevice: (stack) => new ImageRecipe(stack, 'Recipe', {
    baseImage: BaseImage.amazonLinux2023(), blockDevices: [{ deviceName: '/dev/sda1', volume: ec2.BlockDeviceVolume.ebs(50) }],
  }),
  ownRegionKey: (stack) => pipeline(stack, {
    distributionConfiguration: new DistributionConfiguration(stack, 'Distribution', { amiDistributions: [{ kmsKey: new kms.Key(stack, 'Key') }] }),
  }),
  parameterWritableByOthers: (stack) => new GoldenImage(stack, 'Golden', {
    baseImage, gate: VulnerabilityGate.atMost({ critical: 0 }), parameterName: '/imagebuilder/golden',
  }),
  parameterWrittenElsewhere: (stack) => {
    const { imageRecipe, distributionConfiguration } = new GoldenImage(stack, 'Golden', { baseImage, gate: VulnerabilityGate.atMost({ critical: 0 }) });
    pipeline(stack, { recipe: imageRecipe, distributionConfiguration });
  },
  pipelineStartsItself: (stack) => {
    const itself = pipeline(stack);
    itself.onImageFailed('Rule', { target: new ImagePipelineTarget(itself) });
  },
  placeholderAccountId: (stack) => workflowWith(stack, { snsTopicArn: 'arn:aws:sns:eu-west-1:ACCOUNT_ID:approvals' }),
  policiesOfRole: (stack) => Array.from({ length: 330 }, (_, i) => Image.fromImageName(stack, `Image${i}`, `${'golden-'.repeat(17)}${i}`).status()),
  publicAmi: (stack) => new DistributionConfiguration(stack, 'Distribution', { amiDistributions: [{ launchPermission: { makePublic: true } }] }),
  recipeInOtherStack: (stack) => pipeline(stack, { recipe: new ImageRecipe(new Stack(stack.node.root as App, 'Other', { env }), 'Recipe', { baseImage }) }),
  recipeWithoutBuildComponents: (stack) => pipeline(stack),
  regionMaybeTwice: ({ node }) => new DistributionConfiguration(new Stack(node.root as App, 'AnyRegion'), 'Distribution', { amiDistributions: [{}, { region: 'eu-west-1' }] }),
  relativePath: (stack) => createFile(stack, { path: 'motd' }),
  repositoryWithoutLifecycleTag: (stack) => new LifecyclePolicy(stack, 'Policy', { details: [LifecyclePolicyDetail.keepLast(3)], recipes: [containerRecipe(stack)] }),
  retainedImage: (stack) => {
    const image = new Image(stack, 'Image', { recipe: new ImageRecipe(stack, 'Recipe', { baseImage }), deleteUnderlyingResources: true });
    image.applyRemovalPolicy(RemovalPolicy.RETAIN);
  },
  retentionWithoutBuild: (stack) => new GoldenImage(stack, 'Golden', {
    baseImage, buildOnDeploy: false, retention: [LifecyclePolicyDetail.deleteAfter(LifecyclePeriod.months(6))],
  }),
  roleLacksPolicies: (stack) => new InfrastructureConfiguration(stack, 'Infrastructure', { role: role(stack, 'ec2') }),
  roleTrustsOtherService: (stack) => new InfrastructureConfiguration(stack, 'Infrastructure', { role: role(stack, 'lambda') }),
  scanningRepositoryName: (stack) => new ScanningRepository(stack, 'Scans', { repositoryName: 'scans' }),
  scansInTargetRepository: (stack) => {
    const repository = new ScanningRepository(stack, 'Scans');
    const imageScanningConfiguration = ImageScanningConfiguration.container({ repository });
    pipeline(stack, { recipe: containerRecipe(stack, { targetRepository: repository }), imageScanningConfiguration });
  },
  scheduleBothDays: (stack) => schedule(stack, 'cron(0 0 * * sun *)'),
  scheduleEveryMinute: (stack) => pipeline(stack, { schedule: ImagePipelineSchedule.cron({ hour: '3' }) }),
  scheduleLastDay: (stack) => schedule(stack, 'cron(0 0 LW * ? *)'),
  scheduleNeverRuns: (stack) => schedule(stack, 'cron(0 0 31 2 ? *)'),
  scheduleReversedRange: (stack) => schedule(stack, 'cron(0 0 ? * fri-mon *)'),
  scheduleStep: (stack) => schedule(stack, 'cron(0 0/6 * * ? *)'),
  scheduleTimeZone: (stack) => schedule(stack, 'rate(1 day)', TimeZone.of('Europe/Berln')),
  scheduleTooOften: (stack) => pipeline(stack, { schedule: ImagePipelineSchedule.rate(Duration.minutes(5)) }),
  serviceLinkedExecutionRole: (stack) => pipeline(stack, {
    executionRole: iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${env.account}:role/aws-service-role/imagebuilder.amazonaws.com/AWSServiceRoleForImageBuilder`),
  }),
  sharedDefaultKey: (stack) => pipeline(stack, {
    recipe: new ImageRecipe(stack, 'Encrypted', {
      baseImage, blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(8, { encrypted: true }) }],
    }),
    distributionConfiguration: new DistributionConfiguration(stack, 'Distribution', { amiDistributions: [{ launchPermission: { accounts: ['444455556666'] } }] }),
  }),
  sharedKeyPolicy: (stack) => pipeline(stack, {
    distributionConfiguration: new DistributionConfiguration(stack, 'Distribution', {
      amiDistributions: [{
        kmsKey: kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${env.region}:${env.account}:key/mrk-1`), launchPermission: { accounts: ['444455556666'] },
      }],
    }),
  }),
  ssmParameterTwice: (stack) => parameters(stack, '/imagebuilder/linux', '/imagebuilder/linux'),
  statusInOtherStack: ({ node }) => {
    const [own, other] = ['Own', 'Other'].map((id) => new Stack(node.root as App, id, { env: { account: '123456789012', region: 'eu-west-1' } }));
    return new ImageStatus(own, 'Status', { pipeline: pipeline(other) });
  },
  testWorkflowsWithoutTests: (stack) => pipeline(stack, { imageTestsEnabled: false, workflows: [buildImage(stack), approve(stack)] }),
  unknownRegion: (stack) => new DistributionConfiguration(stack, 'Distribution', { amiDistributions: [{ region: 'eu-wst-1' }] }),
  unknownSystemVariable: (stack) => workflowWith(stack, { payload: '{"name": "{{ $.imagebuilder.imagename }}"}' }),
  updateOsOnAmazonLinux2023: (stack) => new ImageRecipe(stack, 'Recipe', {
    baseImage: BaseImage.amazonLinux2023(), components: [{ component: ManagedComponent.updateOs(stack, 'UpdateOs', Platform.LINUX) }],
  }),
  variableCase: (stack) => new Component(stack, 'Component', {
    platform: Platform.LINUX,
    document: ComponentDocument.fromSteps({ parameters: [new ComponentParameter('Version')], buildSteps: [run('echo {{ version }}')] }),
  }),
  workflowsCollectNoFindings: (stack) => pipeline(stack, {
    imageScanningConfiguration: ImageScanningConfiguration.testInstance(), workflows: [buildImage(stack), approve(stack)],
  }),
};

test.each(Object.entries(CAUSES))('warnings › synthesis gives %s', (id, cause) => {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env });
  cause(stack);
  const stacks = app.node.children.filter(Stack.isStack);
  const ids = stacks.flatMap((one) => Annotations.fromStack(one).findWarning('*', Match.anyValue())).map(({ entry }) => /\[ack: cdk-image-builder:(\w+)\]$/.exec(String(entry.data))?.[1]);
  expect(ids).toContain(id);
});

test('warnings › the documentation lists each warning, and no other', () => {
  const page = readFileSync(path.join(__dirname, '..', WARNINGS_PAGE), 'utf8');
  expect(withPart(page, 'warnings', warningsTable())).toBe(page);
  expect(Object.keys(WARNINGS)).toEqual(Object.keys(WARNINGS).sort());
});
