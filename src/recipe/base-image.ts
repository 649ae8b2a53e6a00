import { Aws, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { Platform } from './platform';
import { renderMachineImage } from './private/machine-image';
import { RenderedBaseImage } from './private/rendered-base-image';
import { checkSameRegion } from '../private/checks/same-place';
import { checkReferencedVersion } from '../private/checks/semantic-version';
import { checkText, TextRule } from '../private/checks/text-rules';
import { ValidationError } from '../private/checks/validation-error';
import { LATEST_VERSION } from '../private/facts/arn-parts';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImageRecipe.html';

const ANY: TextRule = { what: 'the base image', maxLength: 1024, pattern: /^\S+$/, form: 'a text without spaces', see: SEE };

const AMI = 'ami-(?:[0-9a-f]{8}|[0-9a-f]{17})';
const PARAMETER = 'ssm:[a-zA-Z0-9_.\\-/:]+';
const IMAGE_ARN = 'arn:aws[^:]*:imagebuilder:[^:]+:[^:]+:image/[a-z0-9-_]+/[0-9x.]+(?:/[0-9]+)?';
const PRODUCT_ID = 'prod-[a-z0-9]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

const ANY_FORM: TextRule = {
  ...ANY,
  pattern: new RegExp(`^(?:${AMI}|${PARAMETER}|${IMAGE_ARN}|${PRODUCT_ID})$`),
  form: "an AMI id ('ami-…'), the ARN of an image with its version, 'ssm:' and the name or ARN of a parameter, or the id of a Marketplace product ('prod-…' or a UUID; for another one use BaseImage.fromMarketplaceProductId)",
};

const AMI_ID: TextRule = {
  what: 'the AMI id of the base image',
  pattern: new RegExp(`^${AMI}$`),
  form: "'ami-' and 8 or 17 digits of 0-9 and a-f (for a parameter, use BaseImage.fromSsmParameterName)",
  see: SEE,
};

const SSM_NAME: TextRule = {
  what: 'the name of the SSM parameter of the base image',
  maxLength: 1020,
  pattern: /^(?!ssm:)[a-zA-Z0-9_.\-/:]+$/,
  form: "a name or an ARN of letters, digits and '_.-/:', without the prefix 'ssm:'",
  see: SEE,
};

const MANAGED_NAME: TextRule = {
  what: 'the name of the Amazon-managed image',
  pattern: /^[a-z0-9-]+$/,
  form: "a name as in the ARN, of a-z, 0-9 and '-', like 'amazon-linux-2023-x86'",
  see: 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/how-image-builder-works.html',
};

/**
 * The image that an image recipe starts from, or that the instance of a container build runs.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImageRecipe.html
 *
 * @example
 * import * as ec2 from 'aws-cdk-lib/aws-ec2';
 * import { BaseImage } from 'cdk-image-builder';
 *
 * const managed = BaseImage.amazonLinux2023(ec2.InstanceArchitecture.ARM_64);
 * const parameter = BaseImage.fromSsmParameterName('/golden/linux');
 * const ami = BaseImage.fromAmiId('ami-0123456789abcdef0');
 */
export class BaseImage {
  /**
   * An image whose AMI id is in a parameter of the Parameter Store. Image Builder reads it when a build starts, never at
   * synthesis, so a new AMI is picked up without a deployment.
   *
   * @param parameterName name or ARN of the parameter, without the prefix `ssm:`; for a parameter that another account
   * shares, its ARN
   */
  public static fromSsmParameterName(parameterName: string): BaseImage {
    return new BaseImage(() => ({ image: `ssm:${parameterName}` }), true, parameterName, SSM_NAME);
  }

  /**
   * An image whose AMI id is in this parameter; see `BaseImage.fromSsmParameterName()`. A parameter imported
   * by its ARN is read by that ARN, so that another account can share it.
   *
   * @param parameter the parameter, of the Region of the recipe
   */
  public static fromSsmParameter(parameter: ssm.IParameter): BaseImage {
    return new BaseImage((scope) => {
      const reference = parameterReference(scope, parameter);
      checkText(scope, reference, SSM_NAME);
      return { image: `ssm:${reference}` };
    }, true);
  }

  /**
   * The AMI with this id, in the Region of the recipe.
   *
   * @param amiId id of the AMI, such as `ami-0123456789abcdef0`
   */
  public static fromAmiId(amiId: string): BaseImage {
    return new BaseImage(() => ({ image: amiId }), true, amiId, AMI_ID);
  }

  /**
   * A machine image from `aws-ec2`. If CDK would read its AMI id from the Parameter Store at deployment, as for
   * `MachineImage.latestAmazonLinux2023()`, Image Builder reads the parameter itself at the start of each build. User data
   * of the machine image is ignored.
   */
  public static fromMachineImage(machineImage: ec2.IMachineImage): BaseImage {
    return new BaseImage((scope) => renderMachineImage(scope, machineImage), true);
  }

  /** An image that another pipeline or image builds. */
  public static fromImage(image: interfaces.IImageRef): BaseImage {
    return new BaseImage((scope) => {
      checkSameRegion(scope, { what: 'base image', resource: image, advice: "distribute it to the stack's Region, and use the AMI there", see: SEE });
      return { image: image.imageRef.imageArn };
    }, false);
  }

  /**
   * A product of the AWS Marketplace to which the account is subscribed.
   *
   * @param productId id of the product
   */
  public static fromMarketplaceProductId(productId: string): BaseImage {
    return new BaseImage(() => ({ image: productId }), false);
  }

  /**
   * An image that Amazon manages, by its name in the ARN, such as `amazon-linux-2023-x86`.
   *
   * @param imageName the name as in the ARN
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static amazonManaged(imageName: string, imageVersion: string = LATEST_VERSION): BaseImage {
    const rendered = { image: managedArn(imageName, imageVersion), ...knownOf(imageName) };
    return new BaseImage((scope) => {
      checkReferencedVersion(scope, 'Amazon-managed image', imageVersion);
      return rendered;
    }, false, imageName, MANAGED_NAME);
  }

  /**
   * The newest Amazon Linux 2.
   *
   * @param architecture `X86_64`, the default, or `ARM_64` for Graviton
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static amazonLinux2(architecture: ec2.InstanceArchitecture = ec2.InstanceArchitecture.X86_64, imageVersion?: string): BaseImage {
    return BaseImage.amazonManaged(`amazon-linux-2-${suffix(architecture)}`, imageVersion);
  }

  /**
   * The newest Amazon Linux 2023.
   *
   * @param architecture `X86_64`, the default, or `ARM_64` for Graviton
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static amazonLinux2023(architecture: ec2.InstanceArchitecture = ec2.InstanceArchitecture.X86_64, imageVersion?: string): BaseImage {
    return BaseImage.amazonManaged(`amazon-linux-2023-${suffix(architecture)}`, imageVersion);
  }

  /**
   * The newest Red Hat Enterprise Linux 10.
   *
   * @param architecture `X86_64`, the default, or `ARM_64` for Graviton
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static redHatEnterpriseLinux10(architecture: ec2.InstanceArchitecture = ec2.InstanceArchitecture.X86_64, imageVersion?: string): BaseImage {
    return BaseImage.amazonManaged(`red-hat-enterprise-linux-10-${suffix(architecture)}`, imageVersion);
  }

  /**
   * The newest SUSE Linux Enterprise Server 15.
   *
   * @param architecture `X86_64`, the default, or `ARM_64` for Graviton
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static suseLinuxEnterpriseServer15(
    architecture: ec2.InstanceArchitecture = ec2.InstanceArchitecture.X86_64,
    imageVersion?: string,
  ): BaseImage {
    return BaseImage.amazonManaged(`suse-linux-enterprise-server-15-${suffix(architecture)}`, imageVersion);
  }

  /**
   * The newest Ubuntu Server 22.04 LTS.
   *
   * @param architecture `X86_64`, the default, or `ARM_64` for Graviton
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static ubuntuServer2204(architecture: ec2.InstanceArchitecture = ec2.InstanceArchitecture.X86_64, imageVersion?: string): BaseImage {
    return BaseImage.amazonManaged(`ubuntu-server-22-lts-${suffix(architecture)}`, imageVersion);
  }

  /**
   * The newest Ubuntu Server 24.04 LTS.
   *
   * @param architecture `X86_64`, the default, or `ARM_64` for Graviton
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static ubuntuServer2404(architecture: ec2.InstanceArchitecture = ec2.InstanceArchitecture.X86_64, imageVersion?: string): BaseImage {
    return BaseImage.amazonManaged(`ubuntu-server-24-lts-${suffix(architecture)}`, imageVersion);
  }

  /**
   * The newest Windows Server 2016, English, with the desktop.
   *
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static windowsServer2016(imageVersion?: string): BaseImage {
    return BaseImage.amazonManaged('windows-server-2016-english-full-base-x86', imageVersion);
  }

  /**
   * The newest Windows Server 2016, English, without a desktop.
   *
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static windowsServer2016Core(imageVersion?: string): BaseImage {
    return BaseImage.amazonManaged('windows-server-2016-english-core-base-x86', imageVersion);
  }

  /**
   * The newest Windows Server 2019, English, with the desktop.
   *
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static windowsServer2019(imageVersion?: string): BaseImage {
    return BaseImage.amazonManaged('windows-server-2019-english-full-base-x86', imageVersion);
  }

  /**
   * The newest Windows Server 2019, English, without a desktop.
   *
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static windowsServer2019Core(imageVersion?: string): BaseImage {
    return BaseImage.amazonManaged('windows-server-2019-english-core-base-x86', imageVersion);
  }

  /**
   * The newest Windows Server 2022, English, with the desktop.
   *
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static windowsServer2022(imageVersion?: string): BaseImage {
    return BaseImage.amazonManaged('windows-server-2022-english-full-base-x86', imageVersion);
  }

  /**
   * The newest Windows Server 2022, English, without a desktop.
   *
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static windowsServer2022Core(imageVersion?: string): BaseImage {
    return BaseImage.amazonManaged('windows-server-2022-english-core-base-x86', imageVersion);
  }

  /**
   * The newest Windows Server 2025, English, with the desktop.
   *
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static windowsServer2025(imageVersion?: string): BaseImage {
    return BaseImage.amazonManaged('windows-server-2025-english-full-base-x86', imageVersion);
  }

  /**
   * The newest Windows Server 2025, English, without a desktop.
   *
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static windowsServer2025Core(imageVersion?: string): BaseImage {
    return BaseImage.amazonManaged('windows-server-2025-english-core-base-x86', imageVersion);
  }

  /**
   * The newest macOS 14 (Sonoma). It needs a Dedicated Host: give the infrastructure configuration a placement on one.
   *
   * @param architecture `ARM_64`, the default, for Macs with Apple silicon, or `X86_64` for Macs with Intel processors
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static macOs14(architecture: ec2.InstanceArchitecture = ec2.InstanceArchitecture.ARM_64, imageVersion?: string): BaseImage {
    return BaseImage.amazonManaged(`macos-sonoma-${suffix(architecture)}`, imageVersion);
  }

  /**
   * The newest macOS 15 (Sequoia). It needs a Dedicated Host: give the infrastructure configuration a placement on one.
   *
   * @param architecture `ARM_64`, the default, for Macs with Apple silicon, or `X86_64` for Macs with Intel processors
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static macOs15(architecture: ec2.InstanceArchitecture = ec2.InstanceArchitecture.ARM_64, imageVersion?: string): BaseImage {
    return BaseImage.amazonManaged(`macos-sequoia-${suffix(architecture)}`, imageVersion);
  }

  /**
   * An image as Image Builder names it: by an AMI id, an image ARN, `ssm:` and the name or ARN of a
   * parameter, or the id of a Marketplace product. Synthesis rejects every other string.
   *
   * @param image the string; a product id starts with `prod-` or is a UUID, for another one use
   * `BaseImage.fromMarketplaceProductId()`
   */
  public static fromString(image: string): BaseImage {
    return new BaseImage(() => ({ image }), /^(?:ami-|ssm:)/.test(image), image, ANY_FORM);
  }

  /** Whether the image is an AMI id or a Systems Manager parameter; only such an image can start the instance that builds containers. */
  public readonly namesAmi: boolean;

  private constructor(
    private readonly render: (scope: Construct) => RenderedBaseImage,
    namesAmi: boolean,
    /** The text to check, by default the image. */
    private readonly checkedPart?: string,
    private readonly rule: TextRule = ANY,
  ) {
    this.namesAmi = namesAmi;
  }

  /**
   * The parent image of a recipe.
   *
   * @internal
   */
  public _parentImage(scope: Construct): RenderedBaseImage {
    const rendered = this.render(scope);
    checkText(scope, this.checkedPart ?? rendered.image, this.rule);
    return rendered;
  }

  /**
   * The image of an instance that builds containers.
   *
   * @internal
   */
  public _instanceImage(scope: Construct): string {
    const { image } = this._parentImage(scope);
    if (!this.namesAmi) {
      throw new ValidationError(scope, `The image of the instance that builds containers must be an AMI id or an SSM parameter that holds one, got '${image}': use BaseImage.fromAmiId or BaseImage.fromSsmParameterName. See https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_InstanceConfiguration.html`);
    }
    return image;
  }
}

/** The ARN of a parameter that is imported by it: the name that CDK reads off such an ARN is only its last part. */
function parameterReference(scope: Construct, { parameterArn, parameterName }: ssm.IParameter): string {
  if (Token.isUnresolved(parameterArn) || Token.isUnresolved(parameterName)) return parameterName;
  const byName = Stack.of(scope).formatArn({
    service: 'ssm',
    resource: 'parameter',
    resourceName: parameterName.replace(/^\//, ''),
  });
  return parameterArn === byName ? parameterName : parameterArn;
}

function managedArn(imageName: string, imageVersion: string): string {
  return `arn:${Aws.PARTITION}:imagebuilder:${Aws.REGION}:aws:image/${imageName}/${imageVersion}`;
}

/** Facts that the name of an Amazon-managed image reveals. */
function knownOf(imageName: string): Omit<RenderedBaseImage, 'image'> {
  const { ARM_64, X86_64 } = ec2.InstanceArchitecture;
  const architecture = imageName.endsWith(`-${suffix(ARM_64)}`) ? ARM_64 : imageName.endsWith(`-${suffix(X86_64)}`) ? X86_64 : undefined;
  if (imageName.startsWith('amazon-linux-')) return { architecture, platform: Platform.LINUX, rootDevice: '/dev/xvda' };
  if (imageName.startsWith('ubuntu-server-')) return { architecture, platform: Platform.LINUX, rootDevice: '/dev/sda1' };
  if (/^(?:red-hat|suse)-/.test(imageName)) return { architecture, platform: Platform.LINUX };
  if (imageName.startsWith('macos-')) return { architecture, platform: Platform.MAC_OS };
  if (imageName.startsWith('windows-server-')) return { architecture, platform: Platform.WINDOWS, rootDevice: '/dev/sda1' };
  return { architecture };
}

function suffix(architecture: ec2.InstanceArchitecture): string {
  return architecture === ec2.InstanceArchitecture.ARM_64 ? 'arm64' : 'x86';
}
