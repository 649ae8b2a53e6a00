import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { aws_imagebuilder as interfaces, ResourceEnvironment } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { GOLDEN_IMAGES_PATH, RELEASE_TAG } from './contract/release';
import { GoldenImageProps } from './golden-image/golden-image-props';
import { GoldenMachineImageOptions } from './golden-image/golden-machine-image-options';
import { checkOwnDistribution, checkOwnRepository, goldenDistribution, regionAdvice } from './golden-image/private/golden-distribution';
import { checkGoldenImage } from './golden-image/private/golden-image-rules';
import { GoldenNames, reserveGoldenNames } from './golden-image/private/golden-names';
import { goldenScan } from './golden-image/private/golden-scan';
import { KeptLogGroup } from './golden-image/private/kept-log-group';
import { warnOfOtherWriters } from './golden-image/private/other-writers';
import { refusedImagesRule } from './golden-image/private/refused-images-rule';
import { warnOfUntaggedImage } from './golden-image/private/untagged-image';
import { InfrastructureConfiguration } from './infrastructure/infrastructure-configuration';
import { LifecyclePolicy } from './infrastructure/lifecycle-policy';
import { ImagePipeline } from './pipeline/image-pipeline';
import { ImagePipelineExecution } from './pipeline/image-pipeline-execution';
import { ParameterMachineImage } from './pipeline/parameter-machine-image';
import { generatedName } from './private/checks/names';
import { ValidationError } from './private/checks/validation-error';
import { withoutUndefined } from './private/checks/without-undefined';
import { isOfClass, markClass } from './private/facts/class-mark';
import { factsOf } from './private/facts/facts';
import { nameInRecipeArn } from './private/facts/image-name';
import { ServiceRole } from './private/iam/service-role';
import { ImageBuilderProvider } from './provider/image-builder-provider';
import { ContainerRecipe } from './recipe/container-recipe';
import { ImageRecipe } from './recipe/image-recipe';
import { ReleasedContainerParameter } from './release/release';
import { ImageStatus } from './status/image-status';
import { StatusOutputsOptions } from './status/status-outputs-options';

/**
 * A golden image: the AMI or container image that a team starts its workloads from. It is built at deployment and on a
 * schedule, scanned and evaluated by a gate. An SSM parameter names the newest good image, and never a refused one.
 *
 * With a `gate` or an `approval`, a refused image reaches nobody: it is not copied, shared or named by a parameter, in any
 * Region or account. This includes scheduled builds and builds that you start yourself.
 *
 * You pay for what Image Builder uses (instances during builds, stored images and logs), and next to nothing for the function
 * and the state machine. Scans cost extra; images are scanned only if you ask for a scan or a gate.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/how-image-builder-works.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { BaseImage, GoldenImage, ImagePipelineSchedule, VulnerabilityGate } from 'cdk-image-builder';
 *
 * declare const stack: Stack;
 * const image = new GoldenImage(stack, 'Linux', {
 *   baseImage: BaseImage.amazonLinux2023(),
 *   schedule: ImagePipelineSchedule.cron({ weekDay: 'SUN', hour: '3', minute: '0' }),
 *   gate: VulnerabilityGate.atMost({ critical: 0, high: 10 }),
 * });
 * image.addOutputs();
 */
@propertyInjectable
export class GoldenImage extends Construct implements iam.IGrantable, ec2.IConnectable, interfaces.IImagePipelineRef {
  /** Identifies the class to `PropertyInjectors`. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-image-builder.GoldenImage';

  /**
   * Whether a value is a `GoldenImage` of this library, even one from another copy of it.
   *
   * @param x any value
   */
  public static isGoldenImage(x: any): x is GoldenImage {
    return isOfClass(x, GoldenImage.PROPERTY_INJECTION_ID);
  }

  /** Name of the images, as in their ARNs. */
  public readonly imageName: string;

  /** Name of the SSM parameter that holds the id of the newest good AMI, or the URI of the newest good container image. */
  public readonly parameterName: string;

  /** The recipe of an AMI; not set for a container image. */
  public readonly imageRecipe?: interfaces.IImageRecipeRef;

  /** The recipe of a container image; not set for an AMI. */
  public readonly containerRecipe?: interfaces.IContainerRecipeRef;

  /** The pipeline that builds the image: start it once more, or add event rules to it. */
  public readonly pipeline: ImagePipeline;

  /** The infrastructure configuration: yours, or one created for this image. */
  public readonly infrastructureConfiguration: interfaces.IInfrastructureConfigurationRef;

  /** The distribution configuration: yours, or one created for this image; not set if the image is not distributed. */
  public readonly distributionConfiguration?: interfaces.IDistributionConfigurationRef;

  /** The role with which Image Builder runs the workflows; not set if it uses the service-linked role. */
  public readonly executionRole?: iam.IRole;

  /** The log group of the builds: the one given, or a reference to the one that outlives the stack. */
  public readonly logGroup: logs.ILogGroup;

  /** The build in a deployment; not set with `buildOnDeploy: false`. */
  public readonly execution?: ImagePipelineExecution;

  private readonly hasGate: boolean;
  /** Whether a workflow of the library tags the released image. */
  private readonly isHeldBack: boolean;
  private status?: ImageStatus;

  /** The lifecycle policy for old images; not set if all images are kept. */
  public readonly lifecyclePolicy?: LifecyclePolicy;

  /** @throws if settings contradict each other or would have no effect */
  public constructor(scope: Construct, id: string, props: GoldenImageProps) {
    super(scope, id);
    markClass(this, GoldenImage.PROPERTY_INJECTION_ID);
    checkGoldenImage(this, props);
    const { buildOnDeploy = true } = props;

    this.imageRecipe = this.findImageRecipe(props);
    this.containerRecipe = this.findContainerRecipe(props);
    const recipe = (this.imageRecipe ?? this.containerRecipe)!;
    this.imageName = nameInRecipeArn(this.recipeArn);
    this.parameterName = props.parameterName ?? `${GOLDEN_IMAGES_PATH}${this.imageName}`;
    const parameter = this.releasedParameter(props);
    this.hasGate = props.gate !== undefined;
    // A rule by age alone may match the newest image, so it must spare the released one. A released container image always has its tag.
    const sparesReleased = parameter === undefined && (props.retention?.some((rule) => rule.reachesNewest) ?? false);
    if (sparesReleased && !buildOnDeploy) warnOfUntaggedImage(this);
    this.isHeldBack = this.hasGate || props.approval !== undefined || parameter !== undefined || sparesReleased;
    const { parameterName, isHeldBack } = this;
    const names: GoldenNames = { imageName: this.imageName, parameterName, isHeldBack };
    reserveGoldenNames(this, names, props);
    this.infrastructureConfiguration = this.findInfrastructure(props);
    const keptLogGroup = props.logGroup ? undefined : new KeptLogGroup(this, this.imageName, props.logRetention ?? logs.RetentionDays.ONE_MONTH);
    this.logGroup = props.logGroup ?? keptLogGroup!.logGroup;
    const startedLogGroup = buildOnDeploy ? keptLogGroup?.properties : undefined;
    this.distributionConfiguration = props.distributionConfiguration ?? goldenDistribution(this, props, names);
    if (props.distributionConfiguration && this.imageRecipe) checkOwnDistribution(this, props.distributionConfiguration, parameterName);
    if (this.distributionConfiguration && parameter) checkOwnRepository(this, this.distributionConfiguration, parameter.repository);

    this.pipeline = new ImagePipeline(this, 'Pipeline', withoutUndefined({
      recipe,
      imagePipelineName: props.imagePipelineName,
      description: props.description,
      infrastructureConfiguration: this.infrastructureConfiguration,
      distributionConfiguration: this.distributionConfiguration,
      imageScanningConfiguration: goldenScan(props),
      schedule: props.schedule,
      enabled: props.enabled,
      workflows: props.workflows,
      executionRole: props.executionRole,
      imageTestsEnabled: props.imageTestsEnabled,
      enhancedImageMetadataEnabled: props.enhancedImageMetadataEnabled,
      imageLogGroup: this.logGroup,
      imageTags: props.imageTags,
      gate: props.gate,
      approval: props.approval,
      _goldenImage: { isHeldBack, sparesReleased, parameterName, parameter, isStarted: buildOnDeploy, keptLogGroup: startedLogGroup },
    }));
    if (this.imageRecipe) warnOfOtherWriters(this);
    this.executionRole = this.pipeline.executionRole;
    // Constructs that take a pipeline find the facts about it at its resource.
    this.node.defaultChild = this.pipeline.node.defaultChild;

    if (buildOnDeploy) this.execution = this.build(props);
    else keptLogGroup?.addResource();
    this.lifecyclePolicy = this.retain(props, sparesReleased);
  }

  /** A reference to the pipeline: you can pass a golden image wherever a pipeline is accepted. */
  public get imagePipelineRef(): interfaces.ImagePipelineReference {
    return this.pipeline.imagePipelineRef;
  }

  /** The account and Region of the pipeline. */
  public get env(): ResourceEnvironment {
    return this.pipeline.env;
  }

  /** The principal that grants to the build instances go to. */
  public get grantPrincipal(): iam.IPrincipal {
    const { infrastructureConfiguration: infrastructure } = this;
    return InfrastructureConfiguration.isInfrastructureConfiguration(infrastructure)
      ? infrastructure.grantPrincipal
      : new iam.UnknownPrincipal({ resource: this });
  }

  /**
   * The network connections of the build instances.
   *
   * @throws if there is neither a VPC nor a security group
   */
  public get connections(): ec2.Connections {
    const { infrastructureConfiguration: infrastructure } = this;
    if (InfrastructureConfiguration.isInfrastructureConfiguration(infrastructure)) return infrastructure.connections;
    throw new ValidationError(this, 'The connections of an infrastructure configuration are known only for an InfrastructureConfiguration: use the security groups instead.');
  }

  /**
   * The newest good AMI, for instances, launch templates and Auto Scaling groups. Its id is read from the parameter at each
   * deployment or each launch. Resources that use it are deployed after the first build, or with `waitForImage: false` as
   * soon as that build has started.
   *
   * The stack may be in any Region of `amiDistributions`, and gets the AMI of that Region. In the stack of the golden image
   * itself, the id can only be read at launch.
   *
   * @throws if the golden image is a container image, or its AMI is not distributed to the Region of the stack
   */
  public toMachineImage(options: GoldenMachineImageOptions = {}): ec2.IMachineImage {
    if (!this.imageRecipe) {
      throw new ValidationError(this, 'A container image cannot start an instance: use the URI in the parameter \'parameterName\'.');
    }
    return new ParameterMachineImage(this, {
      ...options,
      resolveAtLaunch: options.resolveAtLaunch ?? false,
      parameterName: this.parameterName,
      imageRecipeArn: this.recipeArn,
      regions: this.parameterRegions,
      regionAdvice: (region) => regionAdvice(this, region),
      firstBuild: this.execution,
    });
  }

  /**
   * A rule for images that the gate refuses, whoever started the build: a deployment, the schedule or a person. Delivery is
   * best effort.
   *
   * The event is a status change of an execution of the stack's state machine. `detail.input` holds the ARN of the image,
   * and `detail.cause` says why the gate refuses it; so do the tags of the image.
   *
   * Use `pipeline.onImageFailed()` for builds that fail for any other reason.
   *
   * @param id id of the rule in the scope of the construct
   * @throws if there is no gate
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
   */
  public onImageRefused(id: string, options: events.OnEventOptions = {}): events.Rule {
    if (!this.hasGate) {
      throw new ValidationError(this, "No image is refused, because there is no gate: give the golden image a 'gate', or use onImageFailed() of its pipeline.");
    }
    return refusedImagesRule(this, id, ImageBuilderProvider.of(this)._stateMachineArn(), this.imageName, options);
  }

  /**
   * Images that became available. A `PipelineMonitor` publishes it.
   *
   * @param options by default the sum over 5 minutes
   */
  public metricImagesAvailable(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.pipeline.metricImagesAvailable(options);
  }

  /**
   * Builds that failed, except those that a gate refused. A `PipelineMonitor` publishes it.
   *
   * @param options by default the sum over 5 minutes
   */
  public metricImagesFailed(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.pipeline.metricImagesFailed(options);
  }

  /**
   * Images that the gate refused. A `PipelineMonitor` publishes it.
   *
   * @param options by default the sum over 5 minutes
   */
  public metricImagesRefused(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.pipeline.metricImagesRefused(options);
  }

  /**
   * Duration of a build in minutes, whether or not it succeeded. A `PipelineMonitor` publishes it.
   *
   * @param options by default the average over 5 minutes
   */
  public metricBuildMinutes(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.pipeline.metricBuildMinutes(options);
  }

  /**
   * Critical findings of the scan of an image. A `PipelineMonitor` publishes it.
   *
   * @param options by default the maximum over 5 minutes
   */
  public metricFindingsCritical(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.pipeline.metricFindingsCritical(options);
  }

  /**
   * High findings of the scan of an image. A `PipelineMonitor` publishes it.
   *
   * @param options by default the maximum over 5 minutes
   */
  public metricFindingsHigh(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.pipeline.metricFindingsHigh(options);
  }

  /**
   * Age of the released image in hours; without one, the age of the pipeline. A `PipelineMonitor` publishes it.
   *
   * @param options by default the maximum over 5 minutes
   */
  public metricImageAgeHours(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.pipeline.metricImageAgeHours(options);
  }

  /**
   * Workflow steps that wait for a person. A `PipelineMonitor` publishes it.
   *
   * @param options by default the maximum over 5 minutes
   */
  public metricWaitingSteps(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.pipeline.metricWaitingSteps(options);
  }

  /**
   * Adds stack outputs for the ten attributes of the deployed build that matter (with `buildOnDeploy: false`, of the newest
   * image), and one for the name of the parameter; or only the attributes that you choose.
   *
   * @throws if the stack already has outputs of these names; give another `prefix`
   */
  public addOutputs(options: StatusOutputsOptions = {}): void {
    const prefix = options.prefix ?? this.node.id.replace(/[^A-Za-z0-9]/g, '');
    const status = this.execution ?? (this.status ??= new ImageStatus(this, 'Status', { pipeline: this.pipeline }));
    status.addOutputs({ ...options, prefix });
    if (!options.only) new CfnOutput(Stack.of(this), `${prefix}ParameterName`, { value: this.parameterName });
  }

  /** The Regions that have the parameter in the account of the stack; unknown if the distribution is imported. */
  private get parameterRegions(): string[] | undefined {
    const parameters = this.distributionConfiguration && factsOf(this.distributionConfiguration).parameters;
    return parameters?.filter(({ parameterName }) => parameterName === this.parameterName).map(({ region }) => region);
  }

  private get recipeArn(): string {
    return this.imageRecipe?.imageRecipeRef.imageRecipeArn ?? this.containerRecipe!.containerRecipeRef.containerRecipeArn;
  }

  private findImageRecipe({ recipe, baseImage, ...props }: GoldenImageProps): interfaces.IImageRecipeRef | undefined {
    if (recipe) return 'imageRecipeRef' in recipe ? recipe : undefined;
    return baseImage && new ImageRecipe(this, 'Recipe', withoutUndefined({
      baseImage,
      imageRecipeName: props.imageName ?? generatedName(this),
      description: props.description,
      components: props.components,
      blockDevices: props.blockDevices,
    }));
  }

  private findContainerRecipe({ recipe, baseContainerImage, ...props }: GoldenImageProps): interfaces.IContainerRecipeRef | undefined {
    if (recipe) return 'containerRecipeRef' in recipe ? recipe : undefined;
    return baseContainerImage && new ContainerRecipe(this, 'Recipe', withoutUndefined({
      baseImage: baseContainerImage,
      targetRepository: props.targetRepository!,
      containerRecipeName: props.imageName ?? generatedName(this),
      description: props.description,
      components: props.components,
      dockerfile: props.dockerfile,
    }));
  }

  private findInfrastructure(props: GoldenImageProps): interfaces.IInfrastructureConfigurationRef {
    const { instanceTypes, vpc, subnetSelection, securityGroups } = props;
    return props.infrastructureConfiguration
      ?? new InfrastructureConfiguration(this, 'InfrastructureConfiguration', withoutUndefined({ instanceTypes, vpc, subnetSelection, securityGroups }));
  }

  /** The parameter that the release writes: that of a container image, which Image Builder itself cannot write. */
  private releasedParameter({ targetRepository }: GoldenImageProps): ReleasedContainerParameter | undefined {
    if (!this.containerRecipe) return undefined;
    const repository = targetRepository ?? factsOf(this.containerRecipe).recipe?.targetRepository;
    if (!repository) {
      throw new ValidationError(this, `The repository of the container recipe '${this.containerRecipe.node.path}' is not known, but the parameter must name the image in it: give a ContainerRecipe of the app.`);
    }
    return { parameterName: this.parameterName, repository };
  }

  private build({ trigger, waitForImage, timeout, onFailure, waitForScan }: GoldenImageProps): ImagePipelineExecution {
    const props = withoutUndefined({ trigger, waitForImage, timeout, onFailure, waitForScan });
    return new ImagePipelineExecution(this, 'Execution', { pipeline: this.pipeline, ...props });
  }

  private retain({ retention }: GoldenImageProps, sparesReleased: boolean): LifecyclePolicy | undefined {
    const policy = retention && new LifecyclePolicy(this, 'LifecyclePolicy', withoutUndefined({
      recipes: [(this.imageRecipe ?? this.containerRecipe)!],
      details: retention,
      executionRole: ServiceRole.sharedForLifecycle(this),
      protectedImageTags: this.isHeldBack ? { [RELEASE_TAG]: 'RELEASED' } : undefined,
    }));
    // By then, the image in use has the tag that the policy spares.
    if (policy && this.execution && sparesReleased) policy.node.addDependency(this.execution);
    return policy;
  }
}
