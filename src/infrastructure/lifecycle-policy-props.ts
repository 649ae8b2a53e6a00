import * as iam from 'aws-cdk-lib/aws-iam';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { LifecycleImageType } from './lifecycle-image-type';
import { LifecyclePolicyDetail } from './lifecycle-policy-detail';

/**
 * Properties of a lifecycle policy.
 *
 * Synthesis fails unless the images are selected by either `recipes` or `imageTags`, and if there is no rule, or more than
 * one rule for the same action.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html
 */
export interface LifecyclePolicyProps {
  /** The rules, at least one: at most one that deprecates, one that disables and one that deletes. */
  readonly details: LifecyclePolicyDetail[];

  /**
   * The recipes whose images the policy applies to, 1 to 50: all for AMIs, or all for containers. A recipe version
   * must still exist when the policy runs.
   *
   * @default - images are selected by `imageTags`
   */
  readonly recipes?: Array<interfaces.IImageRecipeRef | interfaces.IContainerRecipeRef>;

  /**
   * Which versions of the recipes: `x.x.x` for all, `1.x.x` or `1.0.x` for those that begin so, or a single one as
   * `1.0.0`. A recipe that changes gets a new version, and a single version would leave out the images of the others.
   *
   * @default 'x.x.x'
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/ibhow-semantic-versioning.html
   */
  readonly recipeVersion?: string;

  /**
   * Selects images that have any of these tags, at most 50: tags on the image in Image Builder, as `imageTags` of a
   * pipeline are, not on its AMI or container image. Images of recipe versions that are gone are selected too. Needs
   * `imageType`. Cannot be given together with `recipes`.
   *
   * @default - images are selected by `recipes`
   */
  readonly imageTags?: { [key: string]: string };

  /**
   * The kind of images that are selected by `imageTags`. It cannot change once the policy exists.
   *
   * @default - that of the recipes
   */
  readonly imageType?: LifecycleImageType;

  /**
   * Images with any of these tags are left alone by each of the rules, besides what a rule itself leaves alone: tags on
   * the image in Image Builder, not on its AMI or container image.
   *
   * @default - none
   */
  readonly protectedImageTags?: { [key: string]: string };

  /**
   * The role that Image Builder takes to run the policy. It must trust imagebuilder.amazonaws.com and allow what the
   * managed policy EC2ImageBuilderLifecycleExecutionPolicy does; a service-linked role cannot be taken.
   *
   * For AMIs in other accounts, each of these needs the role Ec2ImageBuilderCrossAccountLifecycleAccess.
   *
   * @default - a role with this policy
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html
   */
  readonly executionRole?: iam.IRole;

  /**
   * Whether the policy runs, once a day.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * The name: 3 to 128 characters of a-z, 0-9 and hyphen.
   *
   * @default - a name made from the construct's path
   */
  readonly lifecyclePolicyName?: string;

  /**
   * A description of 1 to 1,024 characters.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Tags on the lifecycle policy itself.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
}
