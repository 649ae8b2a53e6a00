import * as iam from 'aws-cdk-lib/aws-iam';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { LogGroupProperties } from '../contract/contract';
import { ReleasedContainerParameter } from '../release/release';
import { ReleaseApproval } from '../release/release-approval';
import { ImageScanningConfiguration } from '../scanning/image-scanning-configuration';
import { VulnerabilityGate } from '../scanning/vulnerability-gate';
import { WorkflowConfiguration } from '../workflow/workflow-configuration';

/** Options of a build, apart from the recipe. */
export interface ImageBuildOptions {
  /**
   * The infrastructure of the build: instance types, network, instance profile.
   *
   * @default - a new one with a generated instance profile and IMDSv2 required, in the default VPC unless a `GoldenImage` has
   * a `vpc`
   */
  readonly infrastructureConfiguration?: interfaces.IInfrastructureConfigurationRef;

  /**
   * The distribution of the image: Regions, accounts, repositories.
   *
   * @default - the image stays in the Region and account of the stack; a `GoldenImage` also distributes it to its
   * `amiDistributions` or `containerDistributions`
   */
  readonly distributionConfiguration?: interfaces.IDistributionConfigurationRef;

  /**
   * The role with which Image Builder runs the workflows.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html
   * @default - a generated role, if workflows, a gate, an approval, log groups, parameters or fast launches need permissions;
   * otherwise the service-linked role AWSServiceRoleForImageBuilder
   */
  readonly executionRole?: iam.IRole;

  /**
   * The workflows that build, test and distribute the image, instead of the default ones. If you give no build or test
   * workflow, that stage is skipped.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html
   * @default - the default workflows of Image Builder
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
   * The findings that an image may have. An image that the gate refuses reaches nobody: it fails before it is copied, shared
   * or named by a parameter. A gate needs a scan whose findings Image Builder keeps.
   *
   * The distribution workflow of this library holds the image back. If `workflows` contains your own distribution workflow,
   * put a `ReleaseGateStep` before its first step that distributes, and a `ReleaseMarkStep` after the last one. For an AMI, put
   * a `ModifyImageAttributesStep` and an `ApplyImageConfigurationsStep` after its `DistributeImageStep`.
   *
   * @default - every image that passes its tests is distributed
   */
  readonly gate?: VulnerabilityGate;

  /**
   * Who approves an image before it is distributed. The gate runs first, so that the approver sees its verdict.
   *
   * @default - no approval
   */
  readonly approval?: ReleaseApproval;

  /**
   * Whether the tests of the recipe's components run on an instance of the new image.
   *
   * @default true
   */
  readonly imageTestsEnabled?: boolean;

  /**
   * Whether to collect the version of the operating system and the list of packages. It uses the SSM inventory: if the
   * account already has an inventory association for all instances, builds fail unless this is false.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/troubleshooting.html
   * @default true
   */
  readonly enhancedImageMetadataEnabled?: boolean;
}

/** Properties of every build, whether a pipeline or an image starts it. */
export interface ImageBuildProps extends ImageBuildOptions {
  /**
   * The recipe to build: an image recipe (for an AMI) or a container recipe.
   */
  readonly recipe: interfaces.IImageRecipeRef | interfaces.IContainerRecipeRef;

  /**
   * What a `GoldenImage` adds to a build.
   *
   * @internal
   */
  readonly _goldenImage?: {
    /** Whether the release workflow holds its images back, even without a gate or an approval. */
    readonly isHeldBack: boolean;
    /** Whether a rule of its retention may apply to the newest image, so that the policy spares only the image with the tag of a release. */
    readonly sparesReleased: boolean;
    /** The parameter that names the image. */
    readonly parameterName: string;
    /** Of a container image: its parameter, which the release writes. That of an AMI is written by Image Builder. */
    readonly parameter?: ReleasedContainerParameter;
    /** Whether each deployment starts the pipeline: permissions granted together share a statement, which a large stack needs. */
    readonly isStarted: boolean;
    /** The log group of the builds, which the function creates before a build, and whose retention it sets. */
    readonly keptLogGroup?: LogGroupProperties;
  };
}
