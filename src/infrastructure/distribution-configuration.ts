import { IResource, Resource, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnDistributionConfiguration } from 'aws-cdk-lib/aws-imagebuilder';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { aws_imagebuilder as interfaces, aws_kms } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { AmiDistribution } from './ami-distribution';
import { ContainerDistribution } from './container-distribution';
import { checkFastLaunches, usesDefaultFastLaunch } from './private/fast-launch-rules';
import { renderAmiDistribution } from './private/render-ami-distribution';
import { imageRepository, renderContainerDistribution, warnOfFixedTags } from './private/render-container-distribution';
import { shareKey, sharedKeys } from './private/share-key';
import { checkSharedAmis } from './private/shared-amis';
import { warnOfUnknownRegion } from './private/unknown-region';
import { checkName, generatedNameOf } from '../private/checks/names';
import { checkedTags } from '../private/checks/tag-rules';
import { checkText } from '../private/checks/text-rules';
import { ValidationError } from '../private/checks/validation-error';
import { warn } from '../private/checks/warnings';
import { datedAmiName, MAX_NAME_IN_AMI_NAME } from '../private/facts/ami-name';
import { imageBuilderArn, nameFromArn } from '../private/facts/arn-parts';
import { Build } from '../private/facts/build-part';
import { isOfClass, markClass } from '../private/facts/class-mark';
import { parametersIn } from '../private/facts/distributed-parameters';
import { recordFacts } from '../private/facts/facts';
import { ImageKind, RecipeFacts } from '../private/facts/recipe-facts';
import { grantOn } from '../private/iam/grant-on';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateDistributionConfiguration.html';
/** The page that says what one Region holds. */
const SEE_ONE_KIND = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_Distribution.html';

/** A distribution configuration: the Regions and accounts that get an image once it is built and tested. */
export interface IDistributionConfiguration extends IResource, interfaces.IDistributionConfigurationRef {
  /**
   * The ARN of the distribution configuration.
   * @attribute
   */
  readonly distributionConfigurationArn: string;

  /**
   * The name of the distribution configuration.
   * @attribute
   */
  readonly distributionConfigurationName: string;

  /**
   * Grants actions on the distribution configuration, such as `imagebuilder:GetDistributionConfiguration`.
   *
   * @param grantee who gets the permission
   * @param actions the actions, with the prefix `imagebuilder:`
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2imagebuilder.html
   */
  grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant;

  /**
   * Grants permission to read the distribution configuration.
   *
   * @param grantee who gets the permission
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;
}

/**
 * Properties of a distribution configuration: AMIs or container images in at least one Region.
 *
 * Synthesis fails if there is no Region, or if a Region is given twice.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateDistributionConfiguration.html
 */
export interface DistributionConfigurationProps {
  /**
   * How to distribute AMIs: one entry for each Region.
   *
   * @default - no AMIs are distributed
   */
  readonly amiDistributions?: AmiDistribution[];

  /**
   * How to distribute container images: one entry for each Region.
   *
   * @default - no container images are distributed
   */
  readonly containerDistributions?: ContainerDistribution[];

  /**
   * The name: 3 to 128 characters of a-z, 0-9 and hyphen.
   *
   * @default - a name made from the construct's path
   */
  readonly distributionConfigurationName?: string;

  /**
   * A description of 1 to 1,024 characters.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Tags on the distribution configuration itself.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
}

abstract class DistributionConfigurationBase extends Resource implements IDistributionConfiguration {
  public abstract readonly distributionConfigurationArn: string;
  public abstract readonly distributionConfigurationName: string;

  /** A reference to this distribution configuration. */
  public get distributionConfigurationRef(): interfaces.DistributionConfigurationReference {
    return { distributionConfigurationArn: this.distributionConfigurationArn };
  }

  /**
   * Grants actions on the distribution configuration.
   *
   * @param grantee who gets the permission
   * @param actions the actions, with the prefix `imagebuilder:`
   */
  public grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return grantOn(this.distributionConfigurationArn, grantee, actions);
  }

  /**
   * Grants permission to read the distribution configuration.
   *
   * @param grantee who gets the permission
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, 'imagebuilder:GetDistributionConfiguration');
  }
}

/**
 * Distributes an image, once it is built and tested, to Regions, accounts, repositories, launch templates and parameters.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-distribution-settings.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { DistributionConfiguration } from 'cdk-image-builder';
 *
 * declare const stack: Stack;
 * new DistributionConfiguration(stack, 'Distribution', {
 *   amiDistributions: [
 *     { ssmParameters: [{ parameterName: '/imagebuilder/linux' }] },
 *     { region: 'eu-west-1', launchPermission: { accounts: ['111122223333'] } },
 *   ],
 * });
 */
@propertyInjectable
export class DistributionConfiguration extends DistributionConfigurationBase {
  /** Identifies the class to `PropertyInjectors`. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-image-builder.DistributionConfiguration';

  /**
   * Whether a value is a `DistributionConfiguration` of this library, even one from another copy of it.
   *
   * @param x any value
   */
  public static isDistributionConfiguration(x: any): x is DistributionConfiguration {
    return isOfClass(x, DistributionConfiguration.PROPERTY_INJECTION_ID);
  }

  /** Imports a distribution configuration by its ARN. */
  public static fromDistributionConfigurationArn(
    scope: Construct,
    id: string,
    distributionConfigurationArn: string,
  ): IDistributionConfiguration {
    const name = nameFromArn(scope, distributionConfigurationArn, 'distribution-configuration');
    return imported(scope, id, distributionConfigurationArn, name);
  }

  /** Imports a distribution configuration of the stack's account and Region by its name. */
  public static fromDistributionConfigurationName(
    scope: Construct,
    id: string,
    distributionConfigurationName: string,
  ): IDistributionConfiguration {
    const arn = imageBuilderArn(scope, 'distribution-configuration', distributionConfigurationName);
    return imported(scope, id, arn, distributionConfigurationName);
  }

  public readonly distributionConfigurationArn: string;

  private readonly handledKeys = new Map<aws_kms.IKeyRef, Set<string>>();
  private readonly amiDistributions: AmiDistribution[];
  private readonly distributesBoth: boolean;
  private readonly resource: CfnDistributionConfiguration;

  /** @throws if there is no distribution, or if there are two for one Region */
  public constructor(scope: Construct, id: string, props: DistributionConfigurationProps) {
    super(scope, id, { physicalName: props.distributionConfigurationName ?? generatedNameOf(scope, id, MAX_NAME_IN_AMI_NAME) });
    markClass(this, DistributionConfiguration.PROPERTY_INJECTION_ID);
    checkName(this, 'distribution configuration', props.distributionConfigurationName);
    checkText(this, props.description, { what: 'the description', maxLength: 1024, see: SEE });

    this.amiDistributions = props.amiDistributions ?? [];
    this.distributesBoth = this.amiDistributions.length > 0 && (props.containerDistributions ?? []).length > 0;
    const distributions = this.renderDistributions(props);
    const resource = this.resource = new CfnDistributionConfiguration(this, 'Resource', {
      name: this.physicalName,
      description: props.description,
      distributions,
      tags: checkedTags(this, props.tags, { what: 'the distribution configuration', see: SEE }),
    });
    const own = this.inOwnRegion(props.containerDistributions);
    if (own) warnOfFixedTags(this, own);
    recordFacts(resource, {
      part: { bind: (build) => this.bindTo(build) },
      parameters: parametersIn(this, distributions),
      amiSettings: this.amiDistributions.flatMap(settingsOf),
      usesDefaultFastLaunch: usesDefaultFastLaunch(this.amiDistributions),
      ownRepository: own && imageRepository(own),
      repositoryNames: props.containerDistributions?.map(({ targetRepository }) => targetRepository.repositoryRef.repositoryName) ?? [],
    });

    this.distributionConfigurationArn = this.getResourceArnAttribute(resource.attrArn, {
      service: 'imagebuilder',
      resource: 'distribution-configuration',
      resourceName: this.physicalName,
    });
  }

  public get distributionConfigurationName(): string {
    return this.getResourceNameAttribute(this.resource.attrName);
  }

  /** Rejects a build whose image this configuration would not distribute, or would share so that nobody could use it. */
  private bindTo({ scope, kind, recipe }: Build): void {
    this.checkKind(scope, kind);
    checkSharedAmis(scope, this.amiDistributions, recipe);
    checkFastLaunches(scope, this.amiDistributions, recipe);
    this.shareKeys(scope, recipe);
  }

  /** Each key with each account and organization once, however many pipelines use it. */
  private shareKeys(scope: Construct, { volumeKeys }: RecipeFacts): void {
    for (const { key, users } of sharedKeys(scope, this.amiDistributions, volumeKeys)) {
      const handled = this.handledKeys.get(key) ?? new Set();
      const others = new Set([...users].filter((user) => !handled.has(user)));
      if (others.size > 0) shareKey(scope, { key, users: others });
      this.handledKeys.set(key, new Set([...handled, ...others]));
    }
  }

  /** The distribution to the repository itself. In another Region, another repository of the same name gets the image. */
  private inOwnRegion(distributions: ContainerDistribution[] = []): ContainerDistribution | undefined {
    return distributions.find((distribution) => this.regionOf(distribution) === Stack.of(this).region);
  }

  private checkKind(scope: Construct, kind: ImageKind): void {
    if (kind === (this.amiDistributions.length > 0 ? 'AMI' : 'CONTAINER') || this.distributesBoth) return;
    const [made, given, needed] = kind === 'AMI' ? ['AMIs', 'container images', 'amiDistributions'] : ['container images', 'AMIs', 'containerDistributions'];
    throw new ValidationError(scope, `The recipe produces ${made}, but the distribution configuration '${this.node.path}' distributes only ${given}: set its '${needed}'. See ${SEE}`);
  }

  private renderDistributions(props: DistributionConfigurationProps): CfnDistributionConfiguration.DistributionProperty[] {
    const { amiDistributions = [], containerDistributions = [] } = props;
    const amiName = datedAmiName(this.physicalName);
    const distributions = [
      ...amiDistributions.map((distribution) => renderAmiDistribution(this, this.regionOf(distribution), distribution, amiName)),
      ...containerDistributions.map((distribution) => renderContainerDistribution(this, this.regionOf(distribution), distribution)),
    ];
    if (distributions.length === 0) {
      throw new ValidationError(this, `A distribution configuration needs at least one Region: set 'amiDistributions' or 'containerDistributions'. See ${SEE}`);
    }
    const regions = distributions.map(({ region }) => region);
    const twice = regions.find((region, index) => regions.indexOf(region) !== index);
    if (twice !== undefined) {
      throw new ValidationError(this, `A Region may be given once, for either AMIs or container images, got ${Token.isUnresolved(twice) ? 'that of the stack' : `'${twice}'`} more than once (a distribution without a region is for that of the stack). See ${SEE_ONE_KIND}`);
    }
    regions.forEach((region) => warnOfUnknownRegion(this, region));
    this.warnOfOwnRegion(regions);
    return distributions;
  }

  /** The Region of an environment-agnostic stack may equal a Region that is given explicitly. */
  private warnOfOwnRegion(regions: string[]): void {
    const own = Stack.of(this).region;
    const known = regions.filter((region) => !Token.isUnresolved(region));
    if (!Token.isUnresolved(own) || !regions.includes(own) || known.length === 0) return;
    warn(this, 'regionMaybeTwice', `The distribution is to the Region of the stack, which is not known at synthesis, and to ${known.map((region) => `'${region}'`).join(', ')}: deployed to one of these, it would be given twice, and rejected. Give the stack an env with its region. See ${SEE}`);
  }

  private regionOf({ region = Stack.of(this).region }: { readonly region?: string }): string {
    checkText(this, region, { what: 'the region', maxLength: 1024, see: SEE });
    return region;
  }
}

function settingsOf(distribution: AmiDistribution): string[] {
  return Object.entries(distribution).filter(([, value]) => value !== undefined).map(([name]) => name);
}

function imported(scope: Construct, id: string, arn: string, name: string): IDistributionConfiguration {
  class Import extends DistributionConfigurationBase {
    public readonly distributionConfigurationArn = arn;
    public readonly distributionConfigurationName = name;
  }
  return new Import(scope, id, { environmentFromArn: arn });
}
