import { Lazy, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnInfrastructureConfiguration } from 'aws-cdk-lib/aws-imagebuilder';
import * as assets from 'aws-cdk-lib/aws-s3-assets';
import * as sns from 'aws-cdk-lib/aws-sns';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct, IConstruct } from 'constructs';
import { BuildLogs } from './build-logs';
import { IInfrastructureConfiguration } from './i-infrastructure-configuration';
import { InfrastructureConfigurationProps } from './infrastructure-configuration-props';
import { adviseOnEgress, adviseOnRole, adviseOnSubnet } from './private/build-advice';
import { selectedSubnets, subnetIn } from './private/build-subnet';
import { InfrastructureConfigurationBase } from './private/infrastructure-configuration-base';
import { BuildFacts } from './private/needed-endpoints';
import { allowNotifications, allowNotificationsBy } from './private/notification-topic';
import { PushRestriction } from './private/push-restriction';
import { allowPutLogs, grantPutLogs } from './private/put-logs';
import { checkRegions } from './private/regional-resources';
import { needsPermission, streamsOf, writeLogs } from '../private/checks/log-group';
import { checkName, generatedNameOf } from '../private/checks/names';
import { checkStandardTopic } from '../private/checks/standard-topic';
import { checkedTags } from '../private/checks/tag-rules';
import { checkInteger, checkText } from '../private/checks/text-rules';
import { ValidationError } from '../private/checks/validation-error';
import { imageBuilderArn, nameFromArn } from '../private/facts/arn-parts';
import { Build } from '../private/facts/build-part';
import { isOfClass, markClass } from '../private/facts/class-mark';
import { nameForPolicy } from '../private/facts/cyclic-reference';
import { recordFacts } from '../private/facts/facts';
import { endpointsWithin } from '../private/facts/vpc-endpoints';
import { acknowledgeFinding } from '../private/iam/acknowledge-finding';
import { ManagedPolicySet } from '../private/iam/managed-policy-set';
import { CONTAINER_BUILD_POLICIES } from '../private/iam/role-policies';
import { checkRoleAccount } from '../private/iam/role-trust';
import { ServiceRole } from '../private/iam/service-role';
import { Platform } from '../recipe/platform';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateInfrastructureConfiguration.html';
const SEE_PARENT_INSTANCE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_AutoScalingGroupConfiguration.html';
const SEE_MAC = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-mac-instances.html';
const SEE_METADATA = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_InstanceMetadataOptions.html';

/** The value of ec2.HttpTokens.REQUIRED, without loading all of aws-ec2 for it. */
const TOKENS_REQUIRED = 'required';

/** A container is one hop further from the metadata service than its instance. */
const CONTAINER_HOP_LIMIT = 2;

/**
 * The instances that build and test images: their types, network, permissions and logs.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-infra-config.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import * as ec2 from 'aws-cdk-lib/aws-ec2';
 * import { InfrastructureConfiguration } from 'cdk-image-builder';
 *
 * declare const stack: Stack;
 * declare const vpc: ec2.Vpc;
 * new InfrastructureConfiguration(stack, 'Infrastructure', {
 *   vpc,
 *   instanceTypes: [new ec2.InstanceType('m7i.large')],
 *   resourceTags: { Team: 'platform' },
 * });
 */
@propertyInjectable
export class InfrastructureConfiguration extends InfrastructureConfigurationBase implements iam.IGrantable, ec2.IConnectable {
  /** Identifies the class to `PropertyInjectors`. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-image-builder.InfrastructureConfiguration';

  /**
   * Whether a value is an `InfrastructureConfiguration` of this library, even one from another copy of it.
   *
   * @param x any value
   */
  public static isInfrastructureConfiguration(x: any): x is InfrastructureConfiguration {
    return isOfClass(x, InfrastructureConfiguration.PROPERTY_INJECTION_ID);
  }

  /** Imports an infrastructure configuration by its ARN. */
  public static fromInfrastructureConfigurationArn(
    scope: Construct,
    id: string,
    infrastructureConfigurationArn: string,
  ): IInfrastructureConfiguration {
    const name = nameFromArn(scope, infrastructureConfigurationArn, 'infrastructure-configuration');
    return imported(scope, id, infrastructureConfigurationArn, name);
  }

  /** Imports an infrastructure configuration of the stack's account and Region by its name. */
  public static fromInfrastructureConfigurationName(
    scope: Construct,
    id: string,
    infrastructureConfigurationName: string,
  ): IInfrastructureConfiguration {
    const arn = imageBuilderArn(scope, 'infrastructure-configuration', infrastructureConfigurationName);
    return imported(scope, id, arn, infrastructureConfigurationName);
  }

  public readonly infrastructureConfigurationArn: string;

  /** The instance profile of the instances. */
  public readonly instanceProfile: iam.IInstanceProfile;

  /**
   * The role of the instances; not set if an imported instance profile does not say which role it has.
   *
   * A role that this library creates may push container images only to the repositories of its builds, if these are known. A
   * policy denies all others, even if you grant the role more. To push elsewhere, give a `role` of your own.
   */
  public readonly role?: iam.IRole;

  /**
   * The principal that grants to the instances go to.
   *
   * A policy of the generated role denies pushes to all but the repositories of its builds, even if you grant them. To push
   * elsewhere, give a `role` of your own.
   */
  public readonly grantPrincipal: iam.IPrincipal;

  private readonly vpc?: ec2.IVpc;
  private usesKeys = false;
  private readonly instanceTypes: ec2.InstanceType[];
  private readonly runsOnDedicatedHost: boolean;
  private readonly notificationTopic?: sns.ITopic;
  private readonly generatedRole?: ServiceRole;
  private readonly knownConnections?: ec2.Connections;
  private readonly httpTokens: string;
  private readonly hopLimit?: number;
  private buildsContainers = false;
  private readonly pushRestriction?: PushRestriction;
  private logGroupPolicies?: ManagedPolicySet;
  private readonly writableLogGroups = new Set<string>();
  private readonly resource: CfnInfrastructureConfiguration;

  /** @throws if properties exclude each other, select no subnet, or break a rule of the service */
  public constructor(scope: Construct, id: string, props: InfrastructureConfigurationProps = {}) {
    super(scope, id, { physicalName: props.infrastructureConfigurationName ?? generatedNameOf(scope, id) });
    markClass(this, InfrastructureConfiguration.PROPERTY_INJECTION_ID);
    this.validate(props);
    this.vpc = props.vpc;

    if (!props.role && !props.instanceProfile) this.generatedRole = ServiceRole.forBuilds(this, 'Role');
    this.pushRestriction = this.generatedRole && new PushRestriction(this, this.generatedRole);
    this.role = this.generatedRole?.role ?? props.role ?? props.instanceProfile?.role;
    this.instanceProfile = props.instanceProfile ?? new iam.InstanceProfile(this, 'InstanceProfile', { role: this.role });
    if (this.role && !this.generatedRole) adviseOnRole(this, this.role, () => this.buildFacts());
    this.grantPrincipal = this.role?.grantPrincipal ?? new iam.UnknownPrincipal({ resource: this });
    if (props.logging) this.allowLogging(props.logging);
    if (props.notificationTopic) allowNotifications(this, props.notificationTopic);
    this.notificationTopic = props.notificationTopic;

    this.httpTokens = props.httpTokens ?? TOKENS_REQUIRED;
    this.hopLimit = props.httpPutResponseHopLimit;
    const securityGroups = props.securityGroups?.length ? props.securityGroups : this.defaultSecurityGroups(props.vpc);
    if (securityGroups) this.knownConnections = new ec2.Connections({ securityGroups });

    this.instanceTypes = props.instanceTypes ?? [];
    this.runsOnDedicatedHost = props.placement?._isDedicatedHost ?? false;
    const placement = props.placement?._render(this);
    const subnets = selectedSubnets(this, props);
    const subnet = subnets && subnetIn(this, subnets, placement?.availabilityZone);
    if (props.vpc && subnet) adviseOnSubnet(this, props.vpc, subnet, () => this.buildFacts());
    if (this.knownConnections) adviseOnEgress(this, this.knownConnections);
    const resource = this.resource = new CfnInfrastructureConfiguration(this, 'Resource', {
      name: this.physicalName,
      description: props.description,
      instanceTypes: props.instanceTypes?.map((type) => type.toString()),
      instanceProfileName: this.instanceProfile.instanceProfileName,
      subnetId: subnet?.subnetId,
      securityGroupIds: securityGroups && Lazy.list({ produce: () => this.connections.securityGroups.map((group) => group.securityGroupId) }),
      keyPair: props.keyPair?.keyPairName,
      logging: props.logging && { s3Logs: { s3BucketName: props.logging.bucket.bucketName, s3KeyPrefix: props.logging.keyPrefix } },
      snsTopicArn: props.notificationTopic?.topicArn,
      terminateInstanceOnFailure: props.terminateInstanceOnFailure ?? true,
      placement,
      instanceMetadataOptions: { httpTokens: this.httpTokens, httpPutResponseHopLimit: this.hopLimit },
      resourceTags: checkedTags(this, props.resourceTags, {
        what: 'the build instances',
        maxCount: 30,
        reservedKeys: ['CreatedBy', 'Ec2ImageBuilderArn', 'Name', 'Tags'],
        see: SEE,
      }),
      tags: checkedTags(this, props.tags, { what: 'the infrastructure configuration', see: SEE }),
    });

    this.setNewProperties(resource, props);
    recordFacts(resource, {
      instanceRole: this.generatedRole ? undefined : this.role,
      part: { bind: (build) => this.bindTo(build), dependencies: () => this.dependencies() },
    });

    // Instances that start before their network has its routes cannot reach Systems Manager.
    if (subnets) resource.node.addDependency(subnets.internetConnectivityEstablished);

    this.infrastructureConfigurationArn = this.getResourceArnAttribute(resource.attrArn, {
      service: 'imagebuilder',
      resource: 'infrastructure-configuration',
      resourceName: this.physicalName,
    });
  }

  public get infrastructureConfigurationName(): string {
    return this.getResourceNameAttribute(this.resource.attrName);
  }

  /**
   * The network connections of the instances.
   *
   * @throws if there is neither a VPC nor a security group
   */
  public get connections(): ec2.Connections {
    if (!this.knownConnections) {
      throw new ValidationError(this, 'The instances run in the default VPC, so their connections are not known: give the infrastructure configuration a vpc or securityGroups.');
    }
    return this.knownConnections;
  }

  /** Checks the infrastructure against a build, and adds the permissions and settings that the build needs. */
  private bindTo(build: Build): void {
    if (build.kind === 'CONTAINER') this.prepareForContainerBuilds(build);
    if (build.recipe.usesKeys) this.usesKeys = true;
    this.checkImageOf(build);
    for (const asset of build.recipe.assets ?? []) this.allowReading(asset);
    if (this.notificationTopic) allowNotificationsBy(this, this.notificationTopic, build);
    if (build.logGroup && needsPermission(build.logGroup)) this.allowWritingLogs(build, build.logGroup.logGroupArn);
  }

  /** Policies for the generated role, and a hop limit of 2. */
  private prepareForContainerBuilds(build: Build): void {
    const { hopLimit } = this;
    if (hopLimit === undefined) {
      this.resource.instanceMetadataOptions = { httpTokens: this.httpTokens, httpPutResponseHopLimit: CONTAINER_HOP_LIMIT };
    } else if (this.httpTokens === TOKENS_REQUIRED && !Token.isUnresolved(hopLimit) && hopLimit < CONTAINER_HOP_LIMIT) {
      throw new ValidationError(this, `httpPutResponseHopLimit must be at least ${CONTAINER_HOP_LIMIT} to build container images with httpTokens required, got ${hopLimit}. See ${SEE_METADATA}`);
    }
    this.buildsContainers = true;
    this.generatedRole?.addAwsPolicies(CONTAINER_BUILD_POLICIES);
    this.pushRestriction?.addBuild(build);
  }

  /** Everything that must exist before an instance starts: policies of its role, rules of its security groups, endpoints of its VPC. */
  private dependencies(): IConstruct[] {
    const groups = this.knownConnections?.securityGroups ?? [];
    return [this, this.instanceProfile, ...this.role ? [this.role] : [], ...groups, ...this.vpc ? endpointsWithin(this, this.vpc) : []];
  }

  /** Rejects an infrastructure that cannot build the recipe: instance types of another architecture, macOS without a host. */
  private checkImageOf({ scope, recipe: { platform, architecture } }: Build): void {
    if (platform === Platform.MAC_OS) {
      if (this.runsOnDedicatedHost) return;
      throw new ValidationError(scope, `macOS runs on Dedicated Hosts only: give the infrastructure configuration '${this.node.path}' the placement InstancePlacement.dedicatedHost(). See ${SEE_MAC}`);
    }
    const other = this.instanceTypes.find((type) => architecture && (architectureOf(type) ?? architecture) !== architecture);
    if (other) {
      throw new ValidationError(scope, `The base image is for ${architecture}, but the instance type '${other.toString()}' of the infrastructure configuration '${this.node.path}' is for ${other.architecture}: use instance types for ${architecture}. See ${SEE}`);
    }
  }

  /** Lets the instances read a file of the app that a component ships to them. */
  private allowReading(asset: assets.Asset): void {
    if (this.generatedRole) {
      this.generatedRole.allow(this, 'AssetsPolicy', {
        description: 'Lets instances of EC2 Image Builder read the files that components ship to them',
        statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [asset.bucket.arnForObjects('*')] })],
        wildcardReason: 'The name of an asset changes with its content.',
      });
    } else if (this.role) {
      asset.grantRead(this.role);
    }
  }

  /** Lets the instances write to a log group that their managed policies do not reach. */
  private allowWritingLogs({ scope: build }: Build, reference: string): void {
    if (!this.role) return;
    const name = nameForPolicy(this.role, build, 'log group', reference);
    const resource = name === undefined ? reference : streamsOf(this, name);
    if (this.writableLogGroups.has(resource)) return;
    this.writableLogGroups.add(resource);
    const statement = writeLogs(resource);
    if (this.generatedRole) {
      // Builds may have more log groups than fit into one policy.
      this.logGroupPolicies ??= new ManagedPolicySet(this, this.role, 'Lets instances of EC2 Image Builder write to the log groups of the builds', 'LogGroupsPolicy');
      const wildcardReason = resource.includes('*') ? 'The names of log streams are not known before a build.' : undefined;
      this.logGroupPolicies.allow({ actions: statement.actions, resource, name: name ?? resource, wildcardReason });
    } else {
      this.role.addToPrincipalPolicy(statement);
    }
  }

  private buildFacts(): BuildFacts {
    return { buildsContainers: this.buildsContainers, usesKeys: this.usesKeys };
  }

  private validate(props: InfrastructureConfigurationProps): void {
    checkName(this, 'infrastructure configuration', props.infrastructureConfigurationName);
    checkText(this, props.description, { what: 'the description', maxLength: 1024, see: SEE });
    checkInteger(this, props.httpPutResponseHopLimit, 'httpPutResponseHopLimit', 1, 64, SEE_METADATA);
    if (props.role) checkRoleAccount(this, { what: 'role of the build instances', role: props.role, see: SEE });
    if (props.role && props.instanceProfile) {
      throw new ValidationError(this, 'Give either role or instanceProfile, got both: an instance profile already has its role.');
    }
    if (props.subnetSelection && !props.vpc) {
      throw new ValidationError(this, 'subnetSelection selects from the subnets of a VPC: give the vpc too.');
    }
    checkRegions(this, props);
    checkStandardTopic(this, props.notificationTopic, 'notificationTopic', SEE);
  }

  /** Sets properties that the L1 of the oldest supported aws-cdk-lib does not have yet. */
  private setNewProperties(resource: CfnInfrastructureConfiguration, props: InfrastructureConfigurationProps): void {
    const { terminateInstanceOnCompletion, parentInstance } = props;
    if (terminateInstanceOnCompletion === undefined && !parentInstance) return;
    acknowledgeFinding(resource, 'CloudFormation-Validate::F3002', 'The schemas in aws-cdk-lib are older than TerminateInstanceOnCompletion and ParentInstance');
    if (terminateInstanceOnCompletion !== undefined) {
      resource.addPropertyOverride('TerminateInstanceOnCompletion', terminateInstanceOnCompletion);
    }
    if (!parentInstance) return;
    const seconds = parentInstance.capacityWaitTimeout?.toSeconds();
    checkInteger(this, seconds, 'capacityWaitTimeout in seconds', 0, 3600, SEE_PARENT_INSTANCE);
    resource.addPropertyOverride('ParentInstance.AutoScalingGroup', {
      Name: parentInstance.autoScalingGroup.autoScalingGroupRef.autoScalingGroupName,
      CapacityWaitTimeoutSeconds: seconds,
    });
  }

  private allowLogging(logs: BuildLogs): void {
    if (this.generatedRole) {
      allowPutLogs(this, this.generatedRole, logs);
    } else if (this.role) {
      grantPutLogs(this.role, logs);
    }
  }

  private defaultSecurityGroups(vpc?: ec2.IVpc): ec2.ISecurityGroup[] | undefined {
    if (!vpc) return undefined;
    return [new ec2.SecurityGroup(this, 'SecurityGroup', { vpc, description: 'Instances of EC2 Image Builder' })];
  }
}

/** The architecture of an instance type. CDK does not know it for rare types such as `u-6tb1.metal`. */
function architectureOf(type: ec2.InstanceType): ec2.InstanceArchitecture | undefined {
  return /^[a-z]+[0-9]{1,2}[a-z-]*\.[a-z0-9-]+$/.test(type.toString()) ? type.architecture : undefined;
}

function imported(scope: Construct, id: string, arn: string, name: string): IInfrastructureConfiguration {
  class Import extends InfrastructureConfigurationBase {
    public readonly infrastructureConfigurationArn = arn;
    public readonly infrastructureConfigurationName = name;
  }
  return new Import(scope, id, { environmentFromArn: arn });
}
