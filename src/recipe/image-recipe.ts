import { Fn, IResource, Resource, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { BaseImage } from './base-image';
import { ComponentConfiguration } from './component-configuration';
import { Platform } from './platform';
import { encryptionFacts } from './private/ami-encryption';
import { renderWatermarks } from './private/ami-watermarks';
import { renderBlockDevices } from './private/block-devices';
import { warnOfNoBuildComponents } from './private/build-components';
import { checkComponentPlatforms } from './private/component-platform';
import { warnOfComponentTests } from './private/component-tests';
import { hasEncryptedComponents } from './private/encrypted-components';
import { assetsOf } from './private/known-document';
import { renderComponents } from './private/render-components';
import { warnOfUpdateOs } from './private/update-os';
import { checkName, generatedNameOf } from '../private/checks/names';
import { assignedVersion, checkRecipeVersion, DEFAULT_RECIPE_VERSION } from '../private/checks/semantic-version';
import { checkedTags } from '../private/checks/tag-rules';
import { checkText } from '../private/checks/text-rules';
import { ValidationError } from '../private/checks/validation-error';
import { baseImageParameter } from '../private/facts/base-image-parameter';
import { isOfClass, markClass } from '../private/facts/class-mark';
import { recordFacts } from '../private/facts/facts';
import { importedResource } from '../private/facts/imported-resource';
import { grantOn } from '../private/iam/grant-on';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImageRecipe.html';

const SEE_INSTANCE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_AdditionalInstanceConfiguration.html';

/** Image Builder allows 21,847 characters of Base64-encoded user data, which is this many bytes. */
const MAX_USER_DATA_BYTES = 16383;

/** A recipe for an AMI. */
export interface IImageRecipe extends IResource, interfaces.IImageRecipeRef {
  /**
   * The ARN of the recipe, with its version.
   * @attribute
   */
  readonly imageRecipeArn: string;

  /**
   * The name of the recipe.
   * @attribute
   */
  readonly imageRecipeName: string;

  /**
   * The version of the recipe.
   * @attribute
   */
  readonly imageRecipeVersion: string;

  /**
   * Grants actions on the recipe, such as `imagebuilder:GetImageRecipe`.
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
 * Properties of an image recipe.
 *
 * Synthesis fails if a component is for another platform than the base image or lacks the value of a parameter, if a block
 * device contradicts itself, or if there are more than 20 components.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImageRecipe.html
 */
export interface ImageRecipeProps {
  /** The image to start from. */
  readonly baseImage: BaseImage;

  /**
   * The name of the recipe: 3 to 128 characters of a-z, 0-9 and hyphen.
   *
   * @default - a name made from the construct's path
   */
  readonly imageRecipeName?: string;

  /**
   * The version of the recipe. A number may be `x` if all numbers to its right are `x` too: Image Builder then uses the
   * next free number. Recipes are immutable, so each change creates a new recipe. With a fixed name and version, the new
   * recipe clashes with the one that it replaces.
   *
   * @default '1.0.x'
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/ibhow-semantic-versioning.html
   */
  readonly imageRecipeVersion?: string;

  /**
   * A description of 1 to 1,024 characters.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * The components to run, in this order, at most 20.
   *
   * @default - none: the base image is only tested and distributed, and synthesis warns of that
   */
  readonly components?: ComponentConfiguration[];

  /**
   * The block devices of the build instance and of the AMI.
   *
   * @default - those of the base image
   */
  readonly blockDevices?: ec2.BlockDevice[];

  /**
   * The directory in which build and test workflows run.
   *
   * @default - `/tmp` on Linux and macOS, `C:/` on Windows
   */
  readonly workingDirectory?: string;

  /**
   * The script that the build instance runs when it starts. On Linux, it must also install the Systems Manager agent if the
   * base image lacks it: with your own user data, Image Builder no longer does.
   *
   * @default - Image Builder installs the Systems Manager agent on Linux, if the base image lacks it
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_AdditionalInstanceConfiguration.html
   */
  readonly userData?: ec2.UserData;

  /**
   * Whether the Systems Manager agent is removed before the AMI is made. Not for Windows.
   *
   * @default - the agent is removed if Image Builder installed it for the build
   */
  readonly uninstallSsmAgentAfterBuild?: boolean;

  /**
   * Tags on the AMI that a build creates, before its distribution.
   *
   * @default - none
   */
  readonly amiTags?: { [key: string]: string };

  /**
   * Watermarks on the AMI that a build creates, at most 5: names of 3 to 128 characters. Copies of the AMI, and AMIs made
   * from it, keep them. An AMI with a watermark cannot be public.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachImageWatermark.html
   */
  readonly amiWatermarks?: string[];

  /**
   * Tags on the recipe itself.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
}

/** Identifies an existing image recipe, by its ARN or by its name. */
export interface ImageRecipeAttributes {
  /**
   * The ARN of the recipe, with its version.
   *
   * @default - made from the name and the version, in the stack's account and Region
   */
  readonly imageRecipeArn?: string;

  /**
   * The name of the recipe.
   *
   * @default - read from the ARN
   */
  readonly imageRecipeName?: string;

  /**
   * The version of the recipe, given together with the name.
   *
   * @default 'x.x.x', the newest
   */
  readonly imageRecipeVersion?: string;
}

abstract class ImageRecipeBase extends Resource implements IImageRecipe {
  public abstract readonly imageRecipeArn: string;
  public abstract readonly imageRecipeName: string;
  public abstract readonly imageRecipeVersion: string;

  /** A reference to this recipe. */
  public get imageRecipeRef(): interfaces.ImageRecipeReference {
    return { imageRecipeArn: this.imageRecipeArn };
  }

  /**
   * Grants actions on the recipe.
   *
   * @param grantee who gets the permission
   * @param actions the actions, with the prefix `imagebuilder:`
   */
  public grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return grantOn(this.imageRecipeArn, grantee, actions);
  }

  /**
   * Grants permission to read the recipe.
   *
   * @param grantee who gets the permission
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, 'imagebuilder:GetImageRecipe');
  }
}

/**
 * A recipe for an AMI: the image to start from, and what to do to it.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-recipes.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { BaseImage, ImageRecipe, ManagedComponent, Platform } from 'cdk-image-builder';
 *
 * declare const stack: Stack;
 * new ImageRecipe(stack, 'Recipe', {
 *   baseImage: BaseImage.amazonLinux2023(),
 *   components: [{ component: ManagedComponent.cloudWatchAgent(stack, 'CloudWatchAgent', Platform.LINUX) }],
 * });
 */
@propertyInjectable
export class ImageRecipe extends ImageRecipeBase {
  /** Identifies the class to `PropertyInjectors`. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-image-builder.ImageRecipe';

  /**
   * Whether a value is an `ImageRecipe` of this library, even one from another copy of it.
   *
   * @param x any value
   */
  public static isImageRecipe(x: any): x is ImageRecipe {
    return isOfClass(x, ImageRecipe.PROPERTY_INJECTION_ID);
  }

  /** Imports a recipe by its ARN, which ends in a version. */
  public static fromImageRecipeArn(scope: Construct, id: string, imageRecipeArn: string): IImageRecipe {
    return ImageRecipe.fromImageRecipeAttributes(scope, id, { imageRecipeArn });
  }

  /** Imports the newest version of a recipe by its name. */
  public static fromImageRecipeName(scope: Construct, id: string, imageRecipeName: string): IImageRecipe {
    return ImageRecipe.fromImageRecipeAttributes(scope, id, { imageRecipeName });
  }

  /**
   * Imports a recipe by its ARN, or by its name and version.
   *
   * @throws if neither or both of ARN and name are given, or a version together with the ARN
   */
  public static fromImageRecipeAttributes(scope: Construct, id: string, attrs: ImageRecipeAttributes): IImageRecipe {
    const known = importedResource(scope, 'image-recipe', {
      arn: attrs.imageRecipeArn,
      name: attrs.imageRecipeName,
      version: attrs.imageRecipeVersion,
    });

    class Import extends ImageRecipeBase {
      public readonly imageRecipeArn = known.arn;
      public readonly imageRecipeName = known.name;
      public readonly imageRecipeVersion = known.version;
    }
    return new Import(scope, id, { environmentFromArn: known.arn });
  }

  public readonly imageRecipeArn: string;

  private readonly resource: CfnImageRecipe;

  public constructor(scope: Construct, id: string, props: ImageRecipeProps) {
    super(scope, id, { physicalName: props.imageRecipeName ?? generatedNameOf(scope, id) });
    markClass(this, ImageRecipe.PROPERTY_INJECTION_ID);
    checkName(this, 'image recipe', props.imageRecipeName);
    const version = props.imageRecipeVersion ?? DEFAULT_RECIPE_VERSION;
    checkRecipeVersion(this, 'image recipe', version);
    checkText(this, props.description, { what: 'the description', maxLength: 1024, see: SEE });
    checkText(this, props.workingDirectory, { what: 'the working directory', maxLength: 1024, see: SEE });

    const { components = [] } = props;
    const { image, platform, architecture, rootDevice } = props.baseImage._parentImage(this);
    checkComponentPlatforms(this, components, platform);
    warnOfUpdateOs(this, components, image);
    const resource = this.resource = new CfnImageRecipe(this, 'Resource', {
      name: this.physicalName,
      version,
      parentImage: image,
      description: props.description,
      components: renderComponents(this, components),
      blockDeviceMappings: renderBlockDevices(this, props.blockDevices, rootDevice),
      workingDirectory: props.workingDirectory,
      additionalInstanceConfiguration: this.renderInstanceConfiguration(props, platform),
      amiTags: checkedTags(this, props.amiTags, { what: 'the AMI', see: SEE }),
      tags: checkedTags(this, props.tags, { what: 'the image recipe', see: SEE }),
    });
    const watermarks = renderWatermarks(this, props.amiWatermarks);
    // The L1 of the oldest supported aws-cdk-lib lacks this property.
    if (watermarks) resource.addPropertyOverride('AmiWatermarks', watermarks);
    recordFacts(resource, {
      recipe: {
        platform,
        architecture,
        ...encryptionFacts(this, props.blockDevices),
        hasWatermarks: watermarks !== undefined,
        baseImageParameter: baseImageParameter(image),
        usesKeys: hasEncryptedComponents(components),
        assets: assetsOf(components),
      },
      part: {
        bind: (build) => {
          warnOfComponentTests(build, components);
          warnOfNoBuildComponents(build, components);
        },
      },
    });

    this.imageRecipeArn = this.getResourceArnAttribute(resource.attrArn, {
      service: 'imagebuilder',
      resource: 'image-recipe',
      resourceName: `${this.physicalName}/${version}`,
    });
  }

  public get imageRecipeName(): string {
    return this.getResourceNameAttribute(this.resource.attrName);
  }

  public get imageRecipeVersion(): string {
    return assignedVersion(this.resource.version!, this.resource.attrArn);
  }

  /**
   * The ARN of the newest version of the recipe: `image-recipe/<name>/x.x.x`.
   * @attribute
   */
  public get imageRecipeLatestVersionArn(): string {
    return this.resource.attrLatestVersionArn;
  }

  /**
   * The ARN of the newest recipe with the same first number of its version: `image-recipe/<name>/1.x.x`.
   * @attribute
   */
  public get imageRecipeLatestVersionMajor(): string {
    return this.resource.attrLatestVersionMajor;
  }

  /**
   * The ARN of the newest recipe with the same first two numbers of its version: `image-recipe/<name>/1.0.x`.
   * @attribute
   */
  public get imageRecipeLatestVersionMinor(): string {
    return this.resource.attrLatestVersionMinor;
  }

  /**
   * The ARN of this version of the recipe: `image-recipe/<name>/1.0.0`.
   * @attribute
   */
  public get imageRecipeLatestVersionPatch(): string {
    return this.resource.attrLatestVersionPatch;
  }

  private renderInstanceConfiguration(
    props: ImageRecipeProps,
    platform: Platform | undefined,
  ): CfnImageRecipe.AdditionalInstanceConfigurationProperty | undefined {
    const { uninstallSsmAgentAfterBuild: uninstallAfterBuild } = props;
    const userData = props.userData?.render();
    if (uninstallAfterBuild !== undefined && platform === Platform.WINDOWS) {
      throw new ValidationError(this, `uninstallSsmAgentAfterBuild is for Linux and macOS, but the base image is for Windows: leave it out. See ${SEE_INSTANCE}`);
    }
    if (userData === undefined && uninstallAfterBuild === undefined) return undefined;
    if (userData && !Token.isUnresolved(userData) && Buffer.byteLength(userData) > MAX_USER_DATA_BYTES) {
      throw new ValidationError(this, `The user data may have at most ${MAX_USER_DATA_BYTES} bytes, got ${Buffer.byteLength(userData)}: move some of it to a component. See ${SEE_INSTANCE}`);
    }
    return {
      systemsManagerAgent: uninstallAfterBuild === undefined ? undefined : { uninstallAfterBuild },
      userDataOverride: userData && Fn.base64(userData),
    };
  }
}
