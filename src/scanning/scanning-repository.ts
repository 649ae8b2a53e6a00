import { Duration, RemovalPolicy, Tags, Token } from 'aws-cdk-lib';
import { CfnRepository, LifecycleRule, Repository, RepositoryEncryption, TagMutability } from 'aws-cdk-lib/aws-ecr';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { aws_kms as kms } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { generatedName } from '../private/checks/names';
import { checkInteger } from '../private/checks/text-rules';
import { ValidationError } from '../private/checks/validation-error';
import { warn } from '../private/checks/warnings';
import { resolvedHash } from '../private/documents/resolved-hash';
import { isOfClass, markClass } from '../private/facts/class-mark';

const NAME_PREFIX = 'image-builder-';
const MAX_NAME_LENGTH = 128;
const HASH_LENGTH = 8;
const POLICY = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-builder-service-linked-role.html';
const LIFECYCLE = 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html';

/**
 * Properties of a `ScanningRepository`.
 *
 * Synthesis fails if both `maxImageAge` and `maxImageCount` are given.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
 */
export interface ScanningRepositoryProps {
  /**
   * The name of the repository. Image Builder may delete scanned copies only if the name starts with `image-builder-`.
   *
   * @default - `image-builder-` and a name made from the path of the construct; with an encryption, also a hash of it
   */
  readonly repositoryName?: string;

  /**
   * The encryption at rest. A change replaces the repository, so with a given name change that name, too.
   *
   * @default - `KMS` if `encryptionKey` is given, otherwise `AES256`, which is free
   */
  readonly encryption?: RepositoryEncryption;

  /**
   * The key that encrypts the images. A change replaces the repository, so with a given name change that name, too.
   *
   * @default - the key that AWS manages, if `encryption` is `KMS`
   */
  readonly encryptionKey?: kms.IKeyRef;

  /**
   * Whether a tag can move to another image. With `IMMUTABLE`, a second build that pushes the same tag fails, so give
   * `containerTags` of the scan a new value for each build.
   *
   * @default TagMutability.MUTABLE
   */
  readonly imageTagMutability?: TagMutability;

  /**
   * How long a copy is kept: whole days, at least one. The findings stay with Image Builder.
   *
   * @default - one day, unless `maxImageCount` is given
   */
  readonly maxImageAge?: Duration;

  /**
   * The number of copies to keep: at least one. Cannot be given together with `maxImageAge`.
   *
   * @default - any number, until `maxImageAge`
   */
  readonly maxImageCount?: number;

  /**
   * What happens to the repository when it leaves the stack.
   *
   * @default RemovalPolicy.DESTROY - it holds only copies, and the next deployment needs its name
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether to delete the images with the repository. Needs `RemovalPolicy.DESTROY`.
   *
   * @default - true with `RemovalPolicy.DESTROY`, otherwise false
   */
  readonly emptyOnDelete?: boolean;
}

/**
 * A repository for the copies of container images that Amazon Inspector scans.
 *
 * It is encrypted and scanned on push, and its images expire. Its name prefix and its tag `CreatedBy` = `EC2 Image Builder`
 * allow Image Builder to delete copies that are no longer needed.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/integ-inspector.html
 *
 * @example
 * import { Duration, Stack } from 'aws-cdk-lib';
 * import { ImageScanningConfiguration, ScanningRepository } from 'cdk-image-builder';
 *
 * declare const stack: Stack;
 * const repository = new ScanningRepository(stack, 'Scans', { maxImageAge: Duration.days(7) });
 * const scan = ImageScanningConfiguration.container({ repository });
 */
@propertyInjectable
export class ScanningRepository extends Repository {
  /** Identifies the class to `PropertyInjectors`. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-image-builder.ScanningRepository';

  /**
   * Whether a value is a `ScanningRepository` of this library, even one from another copy of it.
   *
   * @param x any value
   */
  public static isScanningRepository(x: any): x is ScanningRepository {
    return isOfClass(x, ScanningRepository.PROPERTY_INJECTION_ID);
  }

  public constructor(scope: Construct, id: string, props: ScanningRepositoryProps = {}) {
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.DESTROY;
    super(scope, id, {
      repositoryName: props.repositoryName,
      encryption: props.encryption,
      encryptionKey: props.encryptionKey,
      imageTagMutability: props.imageTagMutability,
      imageScanOnPush: true,
      removalPolicy,
      emptyOnDelete: props.emptyOnDelete ?? removalPolicy === RemovalPolicy.DESTROY,
    });
    markClass(this, ScanningRepository.PROPERTY_INJECTION_ID);
    if (props.repositoryName === undefined) {
      this.generateName(this.node.defaultChild as CfnRepository);
    } else {
      this.warnOfName(props.repositoryName);
    }
    Tags.of(this).add('CreatedBy', 'EC2 Image Builder');
    this.addLifecycleRule(this.expiry(props));
  }

  /**
   * Allows a build instance to push the copy for the scan, and to pull its layers.
   *
   * The role that this library generates for container builds already has this permission.
   *
   * @param grantee the role of the instance profile
   */
  public grantScan(grantee: IGrantable): Grant {
    return this.grantPullPush(grantee);
  }

  /**
   * Another encryption replaces the repository, and the new one is created while the old one still exists. The name is known at
   * once, for the policies of roles that cannot refer to the repository.
   */
  private generateName(repository: CfnRepository): void {
    const { encryptionConfiguration: encryption } = repository;
    const name = NAME_PREFIX + generatedName(this, MAX_NAME_LENGTH - NAME_PREFIX.length - 1 - HASH_LENGTH);
    repository.repositoryName = encryption === undefined
      ? name
      : `${name}-${resolvedHash(this, encryption).slice(0, HASH_LENGTH)}`;
  }

  private warnOfName(name: string): void {
    if (Token.isUnresolved(name) || name.startsWith(NAME_PREFIX)) return;
    warn(this, 'scanningRepositoryName', `Image Builder may delete scanned copies only in repositories whose name starts with '${NAME_PREFIX}', got '${name}': the copies stay until the lifecycle rule expires them. See ${POLICY}`);
  }

  private expiry({ maxImageAge, maxImageCount }: ScanningRepositoryProps): LifecycleRule {
    if (maxImageAge && maxImageCount !== undefined) {
      throw new ValidationError(this, `A ScanningRepository takes either maxImageAge or maxImageCount, got both: Amazon ECR allows one rule for all images. See ${LIFECYCLE}`);
    }
    checkInteger(this, maxImageCount, 'maxImageCount', 1, Number.MAX_SAFE_INTEGER, LIFECYCLE);
    if (maxImageAge && !maxImageAge.isUnresolved()) {
      const days = maxImageAge.toDays({ integral: false });
      if (!Number.isInteger(days) || days < 1) {
        throw new ValidationError(this, `maxImageAge must be a whole number of days, and at least one, got ${maxImageAge.toString()}: for example Duration.days(1). See ${LIFECYCLE}`);
      }
    }
    return maxImageCount === undefined
      ? { description: 'Scanned copies are not needed once the scan has ended', maxImageAge: maxImageAge ?? Duration.days(1) }
      : { description: 'Only the newest scanned copies are kept', maxImageCount };
  }
}
