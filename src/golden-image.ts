import { CfnOutput, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { PUBLISHED_TAG } from './contract/contract';
import { GoldenImageProps } from './golden-image/golden-image-props';
import { GoldenMachineImageOptions } from './golden-image/golden-machine-image-options';
import { goldenDistribution } from './golden-image/private/golden-distribution';
import { checkGoldenImage } from './golden-image/private/golden-image-rules';
import { logGroupName } from './golden-image/private/log-group-name';
import { refusedImagesRule } from './golden-image/private/refused-images-rule';
import { reserveName } from './golden-image/private/reserved-names';
import { InfrastructureConfiguration } from './infrastructure/infrastructure-configuration';
import { LifecyclePolicy } from './infrastructure/lifecycle-policy';
import { ImagePipeline } from './pipeline/image-pipeline';
import { ImagePipelineExecution } from './pipeline/image-pipeline-execution';
import { ParameterMachineImage } from './pipeline/parameter-machine-image';
import { generatedName } from './private/checks/names';
import { ValidationError } from './private/checks/validation-error';
import { nameInRecipeArn } from './private/facts/image-name';
import { ServiceRole } from './private/iam/service-role';
import { ImageBuilderProvider } from './provider/image-builder-provider';
import { ContainerRecipe } from './recipe/container-recipe';
import { ImageRecipe } from './recipe/image-recipe';
import { ImagePublisher } from './release/image-publisher';
import { ImageScanningConfiguration } from './scanning/image-scanning-configuration';
import { ImageStatus } from './status/image-status';
import { StatusOutputsOptions } from './status/image-status-base';
import { OnFailure } from './status/on-failure';
import { checkGate } from './status/readable-scan';

/** Below it the managed policies of Image Builder let it write parameters. */
const PARAMETER_PATH = '/imagebuilder/';

/**
 * An image that a team starts its instances or containers from: built when the stack is deployed and by a schedule,
 * scanned, held back by a gate, and published to an SSM parameter that never names a refused image.
 *
 * Image Builder itself publishes where its own promise suffices: an AMI without a gate, which it publishes once its tests
 * have passed, and with the condition of `ImageScanningConfiguration.onDemandAmi()` also its scan. With a gate, with a
 * `retention` rule that goes by age alone, for container images, and for a parameter that does not begin with
 * `/imagebuilder/`, the stack's function publishes: in a deployment, and after each other build of the pipeline.
 *
 * It costs what Image Builder uses (instances while they build, images and logs that are kept), and next to nothing for the
 * function and the state machine. A scan costs, and there is none until it or a gate is asked for.
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
export class GoldenImage extends Construct implements iam.IGrantable, ec2.IConnectable {
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

  /** The infrastructure configuration given, or the one made for this image. */
  public readonly infrastructureConfiguration: interfaces.IInfrastructureConfigurationRef;

  /** The distribution configuration given, or the one made for this image; not set where it stays where it is built. */
  public readonly distributionConfiguration?: interfaces.IDistributionConfigurationRef;

  /** The role with which Image Builder runs the workflows; not set where that is the service-linked role. */
  public readonly executionRole?: iam.IRole;

  /** The log group of the builds. */
  public readonly logGroup: logs.ILogGroup;

  /** The build in a deployment; not set with `buildOnDeploy: false`. */
  public readonly execution?: ImagePipelineExecution;

  /** The rule that has images published which no deployment builds; not set where Image Builder itself publishes. */
  public readonly publishRule?: events.CfnRule;

  /** What happens to old images; not set where all are kept. */
  public readonly lifecyclePolicy?: LifecyclePolicy;

  /** @throws if settings contradict each other, or would be ignored */
  public constructor(scope: Construct, id: string, props: GoldenImageProps) {
    super(scope, id);
    checkGoldenImage(this, props);
    const { buildOnDeploy = true } = props;

    this.imageRecipe = this.findImageRecipe(props);
    this.containerRecipe = this.findContainerRecipe(props);
    const recipe = (this.imageRecipe ?? this.containerRecipe)!;
    this.imageName = nameInRecipeArn(this.recipeArn);
    this.parameterName = props.parameterName ?? `${PARAMETER_PATH}${this.imageName}`;
    reserveName(this, 'parameter', this.parameterName, `give one of them another ${props.imageName && !props.parameterName ? "'imageName' or " : ''}'parameterName'`);
    if (!props.logGroup) reserveName(this, 'log group of images named', this.imageName, "give one of them a 'logGroup'");
    this.infrastructureConfiguration = this.findInfrastructure(props);
    this.logGroup = props.logGroup ?? new logs.LogGroup(this, 'LogGroup', {
      logGroupName: logGroupName(this, this.imageName),
      retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      // One that stays after the rollback of an update that made it would be in the way of the next try.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const isPublishedByService = this.isPublishedByService(props);
    this.distributionConfiguration = props.distributionConfiguration
      ?? goldenDistribution(this, props, { parameterName: this.parameterName, isPublishedByService });

    this.pipeline = new ImagePipeline(this, 'Pipeline', {
      recipe,
      description: props.description,
      infrastructureConfiguration: this.infrastructureConfiguration,
      distributionConfiguration: this.distributionConfiguration,
      imageScanningConfiguration: this.scanning(props),
      schedule: props.schedule,
      enabled: props.enabled,
      workflows: props.workflows,
      executionRole: props.executionRole,
      imageTestsEnabled: props.imageTestsEnabled,
      enhancedImageMetadataEnabled: props.enhancedImageMetadataEnabled,
      imageLogGroup: this.logGroup,
      imageTags: props.imageTags,
    });
    this.executionRole = this.pipeline.executionRole;

    if (isPublishedByService) this.letServicePublish(props);
    else this.publishRule = this.publish(props);
    if (buildOnDeploy) this.execution = this.build(props, isPublishedByService);
    else if (props.gate) checkGate(this, props.gate, this.pipeline, OnFailure.FAIL_DEPLOYMENT);
    this.lifecyclePolicy = this.retain(props);
  }

  /** Who receives what is granted to the build instances. */
  public get grantPrincipal(): iam.IPrincipal {
    const { infrastructureConfiguration: infrastructure } = this;
    return infrastructure instanceof InfrastructureConfiguration ? infrastructure.grantPrincipal : new iam.UnknownPrincipal({ resource: this });
  }

  /**
   * The network connections of the build instances.
   *
   * @throws if there is neither a VPC nor a security group
   */
  public get connections(): ec2.Connections {
    if (this.infrastructureConfiguration instanceof InfrastructureConfiguration) return this.infrastructureConfiguration.connections;
    throw new ValidationError(this, 'The connections of an infrastructure configuration that is no InfrastructureConfiguration are not known: take its security groups.');
  }

  /**
   * The newest good AMI, for instances, launch templates and Auto Scaling groups. Its id is read from the parameter when a
   * stack is deployed, or when an instance is launched; what uses it is deployed after the first build.
   *
   * In the stack of the golden image itself it can only be read at launch.
   *
   * @throws if it is a container image
   */
  public toMachineImage(options: GoldenMachineImageOptions = {}): ec2.IMachineImage {
    if (!this.imageRecipe) {
      throw new ValidationError(this, 'A container image starts no instance: take the URI in the parameter \'parameterName\'.');
    }
    return new ParameterMachineImage(this, {
      ...options,
      resolveAtLaunch: options.resolveAtLaunch ?? false,
      parameterName: this.parameterName,
      imageRecipeArn: this.recipeArn,
      firstBuild: this.execution,
    });
  }

  /**
   * A rule for images that are not published: the gate refused them, or they could not be judged. It is for builds of the
   * schedule, too, which no deployment reports. Delivery is best effort.
   *
   * The event is a status change of an execution of the stack's state machine. `detail.input` holds the ARN of the image;
   * the reason is the cause of the execution `detail.executionArn`, as `DescribeExecution` of Step Functions returns it.
   *
   * For builds that fail there is `pipeline.onImageFailed()`.
   *
   * @param id id of the rule in the scope of the construct
   * @throws if Image Builder itself publishes each image, as it does with neither a gate nor a container image
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
   */
  public onImageRefused(id: string, options: events.OnEventOptions = {}): events.Rule {
    if (!this.publishRule) {
      throw new ValidationError(this, "No image is refused, since there is no gate: give it a 'gate', or take onImageFailed() of its pipeline.");
    }
    return refusedImagesRule(this, id, ImageBuilderProvider._of(this)._stateMachineArn(), this.imageName, options);
  }

  /**
   * Adds one stack output for each attribute of the build in the deployment, or with `buildOnDeploy: false` of the newest
   * image, and one for the name of the parameter.
   *
   * @throws an error if the stack has such outputs already: give another `prefix`.
   */
  public addOutputs(options: StatusOutputsOptions = {}): void {
    const prefix = options.prefix ?? this.node.id.replace(/[^A-Za-z0-9]/g, '');
    const status = this.execution ?? new ImageStatus(this, 'Status', { pipeline: this.pipeline });
    status.addOutputs({ prefix });
    new CfnOutput(Stack.of(this), `${prefix}ParameterName`, { value: this.parameterName });
  }

  private get recipeArn(): string {
    return this.imageRecipe?.imageRecipeRef.imageRecipeArn ?? this.containerRecipe!.containerRecipeRef.containerRecipeArn;
  }

  private findImageRecipe({ recipe, baseImage, ...props }: GoldenImageProps): interfaces.IImageRecipeRef | undefined {
    if (recipe) return 'imageRecipeRef' in recipe ? recipe : undefined;
    return baseImage && new ImageRecipe(this, 'Recipe', {
      baseImage,
      imageRecipeName: props.imageName ?? generatedName(this),
      description: props.description,
      components: props.components,
      blockDevices: props.blockDevices,
    });
  }

  private findContainerRecipe({ recipe, baseContainerImage, ...props }: GoldenImageProps): interfaces.IContainerRecipeRef | undefined {
    if (recipe) return 'containerRecipeRef' in recipe ? recipe : undefined;
    return baseContainerImage && new ContainerRecipe(this, 'Recipe', {
      baseImage: baseContainerImage,
      targetRepository: props.targetRepository!,
      containerRecipeName: props.imageName ?? generatedName(this),
      description: props.description,
      components: props.components,
      dockerfile: props.dockerfile,
    });
  }

  private findInfrastructure(props: GoldenImageProps): interfaces.IInfrastructureConfigurationRef {
    const { instanceTypes, vpc, subnetSelection, securityGroups } = props;
    return props.infrastructureConfiguration
      ?? new InfrastructureConfiguration(this, 'InfrastructureConfiguration', { instanceTypes, vpc, subnetSelection, securityGroups });
  }

  /** A gate asks for a scan. */
  private scanning({ imageScanningConfiguration, gate }: GoldenImageProps): ImageScanningConfiguration | undefined {
    if (imageScanningConfiguration || !gate) return imageScanningConfiguration;
    return this.imageRecipe ? ImageScanningConfiguration.testInstance() : ImageScanningConfiguration.container();
  }

  /** Can Image Builder itself write the parameter, and only for good images that stay? */
  private isPublishedByService({ gate, distributionConfiguration, retention = [] }: GoldenImageProps): boolean {
    const mayWrite = !Token.isUnresolved(this.parameterName) && this.parameterName.startsWith(PARAMETER_PATH);
    // An image that goes by its age alone needs the mark of what the parameter names.
    const stays = !retention.some((rule) => rule._reachesNewest);
    return this.imageRecipe !== undefined && !gate && !distributionConfiguration && mayWrite && stays;
  }

  /** Roles that Image Builder makes or recommends may write the parameter already. */
  private letServicePublish({ executionRole }: GoldenImageProps): void {
    executionRole?.addToPrincipalPolicy(new iam.PolicyStatement({
      actions: ['ssm:PutParameter'],
      resources: [Stack.of(this).formatArn({ service: 'ssm', resource: 'parameter', resourceName: this.parameterName.slice(1) })],
    }));
  }

  private publish({ gate, waitForScan, buildOnDeploy = true }: GoldenImageProps): events.CfnRule {
    return new ImagePublisher(this, 'Publisher', {
      pipeline: this.pipeline,
      imageName: this.imageName,
      parameterName: this.parameterName,
      gate: gate?._render(),
      waitForScan,
      starts: buildOnDeploy,
    }).rule;
  }

  private build({ trigger, timeout, gate, onFailure, waitForScan }: GoldenImageProps, isPublishedByService: boolean): ImagePipelineExecution {
    return new ImagePipelineExecution(this, 'Execution', {
      pipeline: this.pipeline,
      trigger,
      timeout,
      gate,
      onFailure,
      waitForScan,
      parameterName: isPublishedByService ? undefined : this.parameterName,
    });
  }

  private retain({ retention }: GoldenImageProps): LifecyclePolicy | undefined {
    return retention && new LifecyclePolicy(this, 'LifecyclePolicy', {
      recipes: [(this.imageRecipe ?? this.containerRecipe)!],
      details: retention,
      executionRole: ServiceRole.sharedForLifecycle(this),
      protectedImageTags: this.publishRule && { [PUBLISHED_TAG]: 'true' },
    });
  }
}
