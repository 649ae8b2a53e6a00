import { App, Duration, RemovalPolicy, Stack, TimeZone } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { TemplateResource } from './walk';
import {
  BaseContainerImage, BaseImage, Component, ComponentDocument, ContainerRecipe, DistributionConfiguration, DockerfileTemplate, Image, ImagePipeline,
  ImagePipelineSchedule, ImageRecipe, ImageScanningConfiguration, InfrastructureConfiguration, InstancePlacement, LifecycleImageType, LifecyclePeriod,
  LifecyclePolicy, LifecyclePolicyDetail, ManagedWorkflow, OsVersion, Platform, ScheduleStartCondition, Severity, Workflow, WorkflowConfiguration,
  WorkflowDocument, WorkflowOnFailure, WorkflowType,
} from '../../src';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const tags = { Team: 'platform' };

/** The Image Builder resources of an app that gives each typed property a value. */
export function synthesizeEverything(): TemplateResource[] {
  const stack = new Stack(new App(), 'Everything', { env: ENV });
  const everything = new Everything(stack);
  everything.components();
  const { imageRecipe, containerRecipe } = everything.recipes();
  const infrastructureConfiguration = everything.infrastructure();
  const distributionConfiguration = everything.distribution();
  everything.lifecycle();
  const workflows = everything.workflows();
  everything.builds({ imageRecipe, containerRecipe, infrastructureConfiguration, distributionConfiguration, workflows });
  const resources: Record<string, TemplateResource> = Template.fromStack(stack).toJSON().Resources;
  return Object.values(resources).filter(({ Type }) => Type.startsWith('AWS::ImageBuilder::'));
}

interface Parts {
  readonly imageRecipe: ImageRecipe;
  readonly containerRecipe: ContainerRecipe;
  readonly infrastructureConfiguration: InfrastructureConfiguration;
  readonly distributionConfiguration: DistributionConfiguration;
  readonly workflows: WorkflowConfiguration[];
}

class Everything {
  private readonly key: kms.Key;
  private readonly repository: ecr.IRepository;
  private readonly bucket: s3.IBucket;

  public constructor(private readonly scope: Construct) {
    this.key = new kms.Key(scope, 'Key');
    this.repository = ecr.Repository.fromRepositoryName(scope, 'Repository', 'image-builder-tools');
    this.bucket = s3.Bucket.fromBucketName(scope, 'Bucket', 'documents');
  }

  public components(): void {
    const common = { platform: Platform.LINUX, description: 'Tools', changeDescription: 'New tools', supportedOsVersions: [OsVersion.AMAZON_LINUX_2023], kmsKey: this.key, tags };
    new Component(this.scope, 'Inline', { ...common, document: ComponentDocument.fromInline('schemaVersion: 1.0\nphases:\n  - {name: build, steps: []}\n') });
    new Component(this.scope, 'Stored', { ...common, document: ComponentDocument.fromBucket(this.bucket, 'component.yml') });
  }

  public recipes(): Pick<Parts, 'imageRecipe' | 'containerRecipe'> {
    const common = { description: 'Golden', workingDirectory: '/opt/build', tags, components: [{ component: this.component(), parameters: { Level: ['1'] } }] };
    const blockDevices = [
      {
        deviceName: '/dev/xvda',
        volume: ec2.BlockDeviceVolume.ebs(30, {
          deleteOnTermination: true,
          encrypted: true,
          iops: 3000,
          kmsKey: this.key,
          throughput: 125,
          volumeType: ec2.EbsDeviceVolumeType.GP3,
        }),
      },
      { deviceName: '/dev/sdb', volume: ec2.BlockDeviceVolume.ebsFromSnapshot('snap-1') },
      { deviceName: '/dev/sdc', volume: ec2.BlockDeviceVolume.ephemeral(0) },
      { deviceName: '/dev/sdd', volume: ec2.BlockDeviceVolume.ephemeral(1), mappingEnabled: false },
    ];
    const imageRecipe = new ImageRecipe(this.scope, 'ImageRecipe', {
      ...common,
      baseImage: BaseImage.amazonLinux2023(),
      blockDevices,
      userData: ec2.UserData.custom('true'),
      uninstallSsmAgentAfterBuild: true,
      amiTags: tags,
      amiWatermarks: ['golden'],
    });
    const containerProps = { ...common, baseImage: BaseContainerImage.fromEcrPublic('amazonlinux', 'amazonlinux'), targetRepository: this.repository };
    const containerRecipe = new ContainerRecipe(this.scope, 'ContainerRecipe', {
      ...containerProps,
      osVersionOverride: OsVersion.AMAZON_LINUX_2023,
      instanceImage: BaseImage.fromAmiId('ami-12345678'),
      blockDevices,
      kmsKey: this.key,
    });
    new ContainerRecipe(this.scope, 'StoredRecipe', { ...containerProps, dockerfile: DockerfileTemplate.fromBucket(this.bucket, 'Dockerfile') });
    return { imageRecipe, containerRecipe };
  }

  public infrastructure(): InfrastructureConfiguration {
    const common = { description: 'Builders', vpc: new ec2.Vpc(this.scope, 'Vpc'), instanceTypes: [new ec2.InstanceType('m7i.large')], resourceTags: tags, tags };
    new InfrastructureConfiguration(this.scope, 'HostGroup', {
      placement: InstancePlacement.dedicatedHost({ hostResourceGroupArn: 'arn:aws:resource-groups:eu-west-1:111122223333:group/hosts', availabilityZone: 'eu-west-1a' }),
    });
    return new InfrastructureConfiguration(this.scope, 'Infrastructure', {
      ...common,
      keyPair: ec2.KeyPair.fromKeyPairName(this.scope, 'KeyPair', 'keys'),
      logging: { bucket: this.bucket, keyPrefix: 'builds/' },
      notificationTopic: new sns.Topic(this.scope, 'Topic'),
      terminateInstanceOnFailure: true,
      terminateInstanceOnCompletion: true,
      placement: InstancePlacement.dedicatedHost({ hostId: 'h-0123456789abcdef0' }),
      parentInstance: {
        autoScalingGroup: new autoscaling.CfnAutoScalingGroup(this.scope, 'Pool', { minSize: '1', maxSize: '2', instanceId: 'i-0123456789abcdef0' }),
        capacityWaitTimeout: Duration.minutes(10),
      },
      httpPutResponseHopLimit: 2,
    });
  }

  public distribution(): DistributionConfiguration {
    const launchTemplate = ec2.LaunchTemplate.fromLaunchTemplateAttributes(this.scope, 'TemplateById', { launchTemplateId: 'lt-0123456789abcdef0' });
    const templateByName = ec2.LaunchTemplate.fromLaunchTemplateAttributes(this.scope, 'TemplateByName', { launchTemplateName: 'windows' });
    const accountId = ENV.account;
    new DistributionConfiguration(this.scope, 'Containers', {
      containerDistributions: [{ targetRepository: this.repository, containerTags: ['latest'], description: 'Tools' }],
    });
    new DistributionConfiguration(this.scope, 'Public', { amiDistributions: [{ launchPermission: { makePublic: true } }] });
    new DistributionConfiguration(this.scope, 'Windows', {
      amiDistributions: [{
        fastLaunches: [
          { launchTemplate, launchTemplateVersion: '1', accountId, maxParallelLaunches: 6, targetSnapshotCount: 5 },
          { launchTemplate: templateByName },
        ],
      }],
    });
    return new DistributionConfiguration(this.scope, 'Distribution', {
      description: 'To the fleet',
      tags,
      amiDistributions: [
        {
          amiName: 'golden {{ imagebuilder:buildDate }}',
          description: 'Golden',
          amiTags: tags,
          kmsKey: this.key,
          targetAccounts: [accountId],
          launchPermission: {
            accounts: ['444455556666'],
            organizationArns: ['arn:aws:organizations::111122223333:organization/o-1234567890'],
            organizationalUnitArns: ['arn:aws:organizations::111122223333:ou/o-1234567890/ou-1234-12345678'],
          },
          licenseConfigurationArns: [`arn:aws:license-manager:eu-west-1:111122223333:license-configuration:lic-${'0'.repeat(32)}`],
          launchTemplates: [{ launchTemplate, accountId, setDefaultVersion: true }],
          ssmParameters: [{ parameterName: '/imagebuilder/golden', accountId }],
        },
      ],
    });
  }

  public lifecycle(): void {
    new LifecyclePolicy(this.scope, 'ByRecipe', {
      recipes: [ContainerRecipe.fromContainerRecipeName(this.scope, 'Imported', 'tools')],
      details: [LifecyclePolicyDetail.keepLast(3)],
      description: 'The last three',
      tags,
    });
    new LifecyclePolicy(this.scope, 'ByTags', {
      imageTags: tags,
      imageType: LifecycleImageType.AMI,
      details: [LifecyclePolicyDetail.deleteAfter(LifecyclePeriod.days(30), {
        retainAtLeast: 1,
        exclusions: {
          imageTags: { Keep: 'yes' },
          amis: {
            isPublic: true,
            regions: ['us-east-1'],
            sharedAccounts: ['444455556666'],
            lastLaunched: LifecyclePeriod.weeks(1),
            amiTags: { Keep: 'yes' },
          },
        },
      })],
    });
  }

  public workflows(): WorkflowConfiguration[] {
    const common = { workflowType: WorkflowType.TEST, description: 'Tests', changeDescription: 'New tests', kmsKey: this.key, tags };
    const text = 'schemaVersion: 1.0\nparameters: [{name: Level, type: string}]\nsteps:\n  - {name: Wait, action: WaitForAction}\n';
    const inline = new Workflow(this.scope, 'InlineWorkflow', { ...common, document: WorkflowDocument.fromInline(text) });
    new Workflow(this.scope, 'StoredWorkflow', { ...common, document: WorkflowDocument.fromBucket(this.bucket, 'workflow.yml') });
    return [
      { workflow: ManagedWorkflow.buildImage(this.scope, 'Build') },
      { workflow: inline, parameters: { Level: ['1'] }, parallelGroup: 'tests', onFailure: WorkflowOnFailure.CONTINUE },
    ];
  }

  public builds({ imageRecipe, containerRecipe, infrastructureConfiguration, distributionConfiguration, workflows }: Parts): void {
    const build = { infrastructureConfiguration, distributionConfiguration, imageTestsEnabled: true, enhancedImageMetadataEnabled: true, tags };
    const scan = ImageScanningConfiguration.onDemandAmi({ maximumSeverity: Severity.HIGH, fixAvailableOnly: true });
    const scanOfContainers = ImageScanningConfiguration.container({ repository: this.repository, containerTags: ['scanned'] });
    const role = new iam.Role(this.scope, 'Role', { assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com') });
    const log = (id: string) => new logs.LogGroup(this.scope, id, { logGroupName: `/aws/imagebuilder/${id}`, removalPolicy: RemovalPolicy.DESTROY });

    const pipeline = new ImagePipeline(this.scope, 'Pipeline', {
      ...build,
      recipe: imageRecipe,
      description: 'Golden',
      workflows,
      executionRole: role,
      imageScanningConfiguration: scan,
      schedule: ImagePipelineSchedule.rate(Duration.days(7), {
        timeZone: TimeZone.EUROPE_BERLIN,
        startCondition: ScheduleStartCondition.EXPRESSION_MATCH_ONLY,
        autoDisableFailureCount: 3,
      }),
      enabled: true,
      imageTags: tags,
      imageLogGroup: log('images'),
      imagePipelineLogGroup: log('pipeline'),
    });
    new ImagePipeline(this.scope, 'ContainerPipeline', { recipe: containerRecipe, imageScanningConfiguration: scanOfContainers });
    new Image(this.scope, 'Image', {
      ...build,
      recipe: imageRecipe,
      workflows,
      executionRole: role,
      imageScanningConfiguration: scan,
      deleteUnderlyingResources: true,
      logGroup: log('image'),
    });
    new Image(this.scope, 'ContainerImage', { recipe: containerRecipe, imageScanningConfiguration: scanOfContainers });
    new Image(this.scope, 'ImageOfPipeline', { pipeline, rebuildOnPipelineUpdate: true });
  }

  private component(): Component {
    return new Component(this.scope, 'Component', { platform: Platform.LINUX, document: ComponentDocument.fromInline('schemaVersion: 1.0\nparameters: [{Level: {type: string}}]\nphases:\n  - {name: build, steps: []}\n') });
  }
}
