import { aws_ec2 as ec2, aws_iam as iam, aws_sns as sns, IResource, Lazy, Resource, Token } from 'aws-cdk-lib';
import { CfnInfrastructureConfiguration } from 'aws-cdk-lib/aws-imagebuilder';
import { aws_imagebuilder as ib } from 'aws-cdk-lib/interfaces';
import { Construct, IConstruct } from 'constructs';
import { BuildLogs } from './build-logs';
import { BuildRole } from './private/build-role';
import { attachPutLogsPolicy, grantPutLogs } from './private/put-logs';
import { imageBuilderArn, nameFromArn } from '../private/arn-parts';
import { checkName, generatedName } from '../private/names';
import { checkedTags } from '../private/tag-rules';
import { checkInteger, checkText } from '../private/text-rules';
import { ValidationError } from '../private/validation-error';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateInfrastructureConfiguration.html';
const SEE_METADATA = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_InstanceMetadataOptions.html';

/** A container on the instance is one hop further from the metadata service than the instance itself. */
const CONTAINER_HOP_LIMIT = 2;

/** Where and on what images are built and tested. */
export interface IInfrastructureConfiguration extends IResource, ib.IInfrastructureConfigurationRef {
  /**
   * The ARN of the infrastructure configuration.
   * @attribute
   */
  readonly infrastructureConfigurationArn: string;

  /**
   * The name of the infrastructure configuration.
   * @attribute
   */
  readonly infrastructureConfigurationName: string;
}

/** Properties of an infrastructure configuration. */
export interface InfrastructureConfigurationProps {
  /**
   * The name: 3 to 128 characters of a-z, 0-9 and hyphen.
   *
   * @default - a name made from the construct's path
   */
  readonly infrastructureConfigurationName?: string;

  /**
   * A description of 1 to 1,024 characters.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * The instance types that Image Builder may choose from.
   *
   * @default - Image Builder chooses what fits the image
   */
  readonly instanceTypes?: ec2.InstanceType[];

  /**
   * The role of the instances. It must allow what the managed policies AmazonSSMManagedInstanceCore and
   * EC2InstanceProfileForImageBuilder do, and for containers EC2InstanceProfileForImageBuilderECRContainerBuilds:
   * your own role gets none of them from here. Cannot be given together with `instanceProfile`.
   *
   * @default - a role with these policies, unless there is an instance profile
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/set-up-ib-env.html
   */
  readonly role?: iam.IRole;

  /**
   * The instance profile of the instances. Cannot be given together with `role`.
   *
   * @default - an instance profile for the role
   */
  readonly instanceProfile?: iam.IInstanceProfile;

  /**
   * The VPC that the instances run in. They must reach Systems Manager and Image Builder from there.
   *
   * @default - the default VPC of the account
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnet that the instances run in: the first one that is selected. Needs `vpc`.
   *
   * @default - a private subnet of the VPC, if it has one
   */
  readonly subnetSelection?: ec2.SubnetSelection;

  /**
   * The security groups of the instances.
   *
   * @default - with a VPC, a security group that allows all outbound traffic; else the default one
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * The key pair to log on with to an instance that is kept after a failure.
   *
   * @default - none
   */
  readonly keyPair?: ec2.IKeyPair;

  /**
   * The bucket that the logs of builds and tests are put to. The role may put objects there.
   *
   * @default - logs go to CloudWatch Logs only
   */
  readonly logging?: BuildLogs;

  /**
   * The topic that is told how builds end. It must be a standard topic.
   *
   * @default - none
   */
  readonly notificationTopic?: sns.ITopic;

  /**
   * Whether an instance is terminated after a failure; else it stays, and costs, until you terminate it.
   *
   * @default true
   */
  readonly terminateInstanceOnFailure?: boolean;

  /**
   * Whether the instance metadata service asks for tokens (IMDSv2).
   *
   * @default ec2.HttpTokens.REQUIRED
   */
  readonly httpTokens?: ec2.HttpTokens;

  /**
   * How many hops the answers of the instance metadata service may travel, 1 to 64. Builds of container images
   * need at least 2 where tokens are required.
   *
   * @default - 2 if container images are built; else what EC2 has for the instance
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_InstanceMetadataOptions.html
   */
  readonly httpPutResponseHopLimit?: number;

  /**
   * Tags on the instances, at most 30. Image Builder itself sets CreatedBy, Ec2ImageBuilderArn, Name and Tags.
   *
   * @default - none
   */
  readonly resourceTags?: { [key: string]: string };

  /**
   * Tags on the infrastructure configuration itself.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
}

abstract class InfrastructureConfigurationBase extends Resource implements IInfrastructureConfiguration {
  public abstract readonly infrastructureConfigurationArn: string;
  public abstract readonly infrastructureConfigurationName: string;

  /** A reference to this infrastructure configuration. */
  public get infrastructureConfigurationRef(): ib.InfrastructureConfigurationReference {
    return { infrastructureConfigurationArn: this.infrastructureConfigurationArn };
  }
}

/**
 * Where and on what images are built and tested: instance types, network, permissions, logs.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-infra-config.html
 */
export class InfrastructureConfiguration extends InfrastructureConfigurationBase implements iam.IGrantable, ec2.IConnectable {
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
  public readonly infrastructureConfigurationName: string;

  /** The instance profile of the instances. */
  public readonly instanceProfile: iam.IInstanceProfile;

  /** The role of the instances; undefined if it is not known which role an imported instance profile has. */
  public readonly role?: iam.IRole;

  /** Who receives what is granted to the instances. */
  public readonly grantPrincipal: iam.IPrincipal;

  private readonly vpc?: ec2.IVpc;
  private readonly generatedRole?: BuildRole;
  private readonly knownConnections?: ec2.Connections;
  private readonly tokensRequired: boolean;
  private readonly hopLimit?: number;
  private buildsContainers = false;

  constructor(scope: Construct, id: string, props: InfrastructureConfigurationProps = {}) {
    super(scope, id, {
      physicalName: props.infrastructureConfigurationName ?? Lazy.string({ produce: () => generatedName(this) }),
    });
    this.validate(props);
    this.vpc = props.vpc;

    if (!props.role && !props.instanceProfile) this.generatedRole = new BuildRole(this, 'Role');
    this.role = this.generatedRole ?? props.role ?? props.instanceProfile?.role;
    this.instanceProfile = props.instanceProfile ?? new iam.InstanceProfile(this, 'InstanceProfile', { role: this.role });
    this.grantPrincipal = this.role?.grantPrincipal ?? new iam.UnknownPrincipal({ resource: this });
    if (props.logging) this.allowLogging(props.logging);

    const httpTokens = props.httpTokens ?? ec2.HttpTokens.REQUIRED;
    this.tokensRequired = httpTokens === ec2.HttpTokens.REQUIRED;
    this.hopLimit = props.httpPutResponseHopLimit;
    const securityGroups = props.securityGroups?.length ? props.securityGroups : this.defaultSecurityGroups(props.vpc);
    if (securityGroups) this.knownConnections = new ec2.Connections({ securityGroups });

    const subnets = this.selectSubnets(props);
    const resource = new CfnInfrastructureConfiguration(this, 'Resource', {
      name: this.physicalName,
      description: props.description,
      instanceTypes: props.instanceTypes?.map(type => type.toString()),
      instanceProfileName: this.instanceProfile.instanceProfileName,
      subnetId: subnets?.subnetIds[0],
      securityGroupIds: securityGroups && Lazy.list({ produce: () => this.connections.securityGroups.map(group => group.securityGroupId) }),
      keyPair: props.keyPair?.keyPairName,
      logging: props.logging && { s3Logs: { s3BucketName: props.logging.bucket.bucketName, s3KeyPrefix: props.logging.keyPrefix } },
      snsTopicArn: props.notificationTopic?.topicArn,
      terminateInstanceOnFailure: props.terminateInstanceOnFailure ?? true,
      instanceMetadataOptions: {
        httpTokens,
        httpPutResponseHopLimit: this.hopLimit ?? Lazy.uncachedNumber({ produce: () => this.buildsContainers ? CONTAINER_HOP_LIMIT : undefined }),
      },
      resourceTags: checkedTags(this, props.resourceTags, {
        what: 'the build instances',
        maxCount: 30,
        reservedKeys: ['CreatedBy', 'Ec2ImageBuilderArn', 'Name', 'Tags'],
        see: SEE,
      }),
      tags: checkedTags(this, props.tags, { what: 'the infrastructure configuration', see: SEE }),
    });

    // Instances that start before their network has its routes cannot reach Systems Manager.
    if (subnets) resource.node.addDependency(subnets.internetConnectivityEstablished);

    this.infrastructureConfigurationArn = this.getResourceArnAttribute(resource.attrArn, {
      service: 'imagebuilder',
      resource: 'infrastructure-configuration',
      resourceName: this.physicalName,
    });
    this.infrastructureConfigurationName = this.getResourceNameAttribute(resource.attrName);
  }

  /**
   * The network connections of the instances.
   *
   * @throws if there is neither a VPC nor a security group
   */
  public get connections(): ec2.Connections {
    if (!this.knownConnections) {
      throw new ValidationError(this, 'The instances run in the default VPC, where their connections are not known: give the infrastructure configuration a vpc or securityGroups.');
    }
    return this.knownConnections;
  }

  /**
   * Makes ready for builds of container images: policies for the generated role, and a hop limit of 2.
   *
   * @internal
   */
  public _prepareForContainerBuilds(): void {
    const { hopLimit } = this;
    if (this.tokensRequired && hopLimit !== undefined && !Token.isUnresolved(hopLimit) && hopLimit < CONTAINER_HOP_LIMIT) {
      throw new ValidationError(this, `httpPutResponseHopLimit must be at least ${CONTAINER_HOP_LIMIT} to build container images with httpTokens required, got ${hopLimit}. See ${SEE_METADATA}`);
    }
    this.buildsContainers = true;
    this.generatedRole?.allowContainerBuilds();
  }

  /**
   * Was the role of the instances made here, with all that a build needs?
   *
   * @internal
   */
  public get _hasGeneratedRole(): boolean {
    return this.generatedRole !== undefined;
  }

  /**
   * What the instances need while they build, with what belongs to it: the policies of their role, the rules of their
   * security groups, the endpoints of their VPC.
   *
   * @internal
   */
  public _buildNeeds(): IConstruct[] {
    const endpoints = this.vpc?.node.children.filter((child) => 'vpcEndpointId' in child) ?? [];
    const groups = this.knownConnections?.securityGroups ?? [];
    return [this, this.instanceProfile, ...this.role ? [this.role] : [], ...groups, ...endpoints];
  }

  private validate(props: InfrastructureConfigurationProps): void {
    checkName(this, 'infrastructure configuration', props.infrastructureConfigurationName);
    checkText(this, props.description, { what: 'the description', maxLength: 1024, see: SEE });
    checkInteger(this, props.httpPutResponseHopLimit, 'httpPutResponseHopLimit', 1, 64, SEE_METADATA);
    if (props.role && props.instanceProfile) {
      throw new ValidationError(this, 'Give either role or instanceProfile, got both: an instance profile already has its role.');
    }
    if (props.subnetSelection && !props.vpc) {
      throw new ValidationError(this, 'subnetSelection selects from the subnets of a VPC: give the vpc too.');
    }
    if (props.notificationTopic?.fifo) {
      throw new ValidationError(this, `notificationTopic must be a standard topic, got the FIFO topic '${props.notificationTopic.node.path}'. See ${SEE}`);
    }
  }

  private selectSubnets({ vpc, subnetSelection }: InfrastructureConfigurationProps): ec2.SelectedSubnets | undefined {
    const subnets = vpc?.selectSubnets(subnetSelection);
    if (subnets && subnets.subnetIds.length === 0) {
      throw new ValidationError(this, `subnetSelection matches no subnet of the VPC '${vpc!.node.path}', got ${JSON.stringify(subnetSelection)}: without a subnet the build would run in the default VPC.`);
    }
    return subnets;
  }

  private allowLogging(logs: BuildLogs): void {
    if (this.generatedRole) {
      attachPutLogsPolicy(this, this.generatedRole, logs);
    } else if (this.role) {
      grantPutLogs(this.role, logs);
    }
  }

  private defaultSecurityGroups(vpc?: ec2.IVpc): ec2.ISecurityGroup[] | undefined {
    if (!vpc) return undefined;
    return [new ec2.SecurityGroup(this, 'SecurityGroup', { vpc, description: 'Instances of EC2 Image Builder' })];
  }
}

function imported(scope: Construct, id: string, arn: string, name: string): IInfrastructureConfiguration {
  class Import extends InfrastructureConfigurationBase {
    public readonly infrastructureConfigurationArn = arn;
    public readonly infrastructureConfigurationName = name;
  }
  return new Import(scope, id, { environmentFromArn: arn });
}
