import { IResource, Resource } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnContainerRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { aws_ecr, aws_imagebuilder as interfaces, aws_kms } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { BaseContainerImage } from './base-container-image';
import { BaseImage } from './base-image';
import { ComponentConfiguration } from './component-configuration';
import { DockerfileTemplate } from './dockerfile-template';
import { OsVersion } from './os-version';
import { Platform } from './platform';
import { renderBlockDevices } from './private/block-devices';
import { warnOfNoBuildComponents } from './private/build-components';
import { checkComponentPlatforms } from './private/component-platform';
import { warnOfComponentTests } from './private/component-tests';
import { hasEncryptedComponents } from './private/encrypted-components';
import { assetsOf } from './private/known-document';
import { renderComponents } from './private/render-components';
import { warnOfSharedRepository } from './private/shared-repository';
import { warnOfUpdateOs } from './private/update-os';
import { checkName, generatedNameOf } from '../private/checks/names';
import { checkRepositoryPlace, checkSameRegion } from '../private/checks/same-place';
import { assignedVersion, checkRecipeVersion, DEFAULT_RECIPE_VERSION } from '../private/checks/semantic-version';
import { checkedTags } from '../private/checks/tag-rules';
import { checkText } from '../private/checks/text-rules';
import { baseImageParameter } from '../private/facts/base-image-parameter';
import { isOfClass, markClass } from '../private/facts/class-mark';
import { recordFacts } from '../private/facts/facts';
import { importedResource } from '../private/facts/imported-resource';
import { keyArnFor } from '../private/facts/key-arn';
import { grantOn } from '../private/iam/grant-on';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateContainerRecipe.html';

/** The device of the root volume of the Amazon ECS optimized AMIs with Linux. */
const ECS_OPTIMIZED_ROOT_DEVICE = '/dev/xvda';

/** A recipe for a container image. */
export interface IContainerRecipe extends IResource, interfaces.IContainerRecipeRef {
  /**
   * The ARN of the recipe, with its version.
   * @attribute
   */
  readonly containerRecipeArn: string;

  /**
   * The name of the recipe.
   * @attribute
   */
  readonly containerRecipeName: string;

  /**
   * The version of the recipe.
   * @attribute
   */
  readonly containerRecipeVersion: string;

  /**
   * Grants actions on the recipe, such as `imagebuilder:GetContainerRecipe`.
   *
   * @param grantee who gets the permission
   * @param actions the actions, with the prefix `imagebuilder:`
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2imagebuilder.html
   */
  grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant;

  /**
   * Grants permission to read the recipe.
   *
   * @param grantee who gets the permission
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;
}

/**
 * Properties of a container recipe.
 *
 * Synthesis fails if the Dockerfile template lacks a variable that Image Builder requires, if a component is for another platform
 * or lacks the value of a parameter, or if there are more than 20 components.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateContainerRecipe.html
 */
export interface ContainerRecipeProps {
  /** The image to start from. */
  readonly baseImage: BaseContainerImage;

  /** The ECR repository that a build pushes its image to, in the stack's account and Region. */
  readonly targetRepository: aws_ecr.IRepositoryRef;

  /**
   * The name of the recipe: 3 to 128 characters of a-z, 0-9 and hyphen.
   *
   * @default - a name made from the construct's path
   */
  readonly containerRecipeName?: string;

  /**
   * The version of the recipe. A number may be `x` if all numbers to its right are `x` too: Image Builder then uses the
   * next free number. Recipes are immutable, so each change creates a new recipe. With a fixed name and version, the new
   * recipe clashes with the one that it replaces.
   *
   * @default '1.0.x'
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/ibhow-semantic-versioning.html
   */
  readonly containerRecipeVersion?: string;

  /**
   * A description of 1 to 1,024 characters.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * The Dockerfile template.
   *
   * @default DockerfileTemplate.minimal()
   */
  readonly dockerfile?: DockerfileTemplate;

  /**
   * The components to run, in this order, at most 20.
   *
   * @default - none
   */
  readonly components?: ComponentConfiguration[];

  /**
   * The platform of a base image from a registry.
   *
   * @default - the platform given with an image in the ECR Public Gallery, or else that of `osVersionOverride`; without either, `LINUX`
   * with `BaseContainerImage.fromEcr`, or else read from the base image
   */
  readonly platformOverride?: Platform;

  /**
   * The operating system version of a base image from a registry. An image for Windows needs it.
   *
   * @default - read from the base image
   */
  readonly osVersionOverride?: OsVersion;

  /**
   * The image of the instance that builds and tests: an AMI, or an SSM parameter that holds the id of one.
   *
   * @default - the Amazon ECS optimized AMI
   */
  readonly instanceImage?: BaseImage;

  /**
   * The block devices of the instance that builds and tests.
   *
   * @default - those of the instance's image
   */
  readonly blockDevices?: ec2.BlockDevice[];

  /**
   * The directory in which build and test workflows run.
   *
   * @default - the service's default
   */
  readonly workingDirectory?: string;

  /**
   * The key that encrypts the Dockerfile template.
   *
   * @default - a key of the service
   */
  readonly kmsKey?: aws_kms.IKeyRef;

  /**
   * Tags on the recipe itself.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
}

/** Identifies an existing container recipe, by its ARN or by its name. */
export interface ContainerRecipeAttributes {
  /**
   * The ARN of the recipe, with its version.
   *
   * @default - made from the name and the version, in the stack's account and Region
   */
  readonly containerRecipeArn?: string;

  /**
   * The name of the recipe.
   *
   * @default - read from the ARN
   */
  readonly containerRecipeName?: string;

  /**
   * The version of the recipe, given together with the name.
   *
   * @default 'x.x.x', the newest
   */
  readonly containerRecipeVersion?: string;
}

abstract class ContainerRecipeBase extends Resource implements IContainerRecipe {
  public abstract readonly containerRecipeArn: string;
  public abstract readonly containerRecipeName: string;
  public abstract readonly containerRecipeVersion: string;

  /** A reference to this recipe. */
  public get containerRecipeRef(): interfaces.ContainerRecipeReference {
    return { containerRecipeArn: this.containerRecipeArn };
  }

  /**
   * Grants actions on the recipe.
   *
   * @param grantee who gets the permission
   * @param actions the actions, with the prefix `imagebuilder:`
   */
  public grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return grantOn(this.containerRecipeArn, grantee, actions);
  }

  /**
   * Grants permission to read the recipe.
   *
   * @param grantee who gets the permission
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, 'imagebuilder:GetContainerRecipe');
  }
}

/**
 * A recipe for a container image: the image to start from, what to do to it, and where to push the result.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-container-recipes.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import * as ecr from 'aws-cdk-lib/aws-ecr';
 * import { BaseContainerImage, ContainerRecipe } from 'cdk-image-builder';
 *
 * declare const stack: Stack;
 * new ContainerRecipe(stack, 'Recipe', {
 *   baseImage: BaseContainerImage.amazonLinux2023(),
 *   targetRepository: new ecr.Repository(stack, 'Repository'),
 * });
 */
@propertyInjectable
export class ContainerRecipe extends ContainerRecipeBase {
  /** Identifies the class to `PropertyInjectors`. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-image-builder.ContainerRecipe';

  /**
   * Whether a value is a `ContainerRecipe` of this library, even one from another copy of it.
   *
   * @param x any value
   */
  public static isContainerRecipe(x: any): x is ContainerRecipe {
    return isOfClass(x, ContainerRecipe.PROPERTY_INJECTION_ID);
  }

  /** Imports a recipe by its ARN, which ends in a version. */
  public static fromContainerRecipeArn(scope: Construct, id: string, containerRecipeArn: string): IContainerRecipe {
    return ContainerRecipe.fromContainerRecipeAttributes(scope, id, { containerRecipeArn });
  }

  /** Imports the newest version of a recipe by its name. */
  public static fromContainerRecipeName(scope: Construct, id: string, containerRecipeName: string): IContainerRecipe {
    return ContainerRecipe.fromContainerRecipeAttributes(scope, id, { containerRecipeName });
  }

  /**
   * Imports a recipe by its ARN, or by its name and version.
   *
   * @throws if neither or both of ARN and name are given, or a version together with the ARN
   */
  public static fromContainerRecipeAttributes(scope: Construct, id: string, attrs: ContainerRecipeAttributes): IContainerRecipe {
    const known = importedResource(scope, 'container-recipe', {
      arn: attrs.containerRecipeArn,
      name: attrs.containerRecipeName,
      version: attrs.containerRecipeVersion,
    });

    class Import extends ContainerRecipeBase {
      public readonly containerRecipeArn = known.arn;
      public readonly containerRecipeName = known.name;
      public readonly containerRecipeVersion = known.version;
    }
    return new Import(scope, id, { environmentFromArn: known.arn });
  }

  public readonly containerRecipeArn: string;

  private readonly resource: CfnContainerRecipe;

  public constructor(scope: Construct, id: string, props: ContainerRecipeProps) {
    super(scope, id, { physicalName: props.containerRecipeName ?? generatedNameOf(scope, id) });
    markClass(this, ContainerRecipe.PROPERTY_INJECTION_ID);
    checkName(this, 'container recipe', props.containerRecipeName);
    const version = props.containerRecipeVersion ?? DEFAULT_RECIPE_VERSION;
    checkRecipeVersion(this, 'container recipe', version);
    checkText(this, props.description, { what: 'the description', maxLength: 1024, see: SEE });
    checkText(this, props.workingDirectory, { what: 'the working directory', maxLength: 1024, see: SEE });
    if (props.kmsKey) checkSameRegion(this, { what: 'kmsKey', resource: props.kmsKey, advice: "give a key of the stack's Region", see: SEE });

    // The recipe holds only the name of the repository, and Image Builder would look for it in its own account and Region.
    checkRepositoryPlace(this, { what: 'targetRepository', resource: props.targetRepository, see: SEE });
    const { components = [] } = props;
    const renderedComponents = renderComponents(this, components);
    const parent = props.baseImage._parentImage(this, props.platformOverride, props.osVersionOverride);
    const platform = parent.platformOverride ?? props.baseImage._managedPlatform;
    checkComponentPlatforms(this, components, platform);
    warnOfUpdateOs(this, components, parent.parentImage);
    const instanceConfiguration = this.renderInstanceConfiguration(props, platform);
    const resource = this.resource = new CfnContainerRecipe(this, 'Resource', {
      name: this.physicalName,
      version,
      containerType: 'DOCKER',
      ...parent,
      targetRepository: { service: 'ECR', repositoryName: props.targetRepository.repositoryRef.repositoryName },
      description: props.description,
      ...(props.dockerfile ?? DockerfileTemplate.minimal())._render(this, components.length > 0),
      components: renderedComponents,
      instanceConfiguration,
      workingDirectory: props.workingDirectory,
      kmsKeyId: keyArnFor(this, props.kmsKey),
      tags: checkedTags(this, props.tags, { what: 'the container recipe', see: SEE }),
    });
    recordFacts(resource, {
      recipe: {
        baseImageParameter: baseImageParameter(instanceConfiguration?.image),
        usesKeys: props.kmsKey !== undefined || hasEncryptedComponents(components),
        targetRepository: props.targetRepository,
        assets: assetsOf(components),
      },
      part: {
        bind: (build) => {
          warnOfComponentTests(build, components);
          // A Dockerfile template of the user may do the work of components.
          if (!props.dockerfile) warnOfNoBuildComponents(build, components);
        },
      },
    });
    warnOfSharedRepository(this, resource, props.targetRepository);

    this.containerRecipeArn = this.getResourceArnAttribute(resource.attrArn, {
      service: 'imagebuilder',
      resource: 'container-recipe',
      resourceName: `${this.physicalName}/${version}`,
    });
  }

  public get containerRecipeName(): string {
    return this.getResourceNameAttribute(this.resource.attrName);
  }

  public get containerRecipeVersion(): string {
    return assignedVersion(this.resource.version!, this.resource.attrArn);
  }

  /**
   * The ARN of the newest version of the recipe: `container-recipe/<name>/x.x.x`.
   * @attribute
   */
  public get containerRecipeLatestVersionArn(): string {
    return this.resource.attrLatestVersionArn;
  }

  /**
   * The ARN of the newest recipe with the same first number of its version: `container-recipe/<name>/1.x.x`.
   * @attribute
   */
  public get containerRecipeLatestVersionMajor(): string {
    return this.resource.attrLatestVersionMajor;
  }

  /**
   * The ARN of the newest recipe with the same first two numbers of its version: `container-recipe/<name>/1.0.x`.
   * @attribute
   */
  public get containerRecipeLatestVersionMinor(): string {
    return this.resource.attrLatestVersionMinor;
  }

  /**
   * The ARN of this version of the recipe: `container-recipe/<name>/1.0.0`.
   * @attribute
   */
  public get containerRecipeLatestVersionPatch(): string {
    return this.resource.attrLatestVersionPatch;
  }

  private renderInstanceConfiguration(
    props: ContainerRecipeProps,
    platform: Platform | undefined,
  ): CfnContainerRecipe.InstanceConfigurationProperty | undefined {
    const image = props.instanceImage?._instanceImage(this);
    const rootDevice = image === undefined && platform !== Platform.WINDOWS ? ECS_OPTIMIZED_ROOT_DEVICE : undefined;
    const blockDeviceMappings = renderBlockDevices(this, props.blockDevices, rootDevice);
    return image === undefined && blockDeviceMappings === undefined ? undefined : { image, blockDeviceMappings };
  }
}
