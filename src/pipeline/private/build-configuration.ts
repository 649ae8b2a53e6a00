import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnImage, CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { Construct, IConstruct } from 'constructs';
import { ExecutionPermissions } from './execution-permissions';
import { warnOfMutableTags } from './mutable-tags';
import { warnOfRecipeInOtherStack } from './other-stack';
import { Recipe, recipeOf } from './recipe-of';
import { InfrastructureConfiguration } from '../../infrastructure/infrastructure-configuration';
import { checkLogGroup } from '../../private/checks/log-group';
import { onSynthesis } from '../../private/checks/on-synthesis';
import { checkSamePlace, checkSameRegion } from '../../private/checks/same-place';
import { warn } from '../../private/checks/warnings';
import { baseImageParameterOf } from '../../private/facts/base-image-parameter';
import { Build, ImageRepository } from '../../private/facts/build-part';
import { lazyDependable } from '../../private/facts/dependencies';
import { distributedParameters } from '../../private/facts/distributed-parameters';
import { DistributedParameter, factsOf, recordFacts } from '../../private/facts/facts';
import { nameInRecipeArn } from '../../private/facts/image-name';
import { ImageKind } from '../../private/facts/recipe-facts';
import { FAST_LAUNCH_POLICY, lackingPolicies } from '../../private/iam/role-policies';
import { adviseOnTrust, checkRoleAccount } from '../../private/iam/role-trust';
import { releasedWorkflows } from '../../release/release';
import { checkAppliedSettings } from '../../workflow/applied-settings';
import { RenderedWorkflows, renderWorkflows } from '../../workflow/render-workflows';
import { areManaged } from '../../workflow/with-release-workflow';
import { WorkflowConfiguration } from '../../workflow/workflow-configuration';
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

  /** The permissions that the execution role needs beyond its managed policy. */
  public readonly executionPermissions: ExecutionPermissions;

  private readonly recipe: Recipe;
  private readonly imageLogGroup?: ILogGroup;
  private readonly workflows?: RenderedWorkflows;
  private readonly addedWorkflows: string[];

  /** @param logGroups those that the service writes to, `image` that of the build itself */
  public constructor(
    private readonly scope: Construct,
    private readonly props: ImageBuildProps,
    logGroups: { image?: ILogGroup; pipeline?: ILogGroup },
    pipelineName?: string,
  ) {
    this.recipe = recipeOf(scope, props.recipe);
    this.infrastructureConfiguration = props.infrastructureConfiguration
      ?? new InfrastructureConfiguration(scope, 'InfrastructureConfiguration');
    this.checkPlaces();
    const { workflows: given = [] } = props;
    const workflows = this.isHeldBack ? this.releasedWorkflows(pipelineName) : given;
    this.workflows = renderWorkflows(scope, this.recipe.kind, workflows, this.isHeldBack);
    const rendered = this.workflows?.workflows ?? [];
    this.addedWorkflows = rendered.filter((_, index) => !given.includes(workflows[index])).map(({ workflowArn }) => workflowArn);
    if (this.kind === 'AMI') checkAppliedSettings(scope, given, { ...props, goldenParameter: props._goldenImage?.parameterName });
    this.adviseOnTests();
    if (props.gate ?? props.approval) warnOfMutableTags(scope, factsOf(props.recipe).recipe?.targetRepository);
    const { image, pipeline } = logGroups;
    checkLogGroup(scope, image, 'log group of images');
    checkLogGroup(scope, pipeline, 'log group of the pipeline');
    this.imageLogGroup = image;
    this.executionPermissions = new ExecutionPermissions(scope, this.workflows, {
      logGroups: [image, pipeline].filter((logGroup) => logGroup !== undefined),
      parameters: this.writtenParameters(),
      baseImageParameter: baseImageParameterOf(props.recipe),
      awsPolicies: props.distributionConfiguration && factsOf(props.distributionConfiguration).usesDefaultFastLaunch ? [FAST_LAUNCH_POLICY] : [],
    });
    const sharesRole = areManaged(props.workflows) && (this.isHeldBack || this.executionPermissions.usesParameters);
    this.executionRole = this.executionPermissions.roleFor(scope, props.executionRole, sharesRole);
    if (props.executionRole) this.adviseOn(props.executionRole);
  }

  /** Whether a distribution workflow of the library stands between tested images and their users. */
  public get isHeldBack(): boolean {
    const { gate, approval, _goldenImage } = this.props;
    return gate !== undefined || approval !== undefined || _goldenImage?.isHeldBack === true;
  }

  /** The kind of image that the recipe builds. */
  public get kind(): ImageKind {
    return this.recipe.kind;
  }

  private releasedWorkflows(pipelineName?: string): WorkflowConfiguration[] {
    const { gate, approval, workflows, imageTestsEnabled = true, _goldenImage } = this.props;
    return releasedWorkflows(this.scope, {
      kind: this.recipe.kind,
      imageName: nameInRecipeArn(this.recipe.arn),
      pipelineName,
      hasTests: imageTestsEnabled,
      gate,
      approval,
      parameter: _goldenImage?.parameter,
      isStarted: _goldenImage?.isStarted,
    }, workflows);
  }

  private checkPlaces(): void {
    const { recipe, distributionConfiguration, executionRole } = this.props;
    // Another account may share the recipe.
    checkSameRegion(this.scope, { what: 'recipe', resource: recipe, see: SEE });
    warnOfRecipeInOtherStack(this.scope, recipe);
    checkSamePlace(this.scope, { what: 'infrastructure configuration', resource: this.infrastructureConfiguration, see: SEE });
    if (distributionConfiguration) checkSamePlace(this.scope, { what: 'distribution configuration', resource: distributionConfiguration, see: SEE });
    if (executionRole) checkRoleAccount(this.scope, { what: 'executionRole', role: executionRole, see: SEE_ROLE });
  }

  private adviseOnTests(): void {
    const tests = this.workflows?.testWorkflows ?? [];
    if (this.props.imageTestsEnabled === false && tests.length > 0) {
      warn(this.scope, 'testWorkflowsWithoutTests', `'imageTestsEnabled' is false, which contradicts the test workflows ${tests.map((path) => `'${path}'`).join(', ')}: leave out one or the other. See ${SEE_ROLE}`);
    }
  }

  /** Warns of the service-linked role, and of the user's own role if it lacks permissions or trust; the app may add these later. */
  private adviseOn(role: iam.IRole): void {
    if (role.roleArn.includes(SERVICE_LINKED_ROLE)) {
      warn(this.scope, 'serviceLinkedExecutionRole', `The executionRole '${role.node.path}' is the service-linked role of Image Builder. It is not meant to be passed, and the permissions for workflow steps and log groups cannot be added to it: leave out executionRole, and a role is created where one is needed. See ${SEE_ROLE}`);
    }
    onSynthesis(this.scope, () => {
      adviseOnTrust(this.scope, { what: 'executionRole', role, service: 'imagebuilder', see: SEE_ROLE });
      const lacking = lackingPolicies(role, this.executionPermissions.neededPolicies);
      if (lacking.length > 0) {
        warn(this.scope, 'executionRoleLacksPolicy', `The executionRole '${role.node.path}' lacks permissions that Image Builder needs: add the managed policy ${lacking.join(' and ')}, as grantDefaultExecutionRolePermissions() does, or statements of yours that allow the same. See ${SEE_ROLE}`);
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

  /** Binds the parts to the pipeline or image: each part checks the others and adds its settings. */
  public bindTo(resource: CfnImagePipeline | CfnImage): void {
    const { recipe, distributionConfiguration, imageScanningConfiguration, imageTestsEnabled = true } = this.props;
    const imageRepository = this.imageRepository();
    const build: Build = {
      scope: this.scope,
      resource,
      kind: this.recipe.kind,
      recipe: factsOf(recipe).recipe ?? {},
      imageTestsEnabled,
      hasGate: this.props.gate !== undefined,
      hasApproval: this.props.approval !== undefined,
      mayRunComponentTests: this.workflows?.mayRunComponentTests ?? true,
      mayCollectScanFindings: this.workflows?.mayCollectScanFindings ?? true,
      executionRole: this.executionRole,
      allowExecutionRole: (statement) => this.executionPermissions.add(statement),
      instanceRole: factsOf(this.infrastructureConfiguration).instanceRole,
      pushedRepositoryNames: this.pushedRepositoryNames(),
      imageRepository,
      logGroup: this.imageLogGroup,
    };
    const constructs = [recipe, this.infrastructureConfiguration, distributionConfiguration].filter((part) => part !== undefined);
    [...constructs.map((part) => factsOf(part).part), imageScanningConfiguration?._part].forEach((part) => part?.bind(build));
    recordFacts(resource, {
      imageRepository,
      gate: this.props.gate?._render(),
      containerParameter: this.props._goldenImage?.parameter?.parameterName,
      keptLogGroup: this.props._goldenImage?.keptLogGroup,
      sparesReleased: this.props._goldenImage?.sparesReleased,
      addedWorkflows: this.addedWorkflows,
      longestApproval: this.workflows?.longestApproval,
      dependencies: lazyDependable(() => this.dependencies()),
    });
  }

  /** The parameters that Image Builder writes. That of a golden AMI is one of them, also where the distribution is an import or an L1. */
  private writtenParameters(): DistributedParameter[] {
    const { distributionConfiguration, _goldenImage } = this.props;
    const parameters = distributionConfiguration ? distributedParameters(distributionConfiguration) ?? [] : [];
    if (!_goldenImage || this.kind !== 'AMI') return [...parameters];
    return [...parameters, { parameterName: _goldenImage.parameterName, region: Stack.of(this.scope).region }];
  }

  /** The target repository of the recipe gets no images if the distribution names another one in the Region of the build. */
  private imageRepository(): ImageRepository | undefined {
    const { recipe, distributionConfiguration } = this.props;
    if (this.kind === 'AMI') return undefined;
    const { ownRepository, repositoryNames } = distributionConfiguration ? factsOf(distributionConfiguration) : { repositoryNames: [] };
    const { targetRepository } = factsOf(recipe).recipe ?? {};
    if (ownRepository || !targetRepository) return ownRepository;
    return { repositoryName: targetRepository.repositoryRef.repositoryName, tags: repositoryNames && [] };
  }

  /** The repositories that the recipe, the distribution and the scan name; undefined if one of these does not say. */
  private pushedRepositoryNames(): string[] | undefined {
    const { recipe, distributionConfiguration, imageScanningConfiguration } = this.props;
    const target = factsOf(recipe).recipe?.targetRepository;
    const distributed = distributionConfiguration ? factsOf(distributionConfiguration).repositoryNames : [];
    if (target === undefined || distributed === undefined) return undefined;
    return [...new Set([target.repositoryRef.repositoryName, ...distributed, ...imageScanningConfiguration?._part.pushedRepositoryNames?.() ?? []])];
  }

  /** The dependencies of a build that its properties do not refer to: policies, and the network. */
  public dependencies(): IConstruct[] {
    const infrastructure = this.infrastructureConfiguration;
    return [
      ...factsOf(infrastructure).part?.dependencies?.() ?? [infrastructure],
      ...this.executionRole ? [this.executionRole] : [],
      ...this.executionPermissions.separatePolicies,
    ];
  }
}
