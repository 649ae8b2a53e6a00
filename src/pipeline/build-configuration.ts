import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnImage, CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { Construct, IConstruct } from 'constructs';
import { InfrastructureConfiguration } from '../infrastructure/infrastructure-configuration';
import { ValidationError } from '../private/validation-error';
import { ImageScanningConfiguration } from '../scanning/image-scanning-configuration';
import { RecipeKind } from '../scanning/private/scanned-build';

/** What a build needs, whether a pipeline starts it or an image. */
export interface ImageBuildProps {
  /**
   * What is built: an image recipe (an AMI) or a container recipe.
   */
  readonly recipe: interfaces.IImageRecipeRef | interfaces.IContainerRecipeRef;

  /**
   * Where it is built: instance types, network, instance profile.
   *
   * @default - one made for this build: the default VPC, a generated instance profile, IMDSv2 required
   */
  readonly infrastructureConfiguration?: interfaces.IInfrastructureConfigurationRef;

  /**
   * Where the image goes: Regions, accounts, repositories.
   *
   * @default - the Region and account of the stack
   */
  readonly distributionConfiguration?: interfaces.IDistributionConfigurationRef;

  /**
   * The role with which Image Builder runs the workflows.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html
   * @default - the service-linked role AWSServiceRoleForImageBuilder
   */
  readonly executionRole?: iam.IRole;

  /**
   * The vulnerability scan. It runs in the test phase, and needs `imageTestsEnabled`.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/integ-inspector.html
   * @default - no scan
   */
  readonly imageScanningConfiguration?: ImageScanningConfiguration;

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

/** The properties that `AWS::ImageBuilder::ImagePipeline` and `AWS::ImageBuilder::Image` share, ready for either. */
export class BuildConfiguration {
  /** The infrastructure given, or the one made for this build. */
  public readonly infrastructureConfiguration: interfaces.IInfrastructureConfigurationRef;

  private readonly recipe: Recipe;

  constructor(private readonly scope: Construct, private readonly props: ImageBuildProps) {
    this.recipe = recipeOf(scope, props.recipe);
    this.infrastructureConfiguration = props.infrastructureConfiguration
      ?? new InfrastructureConfiguration(scope, 'InfrastructureConfiguration');
    if (this.recipe.kind === 'CONTAINER' && this.infrastructureConfiguration instanceof InfrastructureConfiguration) {
      this.infrastructureConfiguration._prepareForContainerBuilds();
    }
  }

  /** The shared properties of the L1s. */
  public render() {
    const { distributionConfiguration, executionRole, imageTestsEnabled, enhancedImageMetadataEnabled } = this.props;
    return {
      imageRecipeArn: this.recipe.kind === 'AMI' ? this.recipe.arn : undefined,
      containerRecipeArn: this.recipe.kind === 'CONTAINER' ? this.recipe.arn : undefined,
      infrastructureConfigurationArn: this.infrastructureConfiguration.infrastructureConfigurationRef.infrastructureConfigurationArn,
      distributionConfigurationArn: distributionConfiguration?.distributionConfigurationRef.distributionConfigurationArn,
      executionRole: executionRole?.roleArn,
      imageTestsConfiguration: imageTestsEnabled === undefined ? undefined : { imageTestsEnabled },
      enhancedImageMetadataEnabled,
    };
  }

  /** Sets the vulnerability scan on the resource. */
  public applyScanning(resource: CfnImagePipeline | CfnImage): void {
    this.props.imageScanningConfiguration?._bind(this.scope, resource, {
      recipeKind: this.recipe.kind,
      imageTestsEnabled: this.props.imageTestsEnabled ?? true,
      pusher: this.scanPusher(),
    });
  }

  /** The build instance's role, unless it is a generated one: that may push to each repository already. */
  private scanPusher(): iam.IGrantable | undefined {
    const infrastructure = this.infrastructureConfiguration;
    return infrastructure instanceof InfrastructureConfiguration && !infrastructure._hasGeneratedRole ? infrastructure.role : undefined;
  }
}

interface Recipe {
  readonly kind: RecipeKind;
  readonly arn: string;
}

function recipeOf(scope: IConstruct, recipe: ImageBuildProps['recipe']): Recipe {
  if ('containerRecipeRef' in recipe) return { kind: 'CONTAINER', arn: recipe.containerRecipeRef.containerRecipeArn };
  if ('imageRecipeRef' in recipe) return { kind: 'AMI', arn: recipe.imageRecipeRef.imageRecipeArn };
  throw new ValidationError(scope, 'The recipe must be an ImageRecipe, a ContainerRecipe or one of their L1s.');
}
