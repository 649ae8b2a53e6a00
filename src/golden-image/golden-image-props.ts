import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { aws_ecr, aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { AmiDistribution } from '../infrastructure/ami-distribution';
import { ContainerDistribution } from '../infrastructure/container-distribution';
import { LifecyclePolicyDetail } from '../infrastructure/lifecycle-policy-detail';
import { DeploymentBuildOptions } from '../pipeline/deployment-build-options';
import { ImagePipelineOptions } from '../pipeline/image-pipeline-options';
import { BaseContainerImage } from '../recipe/base-container-image';
import { BaseImage } from '../recipe/base-image';
import { ComponentConfiguration } from '../recipe/component-configuration';
import { DockerfileTemplate } from '../recipe/dockerfile-template';

/**
 * Properties of a `GoldenImage`. Give exactly one of `baseImage` (for an AMI), `baseContainerImage` and `recipe`.
 *
 * `trigger`, `waitForImage`, `timeout`, `onFailure` and `waitForScan` apply to the build in a deployment; `gate` also applies
 * to scheduled builds.
 *
 * Synthesis fails if none or several of these three are given, if a property is for the other kind of image, or if it would
 * have no effect: settings that belong to your own `recipe`, `infrastructureConfiguration`, `distributionConfiguration` or
 * `logGroup`; `trigger`, `waitForImage`, `waitForScan`, `timeout` and `onFailure` with `buildOnDeploy: false`; and settings of
 * the wait with `waitForImage: false`.
 */
export interface GoldenImageProps extends ImagePipelineOptions, DeploymentBuildOptions {
  /**
   * The image that the AMI starts from.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-recipes.html
   * @default - none; `baseContainerImage` or `recipe` says what is built
   */
  readonly baseImage?: BaseImage;

  /**
   * The image that the container image starts from. Needs `targetRepository`.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateContainerRecipe.html
   * @default - none; `baseImage` or `recipe` says what is built
   */
  readonly baseContainerImage?: BaseContainerImage;

  /**
   * The ECR repository that the container image is pushed to.
   *
   * @default - none; required with `baseContainerImage`
   */
  readonly targetRepository?: aws_ecr.IRepositoryRef;

  /**
   * The Dockerfile template of the container image.
   *
   * @default DockerfileTemplate.minimal()
   */
  readonly dockerfile?: DockerfileTemplate;

  /**
   * Your own recipe, for recipe settings that this construct does not offer.
   *
   * @default - a new recipe
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
   * @default - the name of `recipe`; without one, a name made from the path of the construct
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
   * @default - `/golden-images/` and the name of the images
   */
  readonly parameterName?: string;

  /**
   * Whether a deployment builds the image: when it creates the stack, and whenever it changes the content of the image. It
   * waits for the image unless `waitForImage` is false.
   *
   * @default true
   */
  readonly buildOnDeploy?: boolean;

  /**
   * Whether the deployment waits for the image. If false, the deployment starts the build and continues: only the ARN of the
   * image is known, using any other attribute is an error at synthesis, and a later failure of the build, or a refusal of the
   * image, does not fail the deployment. A build that failed because its instance profile was too new is not started again.
   * `timeout`, `onFailure` and `waitForScan` need a wait and are rejected; a `gate` holds the image back in any case.
   *
   * @default true
   */
  readonly waitForImage?: boolean;

  /**
   * How to distribute AMIs: one entry for each Region. An AMI without an `amiName` is named after the image and its build
   * date. Cannot be given together with `distributionConfiguration`.
   *
   * @default - the AMI stays in the Region and account of the stack
   */
  readonly amiDistributions?: AmiDistribution[];

  /**
   * How to distribute container images beyond `targetRepository`: one entry for each Region. An entry for the Region of the
   * stack must have the `targetRepository`, too. Cannot be given together with `distributionConfiguration`.
   *
   * @default - the image stays in `targetRepository`
   */
  readonly containerDistributions?: ContainerDistribution[];

  /**
   * The instance types that builds may use. Cannot be given together with `infrastructureConfiguration`.
   *
   * @default - Image Builder chooses what fits the image
   */
  readonly instanceTypes?: ec2.InstanceType[];

  /**
   * The VPC in which the image is built. Cannot be given together with `infrastructureConfiguration`.
   *
   * @default - the default VPC of the account
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnet in which the image is built: the first one of the selection. Needs `vpc`.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateInfrastructureConfiguration.html
   * @default - a private subnet of the VPC, if it has one
   */
  readonly subnetSelection?: ec2.SubnetSelection;

  /**
   * The security groups of the build instances. Cannot be given together with `infrastructureConfiguration`.
   *
   * @default - with a VPC, a new security group that allows all outbound traffic; otherwise the default security group
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Rules for old images, such as `LifecyclePolicyDetail.keepLast(5)`. The image that the parameter names is kept: the
   * deployment that adds a rule by age alone tags it, and builds a new image. With `buildOnDeploy: false`, start a build right
   * after this deployment. Also start a build after a deployment that changed the `parameterName` or the Regions of the
   * distribution was rolled back or reverted: until then the parameter may name an earlier image, which the rules do not spare.
   *
   * Image Builder counts images per version of the recipe. A changed recipe is a new version; a changed component is not. The
   * last images of older versions stay, and cost money, until you delete them, or until a `LifecyclePolicy` that selects
   * them by their `imageTags` does. Give it the `protectedImageTags` `{ 'cdk-image-builder:release': 'RELEASED' }`, so that it
   * spares the image in use. This image has the tag with a `gate`, an `approval` or a rule by age here.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-rules.html
   * @default - all images are kept, and you pay for them
   */
  readonly retention?: LifecyclePolicyDetail[];

  /**
   * How long the logs of builds are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Your own log group, for example to encrypt it with your key. A log group outside `/aws/imagebuilder/` needs an
   * `executionRole` that may write to it. Give it another name than the default one, which exists once an image has been built.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/schedule-pipeline.html
   * @default - `/aws/imagebuilder/` and the name of the images; it stays when the stack is deleted or a deployment is rolled
   * back, so that the log of a failed build can be read
   */
  readonly logGroup?: logs.ILogGroup;
}
