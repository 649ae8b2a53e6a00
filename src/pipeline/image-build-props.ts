import * as iam from 'aws-cdk-lib/aws-iam';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { ReleasedContainerParameter } from '../release/release';
import { ReleaseApproval } from '../release/release-approval';
import { ImageScanningConfiguration } from '../scanning/image-scanning-configuration';
import { VulnerabilityGate } from '../scanning/vulnerability-gate';
import { WorkflowConfiguration } from '../workflow/workflow-configuration';

/** How an image is built, besides its recipe. */
export interface ImageBuildOptions {
  /**
   * Where it is built: instance types, network, instance profile.
   *
   * @default - one made for this build, with a generated instance profile and IMDSv2 required. It uses the default VPC,
   * unless a `GoldenImage` has a `vpc`.
   */
  readonly infrastructureConfiguration?: interfaces.IInfrastructureConfigurationRef;

  /**
   * Where the image goes: Regions, accounts, repositories.
   *
   * @default - the Region and account of the stack, and where the `amiDistributions` or `containerDistributions` of a
   * `GoldenImage` say
   */
  readonly distributionConfiguration?: interfaces.IDistributionConfigurationRef;

  /**
   * The role with which Image Builder runs the workflows.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html
   * @default - with `workflows` a generated role, with what their steps need; otherwise the service-linked role
   * AWSServiceRoleForImageBuilder
   */
  readonly executionRole?: iam.IRole;

  /**
   * The workflows that build, test and distribute the image, in place of the service's own. Without a build or test
   * workflow that stage is left out.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html
   * @default - the service's own workflows
   */
  readonly workflows?: WorkflowConfiguration[];

  /**
   * The vulnerability scan. It runs in the test phase, and needs `imageTestsEnabled`.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/integ-inspector.html
   * @default - no scan. A `GoldenImage` with a `gate` has `testInstance()` for an AMI and `container()` for a container image,
   * both of which need Amazon Inspector.
   */
  readonly imageScanningConfiguration?: ImageScanningConfiguration;

  /**
   * The findings that an image may have. An image that the gate refuses reaches nobody: it fails before it is copied,
   * shared or named by a parameter. It needs a scan whose findings Image Builder keeps.
   *
   * The library's own distribution workflow holds the image back. If `workflows` has a distribution workflow of yours, put
   * a `ReleaseGateStep` into it.
   *
   * @default - every image that passes its tests is distributed
   */
  readonly gate?: VulnerabilityGate;

  /**
   * Who approves an image before it is distributed. The gate comes before, so that the approver sees its verdict.
   *
   * @default - nobody
   */
  readonly approval?: ReleaseApproval;

  /**
   * Run the tests of the recipe's components on an instance of the new image.
   *
   * @default true
   */
  readonly imageTestsEnabled?: boolean;

  /**
   * Collect the operating system's version and the list of packages. It uses the SSM inventory: where the account
   * has an inventory association for all instances already, a build fails unless this is false.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/troubleshooting.html
   * @default true
   */
  readonly enhancedImageMetadataEnabled?: boolean;
}

/** What a build needs, whether a pipeline starts it or an image. */
export interface ImageBuildProps extends ImageBuildOptions {
  /**
   * What is built: an image recipe (an AMI) or a container recipe.
   */
  readonly recipe: interfaces.IImageRecipeRef | interfaces.IContainerRecipeRef;

  /**
   * What a `GoldenImage` asks of the release of its images, without a gate and an approval, too.
   *
   * @internal
   */
  readonly _release?: { readonly parameter?: ReleasedContainerParameter };
}
