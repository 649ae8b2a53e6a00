import { Aws, aws_ec2 as ec2, aws_ssm as ssm } from 'aws-cdk-lib';
import { aws_imagebuilder as ib } from 'aws-cdk-lib/interfaces';
import { IConstruct } from 'constructs';
import { LATEST_VERSION } from '../private/arn-parts';
import { checkText, TextRule } from '../private/text-rules';
import { ValidationError } from '../private/validation-error';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImageRecipe.html';

const ANY: TextRule = { what: 'the base image', maxLength: 1024, pattern: /^\S+$/, allowed: 'no spaces', see: SEE };

const AMI_ID: TextRule = {
  what: 'the AMI id of the base image',
  pattern: /^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/,
  allowed: "'ami-' and 8 or 17 digits of 0-9 and a-f (for a parameter, use fromSsmParameterName)",
  see: SEE,
};

const SSM_NAME: TextRule = {
  what: 'the name of the SSM parameter of the base image',
  maxLength: 1020,
  pattern: /^(?!ssm:)[a-zA-Z0-9_.\-/:]+$/,
  allowed: "a name or an ARN of letters, digits and '_.-/:', without the prefix 'ssm:'",
  see: SEE,
};

const MANAGED_NAME: TextRule = {
  what: 'the name of the Amazon-managed image',
  pattern: /^[a-z0-9-]+$/,
  allowed: "a name as in the ARN, of a-z, 0-9 and '-', like 'amazon-linux-2023-x86'",
  see: 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/how-image-builder-works.html',
};

/**
 * The image that an image recipe starts from, or that the instance of a container build runs.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImageRecipe.html
 */
export class BaseImage {
  /**
   * An image whose AMI id stands in a parameter of the Parameter Store. It is read when a build starts,
   * never at synthesis, so that a new AMI is picked up without a deployment.
   *
   * @param parameterName Name or ARN of the parameter, without the prefix `ssm:`. A parameter that another
   * account shares needs the ARN.
   */
  public static fromSsmParameterName(parameterName: string): BaseImage {
    return new BaseImage(`ssm:${parameterName}`, true, parameterName, SSM_NAME);
  }

  /** An image whose AMI id stands in this parameter; see {@link BaseImage.fromSsmParameterName}. */
  public static fromSsmParameter(parameter: ssm.IParameter): BaseImage {
    return BaseImage.fromSsmParameterName(parameter.parameterName);
  }

  /** The AMI with this id, in the Region of the recipe. */
  public static fromAmiId(amiId: string): BaseImage {
    return new BaseImage(amiId, true, amiId, AMI_ID);
  }

  /** Another image of Image Builder. */
  public static fromImage(image: ib.IImageRef): BaseImage {
    return new BaseImage(image.imageRef.imageArn, false);
  }

  /** A product of the AWS Marketplace that the account is subscribed to. */
  public static fromMarketplaceProductId(productId: string): BaseImage {
    return new BaseImage(productId, false);
  }

  /**
   * An image that Amazon manages, by its name in the ARN, as `amazon-linux-2023-x86`.
   *
   * @param imageName The name as it stands in the ARN.
   * @param imageVersion The version; `x.x.x` is the newest whenever a build starts.
   */
  public static amazonManaged(imageName: string, imageVersion: string = LATEST_VERSION): BaseImage {
    return new BaseImage(`arn:${Aws.PARTITION}:imagebuilder:${Aws.REGION}:aws:image/${imageName}/${imageVersion}`, false, imageName, MANAGED_NAME);
  }

  /** The newest Amazon Linux 2023. */
  public static amazonLinux2023(architecture: ec2.InstanceArchitecture = ec2.InstanceArchitecture.X86_64): BaseImage {
    return BaseImage.amazonManaged(`amazon-linux-2023-${suffix(architecture)}`);
  }

  /** The newest Ubuntu Server 24.04 LTS. */
  public static ubuntuServer2404(architecture: ec2.InstanceArchitecture = ec2.InstanceArchitecture.X86_64): BaseImage {
    return BaseImage.amazonManaged(`ubuntu-server-24-lts-${suffix(architecture)}`);
  }

  /** The newest Windows Server 2022, English, with the desktop. */
  public static windowsServer2022(): BaseImage {
    return BaseImage.amazonManaged('windows-server-2022-english-full-base-x86');
  }

  /**
   * An image by the text that Image Builder takes for it: an AMI id, an image ARN, `ssm:` and the name of
   * a parameter, or the id of a Marketplace product.
   */
  public static fromString(image: string): BaseImage {
    return new BaseImage(image, /^(?:ami-|ssm:)/.test(image));
  }

  private constructor(
    /** The text that the recipe has for the image. */
    public readonly image: string,
    private readonly namesAmi: boolean,
    private readonly checkedPart: string = image,
    private readonly rule: TextRule = ANY,
  ) {}

  /**
   * The parent image of a recipe.
   *
   * @internal
   */
  public _parentImage(scope: IConstruct): string {
    checkText(scope, this.checkedPart, this.rule);
    return this.image;
  }

  /**
   * The image of an instance that builds containers.
   *
   * @internal
   */
  public _instanceImage(scope: IConstruct): string {
    checkText(scope, this.checkedPart, this.rule);
    if (!this.namesAmi) {
      throw new ValidationError(scope, `The image of the instance that builds containers must be an AMI id or an SSM parameter that holds one, got '${this.image}': use BaseImage.fromAmiId or BaseImage.fromSsmParameterName. See https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_InstanceConfiguration.html`);
    }
    return this.image;
  }
}

function suffix(architecture: ec2.InstanceArchitecture): string {
  return architecture === ec2.InstanceArchitecture.ARM_64 ? 'arm64' : 'x86';
}
