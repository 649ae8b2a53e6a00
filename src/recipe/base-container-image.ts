import { Aws, Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { IConstruct } from 'constructs';
import { OsVersion } from './os-version';
import { Platform } from './platform';
import { warnOfMissingTag } from './private/base-image-tag';
import { RenderedBaseContainerImage } from './private/rendered-base-image';
import { areDifferent, checkSameRegion } from '../private/checks/same-place';
import { checkReferencedVersion } from '../private/checks/semantic-version';
import { checkText, TextRule } from '../private/checks/text-rules';
import { ValidationError } from '../private/checks/validation-error';
import { warn } from '../private/checks/warnings';
import { LATEST_VERSION } from '../private/facts/arn-parts';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateContainerRecipe.html';
const SEE_RECIPE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/create-container-recipes.html';
const ECR_PRIVATE = /^([0-9]{12})\.dkr[.-]ecr\./;
const ECR_PUBLIC = 'public.ecr.aws/';
/** The images that Amazon manages, by the beginnings of their names. */
const MANAGED: ReadonlyArray<readonly [RegExp, Platform]> = [
  [/:aws:image\/(?:amazon-linux|ubuntu)-/, Platform.LINUX],
  [/:aws:image\/windows-server-/, Platform.WINDOWS],
];

const TAG: TextRule = {
  what: 'the tag of the base image',
  maxLength: 128,
  pattern: /^\w[\w.-]*$/,
  allowed: "letters, digits, '_', '.' and '-', and starts with neither '.' nor '-'",
  see: 'https://docs.docker.com/reference/cli/docker/image/tag/',
};

/** The facts that a factory knows about its image. */
interface Known {
  readonly tag?: string;
  readonly platform?: Platform;
  readonly repository?: ecr.IRepository;
  readonly image?: interfaces.IImageRef;
  readonly managedVersion?: string;
}

/**
 * The container image that a container recipe starts from.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateContainerRecipe.html
 */
export class BaseContainerImage {
  /**
   * An image on Docker Hub.
   *
   * @param repository name of the repository, such as `amazonlinux` or `grafana/grafana`
   * @param tag the tag, by default `latest`: at most 128 letters, digits, `_`, `.` and `-`; synthesis fails for another one, such as a digest
   */
  public static fromDockerHub(repository: string, tag: string = 'latest'): BaseContainerImage {
    return new BaseContainerImage(`${repository}:${tag}`, false, { tag });
  }

  /**
   * An image in a private ECR repository, by default for Linux. For Windows, set `osVersionOverride` of the recipe: Image Builder cannot read
   * the platform from a repository.
   *
   * @param repository the repository
   * @param tag the tag, by default `latest`: at most 128 letters, digits, `_`, `.` and `-`; synthesis fails for another one, such as a digest
   */
  public static fromEcr(repository: ecr.IRepository, tag: string = 'latest'): BaseContainerImage {
    return new BaseContainerImage(repository.repositoryUriForTag(tag), false, { tag, repository });
  }

  /**
   * An image in the ECR Public Gallery.
   *
   * @param registryAlias alias of the registry, such as `amazonlinux`
   * @param repositoryName name of the repository, such as `amazonlinux`
   * @param tag the tag, by default `latest`: at most 128 letters, digits, `_`, `.` and `-`; synthesis fails for another one, such as a digest
   * @param platform platform of the image, by default `LINUX`; Image Builder cannot read it from the gallery
   */
  public static fromEcrPublic(
    registryAlias: string,
    repositoryName: string,
    tag: string = 'latest',
    platform: Platform = Platform.LINUX,
  ): BaseContainerImage {
    return new BaseContainerImage(`${ECR_PUBLIC}${registryAlias}/${repositoryName}:${tag}`, false, { tag, platform });
  }

  /** A container image that another pipeline or image builds. */
  public static fromImage(image: interfaces.IImageRef): BaseContainerImage {
    return new BaseContainerImage(image.imageRef.imageArn, true, { image });
  }

  /**
   * A container image that Amazon manages, by its name in the ARN, such as `amazon-linux-2023-x86-2023`.
   *
   * @param imageName the name as in the ARN
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static amazonManaged(imageName: string, imageVersion: string = LATEST_VERSION): BaseContainerImage {
    return new BaseContainerImage(`arn:${Aws.PARTITION}:imagebuilder:${Aws.REGION}:aws:image/${imageName}/${imageVersion}`, true, { managedVersion: imageVersion });
  }

  /**
   * The newest Amazon Linux 2.
   *
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static amazonLinux2(imageVersion?: string): BaseContainerImage {
    return BaseContainerImage.amazonManaged('amazon-linux-x86-2', imageVersion);
  }

  /**
   * The newest Amazon Linux 2023.
   *
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static amazonLinux2023(imageVersion?: string): BaseContainerImage {
    return BaseContainerImage.amazonManaged('amazon-linux-2023-x86-2023', imageVersion);
  }

  /**
   * The newest Ubuntu 22.04 LTS.
   *
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static ubuntu2204(imageVersion?: string): BaseContainerImage {
    return BaseContainerImage.amazonManaged('ubuntu-22-x86-22-04', imageVersion);
  }

  /**
   * The newest Ubuntu 24.04 LTS.
   *
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static ubuntu2404(imageVersion?: string): BaseContainerImage {
    return BaseContainerImage.amazonManaged('ubuntu-24-x86-24-04', imageVersion);
  }

  /**
   * The newest Windows Server Core 2016.
   *
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static windowsServerCore2016(imageVersion?: string): BaseContainerImage {
    return BaseContainerImage.amazonManaged('windows-server-2016-x86-core-ltsc2016-amd64', imageVersion);
  }

  /**
   * The newest Windows Server Core 2019.
   *
   * @param imageVersion the version, by default `x.x.x`: the newest at the start of each build
   */
  public static windowsServerCore2019(imageVersion?: string): BaseContainerImage {
    return BaseContainerImage.amazonManaged('windows-server-2019-x86-core-ltsc2019-amd64', imageVersion);
  }

  /** An image as Image Builder names it: by the URI of a container image or an image ARN. */
  public static fromString(image: string): BaseContainerImage {
    return new BaseContainerImage(image, image.startsWith('arn:'));
  }

  /** The image as Image Builder names it: the URI of a container image or an image ARN. */
  public readonly containerImage: string;

  private constructor(
    image: string,
    private readonly isImageBuilderImage: boolean,
    private readonly known: Known = {},
  ) {
    this.containerImage = image;
  }

  /**
   * The parent image of a recipe, with its overrides.
   *
   * @internal
   */
  public _parentImage(scope: IConstruct, platformOverride?: Platform, osVersionOverride?: OsVersion): RenderedBaseContainerImage {
    checkText(scope, this.containerImage, { what: 'the base image', maxLength: 1024, pattern: /^\S+$/, form: 'a text without spaces', see: SEE });
    const { image, repository, tag } = this.known;
    checkText(scope, tag, TAG);
    if (image) checkSameRegion(scope, { what: 'base image', resource: image, advice: "distribute it to a repository of the stack's Region, and use that", see: SEE });
    checkReferencedVersion(scope, 'Amazon-managed image', this.known.managedVersion);
    const platform = platformOverride ?? this.known.platform;
    if (platform === Platform.MAC_OS) {
      throw new ValidationError(scope, `A container recipe is for Platform.LINUX or Platform.WINDOWS, got '${platform}'. See ${SEE}`);
    }
    if (platform && this.isImageBuilderImage) {
      throw new ValidationError(scope, `platformOverride is for images in a registry; an image of Image Builder ('${this.containerImage}') states its platform itself, so leave it out. See ${SEE}`);
    }
    if (osVersionOverride !== undefined && this.isImageBuilderImage) {
      throw new ValidationError(scope, `osVersionOverride is for images in a registry; an image of Image Builder ('${this.containerImage}') states its version itself, so leave it out. See ${SEE}`);
    }
    osVersionOverride?._checkPlatform(scope, 'osVersionOverride', platform);
    if (osVersionOverride?.platform === Platform.MAC_OS) {
      throw new ValidationError(scope, `osVersionOverride must be of Platform.LINUX or Platform.WINDOWS, got '${osVersionOverride.name}'. See ${SEE}`);
    }
    const overridden = platform ?? osVersionOverride?.platform ?? (repository && Platform.LINUX);
    if (!overridden) this.checkRegistry(scope);
    if (overridden === Platform.WINDOWS && osVersionOverride === undefined) {
      throw new ValidationError(scope, `A base image for Windows in a registry ('${this.containerImage}') needs the version of its operating system: set osVersionOverride of the ContainerRecipe, for example to OsVersion.WINDOWS_SERVER_2022. A GoldenImage takes such a recipe as its 'recipe'. See ${SEE_RECIPE}`);
    }
    this.warnOfOtherAccount(scope);
    if (repository && tag !== undefined) warnOfMissingTag(scope, repository, tag);
    return { parentImage: this.containerImage, platformOverride: overridden, imageOsVersionOverride: osVersionOverride?.name };
  }

  /**
   * The platform of an image that Amazon manages, which a recipe cannot override.
   *
   * @internal
   */
  public get _managedPlatform(): Platform | undefined {
    return MANAGED.find(([name]) => name.test(this.containerImage))?.[1];
  }

  /** Rejects an image without a platform in a registry from which Image Builder does not read it. */
  private checkRegistry(scope: IConstruct): void {
    const isPublic = this.containerImage.startsWith(ECR_PUBLIC);
    if (!isPublic && !ECR_PRIVATE.test(this.containerImage)) return;
    const [where, factory] = isPublic ? ['the ECR Public Gallery', 'fromEcrPublic'] : ['Amazon ECR', 'fromEcr'];
    throw new ValidationError(scope, `Image Builder cannot read the platform of an image in ${where} ('${this.containerImage}'): use BaseContainerImage.${factory}(), or set platformOverride of the ContainerRecipe. A GoldenImage takes such a recipe as its 'recipe'. See ${SEE}`);
  }

  /** The policy of the repository must allow this account, too; the app may not contain it. */
  private warnOfOtherAccount(scope: IConstruct): void {
    const owner = ECR_PRIVATE.exec(this.containerImage)?.[1] ?? this.known.repository?.env.account;
    const { account } = Stack.of(scope);
    if (owner === undefined || !areDifferent(owner, account)) return;
    warn(scope, 'baseImageInOtherAccount', `The base image '${this.containerImage}' is in the ECR registry of account ${owner}, and Image Builder refuses the recipe unless the policy of that repository allows account ${account} ecr:DescribeImages, ecr:BatchGetImage, ecr:GetDownloadUrlForLayer and ecr:BatchCheckLayerAvailability: set it there, and acknowledge this warning. See https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html`);
  }
}
