import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { aws_ecr, aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { AmiDistribution } from '../infrastructure/ami-distribution';
import { ContainerDistribution } from '../infrastructure/container-distribution';
import { LifecyclePolicyDetail } from '../infrastructure/lifecycle-policy-detail';
import { ImagePipelineExecutionOptions } from '../pipeline/image-pipeline-execution';
import { ImagePipelineOptions } from '../pipeline/image-pipeline-options';
import { BaseContainerImage } from '../recipe/base-container-image';
import { BaseImage } from '../recipe/base-image';
import { ComponentConfiguration } from '../recipe/component-configuration';
import { DockerfileTemplate } from '../recipe/dockerfile-template';

/**
 * Properties of a `GoldenImage`: exactly one of `baseImage` (an AMI), `baseContainerImage` and `recipe`.
 *
 * `trigger`, `waitForImage`, `timeout`, `onFailure` and `waitForScan` are those of the build in a deployment; `gate` also holds for the
 * builds of the schedule.
 *
 * Synthesis fails if none or several of these three are given, if a property is for the other kind of image, or if it
 * would be ignored: what a `recipe`, `infrastructureConfiguration`, `distributionConfiguration` or `logGroup` of your own
 * says already, `trigger`, `waitForImage`, `timeout` and `onFailure` with
 * `buildOnDeploy: false`, and what is about the wait with `waitForImage: false`.
 */
export interface GoldenImageProps extends ImagePipelineOptions, ImagePipelineExecutionOptions {
  /**
   * The image that the AMI starts from.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-recipes.html
   * @default - a container image is built, or what `recipe` says
   */
  readonly baseImage?: BaseImage;

  /**
   * The image that the container image starts from. Needs `targetRepository`.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateContainerRecipe.html
   * @default - an AMI is built, or what `recipe` says
   */
  readonly baseContainerImage?: BaseContainerImage;

  /**
   * The ECR repository that the container image is pushed to.
   *
   * @default - none; it is needed with `baseContainerImage`
   */
  readonly targetRepository?: aws_ecr.IRepositoryRef;

  /**
   * The Dockerfile template of the container image.
   *
   * @default DockerfileTemplate.minimal()
   */
  readonly dockerfile?: DockerfileTemplate;

  /**
   * A recipe of your own, for settings of a recipe that are not offered here.
   *
   * @default - a recipe is made
   */
  readonly recipe?: interfaces.IImageRecipeRef | interfaces.IContainerRecipeRef;

  /**
   * The components to run, in this order, at most 20.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImageRecipe.html
   * @default - none: the base image is only tested and distributed
   */
  readonly components?: ComponentConfiguration[];

  /**
   * The block devices of the build instance and of the AMI.
   *
   * @default - those of the base image
   */
  readonly blockDevices?: ec2.BlockDevice[];

  /**
   * Name of the images: 3 to 126 characters of a-z, 0-9 and hyphens.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImageRecipe.html
   * @default - that of `recipe`, else a name made from the path of the construct
   */
  readonly imageName?: string;

  /**
   * What the image is for, 1 to 1,024 characters.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImageRecipe.html
   * @default - none
   */
  readonly description?: string;

  /**
   * Name of the SSM parameter that holds the id of the newest good AMI, or the URI of the newest good container image.
   * Each Region of `amiDistributions` has it. The stack does not own it: it stays when the stack is deleted or rolled back.
   *
   * @default - `/golden-images/<image name>`
   */
  readonly parameterName?: string;

  /**
   * Build the image when the stack is created, and whenever what it is built from changed. The deployment waits for it, unless
   * `waitForImage` is false.
   *
   * @default true
   */
  readonly buildOnDeploy?: boolean;

  /**
   * What happens to AMIs, one for each Region. Not together with `distributionConfiguration`.
   *
   * @default - the AMI stays in the Region and account of the stack
   */
  readonly amiDistributions?: AmiDistribution[];

  /**
   * Where container images go besides `targetRepository`, one for each Region. Not together with `distributionConfiguration`.
   *
   * @default - nowhere
   */
  readonly containerDistributions?: ContainerDistribution[];

  /**
   * The instance types that builds may use. Not together with `infrastructureConfiguration`.
   *
   * @default - Image Builder chooses what fits the image
   */
  readonly instanceTypes?: ec2.InstanceType[];

  /**
   * The VPC in which the image is built. Not together with `infrastructureConfiguration`.
   *
   * @default - the default VPC of the account
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnet in which the image is built: the first one that is selected. Needs `vpc`.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateInfrastructureConfiguration.html
   * @default - a private subnet of the VPC, if it has one
   */
  readonly subnetSelection?: ec2.SubnetSelection;

  /**
   * The security groups of the build instances. Not together with `infrastructureConfiguration`.
   *
   * @default - with a VPC, a security group that allows all outbound traffic; else the default one
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * What happens to old images, such as `LifecyclePolicyDetail.keepLast(5)`. The image that the parameter names stays.
   *
   * Image Builder counts images within each version of the recipe, and a recipe or component that changes makes a new
   * version. The last images of older versions stay, and cost, until you delete them or a `LifecyclePolicy` of yours does,
   * which selects them by their `imageTags`.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-rules.html
   * @default - all images are kept, and cost
   */
  readonly retention?: LifecyclePolicyDetail[];

  /**
   * How long the logs of builds are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * A log group of your own, such as one that is encrypted with your key, or one of another stack, which outlives the
   * rollback of a first deployment that fails. One outside `/aws/imagebuilder/` needs an `executionRole` that may write to it.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/schedule-pipeline.html
   * @default - `/aws/imagebuilder/<image name>/<part of the stack's id>`, which is deleted with the stack, and when the
   * deployment that makes it is rolled back
   */
  readonly logGroup?: logs.ILogGroup;
}
