import * as iam from 'aws-cdk-lib/aws-iam';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { LifecycleImageType } from './lifecycle-image-type';
import { LifecyclePolicyDetail } from './lifecycle-policy-detail';

/**
 * Properties of a lifecycle policy.
 *
 * Synthesis fails unless exactly one of `recipes` and `imageTags` selects the images. It also fails without a rule, or with
 * two rules for the same action.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html
 */
export interface LifecyclePolicyProps {
  /** The rules: at least one, and at most one for each of deprecating, disabling and deleting. */
  readonly details: LifecyclePolicyDetail[];

  /**
   * The recipes whose images the policy applies to: 1 to 50, either all for AMIs or all for containers. The recipe version
   * must still exist when the policy runs.
   *
   * @default - images are selected by `imageTags`
   */
  readonly recipes?: Array<interfaces.IImageRecipeRef | interfaces.IContainerRecipeRef>;

  /**
   * The versions of the recipes: `x.x.x` for all, `1.x.x` or `1.0.x` for a prefix, or a single version such as `1.0.0`.
   * Each change of a recipe creates a new version, so a single version would miss later images.
   *
   * @default 'x.x.x'
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/ibhow-semantic-versioning.html
   */
  readonly recipeVersion?: string;

  /**
   * Selects images that have any of these tags, at most 50. The tags are on the image in Image Builder (`imageTags` of a
   * pipeline), not on its AMI or container image. Images of deleted recipe versions are selected too. Needs `imageType`.
   * Cannot be given together with `recipes`.
   *
   * @default - images are selected by `recipes`
   */
  readonly imageTags?: { [key: string]: string };

  /**
   * The kind of images that are selected by `imageTags`. It cannot change once the policy exists.
   *
   * @default - the image type of the recipes
   */
  readonly imageType?: LifecycleImageType;

  /**
   * Every rule leaves images with any of these tags alone, in addition to its own exclusions. The tags are on the image in
   * Image Builder, not on its AMI or container image.
   *
   * `{ 'cdk-image-builder:release': 'RELEASED' }` spares the released image of each pipeline with a gate or an approval, and of
   * each golden image with a rule by age in its `retention`.
   *
   * @default - none
   */
  readonly protectedImageTags?: { [key: string]: string };

  /**
   * The role that Image Builder assumes to run the policy. It must trust imagebuilder.amazonaws.com and have the
   * permissions of the managed policy EC2ImageBuilderLifecycleExecutionPolicy. It cannot be a service-linked role.
   *
   * Each other account with AMIs of the images needs the role Ec2ImageBuilderCrossAccountLifecycleAccess.
   *
   * @default - a role with this policy
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html
   */
  readonly executionRole?: iam.IRole;

  /**
   * Whether the policy runs; if so, it runs once a day.
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
