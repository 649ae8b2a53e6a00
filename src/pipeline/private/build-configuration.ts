import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnImage, CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { Construct, IConstruct } from 'constructs';
import { ExecutionPermissions } from './execution-permissions';
import { Recipe, recipeOf } from './recipe-of';
import { DistributionConfiguration } from '../../infrastructure/distribution-configuration';
import { InfrastructureConfiguration } from '../../infrastructure/infrastructure-configuration';
import { checkLogGroup, needsPermission } from '../../private/checks/log-group';
import { onSynthesis } from '../../private/checks/on-synthesis';
import { checkSamePlace, checkSameRegion } from '../../private/checks/same-place';
import { warn } from '../../private/checks/warnings';
import { markUncollected, whyFindingsCannotBeRead } from '../../private/facts/readable-findings';
import { EXECUTION_POLICY, lackingPolicies } from '../../private/iam/role-policies';
import { ContainerRecipe } from '../../recipe/container-recipe';
import { ImageRecipe } from '../../recipe/image-recipe';
import { RecipeKind } from '../../scanning/scanned-build';
import { RenderedWorkflows, renderWorkflows } from '../../workflow/render-workflows';
import { Approval } from '../../workflow/workflow-facts';
import { ImageBuildProps } from '../image-build-props';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImagePipeline.html';
const SERVICE_LINKED_ROLE = ':role/aws-service-role/imagebuilder.amazonaws.com/';
const SEE_ROLE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html';

/** The properties that `AWS::ImageBuilder::ImagePipeline` and `AWS::ImageBuilder::Image` share, ready for either. */
export class BuildConfiguration {
  /** The infrastructure given, or the one made for this build. */
  public readonly infrastructureConfiguration: interfaces.IInfrastructureConfigurationRef;

  /** The role given, or the one made for workflows and log groups. */
  public readonly executionRole?: iam.IRole;

  /** What the execution role needs beyond its managed policy. */
  public readonly executionPermissions: ExecutionPermissions;

  private readonly recipe: Recipe;
  private readonly workflows?: RenderedWorkflows;

  /** @param logGroups those that the service writes to, `image` that of the build itself */
  public constructor(
    private readonly scope: Construct,
    private readonly props: ImageBuildProps,
    logGroups: { image?: ILogGroup; pipeline?: ILogGroup },
  ) {
    this.recipe = recipeOf(scope, props.recipe);
    this.infrastructureConfiguration = props.infrastructureConfiguration
      ?? new InfrastructureConfiguration(scope, 'InfrastructureConfiguration');
    if (this.recipe.kind === 'CONTAINER' && this.infrastructureConfiguration instanceof InfrastructureConfiguration) {
      this.infrastructureConfiguration._prepareForContainerBuilds();
    }
    this.checkParts();
    this.workflows = renderWorkflows(scope, this.recipe.kind, props.workflows);
    this.adviseOnTests();
    const { image, pipeline } = logGroups;
    checkLogGroup(scope, image, 'log group of images');
    checkLogGroup(scope, pipeline, 'log group of the pipeline');
    this.executionPermissions = new ExecutionPermissions(this.workflows, [image, pipeline].filter((logGroup) => logGroup !== undefined));
    this.executionRole = this.executionPermissions.roleFor(scope, props.executionRole);
    if (props.executionRole) this.adviseOn(props.executionRole);
    if (this.infrastructureConfiguration instanceof InfrastructureConfiguration) {
      if (this.executionRole) this.infrastructureConfiguration._prepareForExecutionRole(this.executionRole);
      if (image && needsPermission(image)) this.infrastructureConfiguration._allowWritingLogs(image.logGroupArn);
    }
  }

  /** What the recipe makes. */
  public get kind(): RecipeKind {
    return this.recipe.kind;
  }

  /** The step of the workflows that waits longest for a person. */
  public get longestApproval(): Approval | undefined {
    return this.workflows?.longestApproval;
  }

  /** Tells the infrastructure what the recipe needs, and refuses parts that do not fit each other, as far as they are known. */
  private checkParts(): void {
    const { recipe, distributionConfiguration } = this.props;
    // A recipe may be one that another account shares.
    checkSameRegion(this.scope, { what: 'recipe', part: recipe, see: SEE });
    checkSamePlace(this.scope, { what: 'infrastructure configuration', part: this.infrastructureConfiguration, see: SEE });
    if (distributionConfiguration) checkSamePlace(this.scope, { what: 'distribution configuration', part: distributionConfiguration, see: SEE });
    const infrastructure = this.infrastructureConfiguration instanceof InfrastructureConfiguration ? this.infrastructureConfiguration : undefined;
    if ((recipe instanceof ImageRecipe || recipe instanceof ContainerRecipe) && recipe._usesKeys) infrastructure?._prepareForKeys();
    if (distributionConfiguration instanceof DistributionConfiguration) distributionConfiguration._checkKind(this.scope, this.recipe.kind);
    if (!(recipe instanceof ImageRecipe)) return;
    infrastructure?._checkImageOf(this.scope, recipe._facts);
    if (distributionConfiguration instanceof DistributionConfiguration) {
      distributionConfiguration._checkAmisOf(this.scope, recipe._facts);
    }
  }

  private adviseOnTests(): void {
    const { recipe, imageTestsEnabled } = this.props;
    const tests = this.workflows?.testWorkflows ?? [];
    const isKnown = recipe instanceof ImageRecipe || recipe instanceof ContainerRecipe;
    if (isKnown && imageTestsEnabled !== false && this.workflows?.mayRunComponentTests === false) {
      const tested = recipe._testedComponents().map((path) => `'${path}'`);
      if (tested.length > 0) {
        warn(this.scope, 'componentTestsNotRun', `No test workflow runs the tests of ${tested.join(' and ')}, since the 'workflows' replace the service's own: add ManagedWorkflow.${this.recipe.kind === 'AMI' ? 'testImage' : 'testContainer'}(), or an ExecuteComponentsStep to a test workflow. See https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html`);
      }
    }
    if (imageTestsEnabled === false && tests.length > 0) {
      warn(this.scope, 'testWorkflowsWithoutTests', `'imageTestsEnabled' is false, which contradicts the test workflows ${tests.map((path) => `'${path}'`).join(', ')}: leave out one or the other. See ${SEE_ROLE}`);
    }
  }

  /** Warns of the service-linked role, and if a role of the user's lacks what the workflows need: policies may be attached later. */
  private adviseOn(role: iam.IRole): void {
    if (role.roleArn.includes(SERVICE_LINKED_ROLE)) {
      warn(this.scope, 'serviceLinkedExecutionRole', `The executionRole '${role.node.path}' is the service-linked role of Image Builder, which is not meant to be passed, and to which nothing can be added that the steps of workflows or log groups need: leave out executionRole, so that a role is made where one is needed. See ${SEE_ROLE}`);
    }
    onSynthesis(this.scope, () => {
      const lacking = lackingPolicies(role, [EXECUTION_POLICY]);
      if (lacking.length > 0) {
        warn(this.scope, 'executionRoleLacksPolicy', `The executionRole '${role.node.path}' lacks what Image Builder needs to build with it: add to it the managed policy ${lacking[0]}, as grantDefaultExecutionRolePermissions() does, or statements of yours that allow the same. See ${SEE_ROLE}`);
      }
    });
  }

  /** The shared properties of the L1s. */
  public render() {
    const { distributionConfiguration, imageTestsEnabled, enhancedImageMetadataEnabled } = this.props;
    return {
      imageRecipeArn: this.recipe.kind === 'AMI' ? this.recipe.arn : undefined,
      containerRecipeArn: this.recipe.kind === 'CONTAINER' ? this.recipe.arn : undefined,
      infrastructureConfigurationArn: this.infrastructureConfiguration.infrastructureConfigurationRef.infrastructureConfigurationArn,
      distributionConfigurationArn: distributionConfiguration?.distributionConfigurationRef.distributionConfigurationArn,
      executionRole: this.executionRole?.roleArn,
      workflows: this.workflows?.workflows,
      imageTestsConfiguration: imageTestsEnabled === undefined ? undefined : { imageTestsEnabled },
      enhancedImageMetadataEnabled,
    };
  }

  /** Sets the vulnerability scan on the resource. */
  public applyScanning(resource: CfnImagePipeline | CfnImage): void {
    const { imageScanningConfiguration: scan, recipe } = this.props;
    if (recipe instanceof ContainerRecipe) scan?._warnIfScannedIn(this.scope, recipe._targetRepository);
    scan?._bind(this.scope, resource, {
      recipeKind: this.recipe.kind,
      imageTestsEnabled: this.props.imageTestsEnabled ?? true,
      pusher: this.scanPusher(),
    });
    if (scan && this.workflows?.mayCollectScanFindings === false && whyFindingsCannotBeRead(resource) === undefined) {
      if (this.recipe.kind === 'AMI') markUncollected(resource);
      warn(this.scope, 'workflowsCollectNoFindings', 'None of the test workflows collects the findings of the scan, so that none are kept: add a CollectImageScanFindingsStep to a test workflow, or use ManagedWorkflow.testImage(). See https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html');
    }
  }

  /** What a build needs that these properties do not refer to, but in part: policies, and the network. */
  public needs(): IConstruct[] {
    const infrastructure = this.infrastructureConfiguration;
    return [
      ...infrastructure instanceof InfrastructureConfiguration ? infrastructure._buildNeeds() : [infrastructure],
      ...this.executionRole ? [this.executionRole] : [],
    ];
  }

  /** The build instance's role, unless it is a generated one: that may push to each repository already. */
  private scanPusher(): iam.IGrantable | undefined {
    const infrastructure = this.infrastructureConfiguration;
    return infrastructure instanceof InfrastructureConfiguration && !infrastructure._hasGeneratedRole ? infrastructure.role : undefined;
  }
}
