import { CfnResource, Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct, IConstruct } from 'constructs';
import { RESPONSE_URL_KEY_VARIABLE, RESPONSE_URL_READER_VARIABLE } from '../contract/contract';
import { ReleaseProperty } from '../contract/release';
import { ImageScope, ProviderPolicy, ReleasedImages, StartedPipeline } from './private/provider-policy';
import { ProviderStateMachine } from './private/state-machine';
import { quoted } from '../private/checks/callers-language';
import { onValidation } from '../private/checks/on-validation';
import { ValidationError } from '../private/checks/validation-error';
import { lazyDependable, resourcesExcept } from '../private/facts/dependencies';
import { propertyOverride } from '../private/facts/property-override';
import { endpointsWithin } from '../private/facts/vpc-endpoints';
import { functionLogGroup } from '../private/functions/function-log-group';
import { checkFunctionOptions } from '../private/functions/function-options';
import { functionRole } from '../private/functions/function-role';
import { LibraryFunction } from '../private/functions/library-function';
import { acknowledgeFinding } from '../private/iam/acknowledge-finding';

/** Options of the function and the state machine that serve a stack. */
export interface ImageBuilderProviderOptions {
  /**
   * VPC in which the function runs. The Image Builder API and the S3 buckets for responses to CloudFormation must be reachable
   * from it. Waiting for builds also needs Secrets Manager and Step Functions. A `GoldenImage` also needs CloudWatch Logs, and
   * if it is a container image, Systems Manager and Amazon ECR. An `InspectorActivation` needs Amazon Inspector.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html
   * @default - the function runs outside of your VPCs
   */
  readonly vpc?: ec2.IVpc;
  /**
   * The subnets in which the function runs. They need a route to these services, through a NAT gateway or endpoints.
   *
   * @default - the private subnets
   */
  readonly vpcSubnets?: ec2.SubnetSelection;
  /**
   * Security groups of the function in the VPC.
   *
   * @default - a new one that allows all outbound and no inbound traffic
   */
  readonly securityGroups?: ec2.ISecurityGroup[];
  /**
   * Customer managed key that encrypts the logs, and the response URLs of open requests. If the key belongs to the app, its
   * policy is extended so that CloudWatch Logs may use it.
   *
   * @default - keys that the services own
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * Reserved concurrency of the function, which is also its maximum: at least 1.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   * @default - none; the function shares the account's executions
   */
  readonly reservedConcurrentExecutions?: number;
  /**
   * Dead-letter queue for requests that the function failed to process. It keeps their response URLs: whoever reads one can
   * answer CloudFormation in place of the function.
   *
   * @default - none
   */
  readonly deadLetterQueue?: sqs.IQueue;
  /**
   * How long the logs are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;
  /**
   * Permissions boundary of the roles.
   *
   * @default - none
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;
}

/** The permissions of the function that a construct needs. */
interface ProviderPermissions {
  /** The name of the pipeline whose images it lists. */
  readonly lists?: string;
  readonly reads?: ImageScope;
  readonly starts?: StartedPipeline;
  readonly releases?: ReleasedImages;
  /** Whether it creates the log groups of builds, and sets their retention. */
  readonly keepsLogs?: boolean;
  /** Whether it activates Amazon Inspector. */
  readonly activatesInspector?: boolean;
}

/** A custom resource that the function serves. */
interface ProvidedResource {
  readonly type: string;
  /** How long CloudFormation waits for a response. */
  readonly timeout: Duration;
  readonly properties: object;
}

const PROVIDER_ID = 'CdkImageBuilderProvider';
const STATE_MACHINE_ID = 'StateMachine';
const SEE_QUOTAS = 'https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html';
/** Of the 256 KiB that Step Functions passes to the function; the rest is for the image and the state of its step. */
const MAX_RELEASES_BYTES = 250_000;

/** The time-out of the function: reading takes seconds, and the rest allows for retries of throttled calls. */
const FUNCTION_TIMEOUT = Duration.minutes(2);

/** The function of a stack that reads statuses and starts builds, with its role, logs and state machine. */
export class ImageBuilderProvider extends Construct {
  /**
   * Configures the function of a stack. Call it once for each stack, before or after its first status. The stack has the
   * function from then on, even if nothing in it needs one.
   *
   * @param scope the stack, or any construct in it
   * @param options VPC, encryption key, dead-letter queue, log retention and others
   * @throws if the provider of the stack is already configured
   *
   * @example
   * import { Stack } from 'aws-cdk-lib';
   * import * as ec2 from 'aws-cdk-lib/aws-ec2';
   * import * as logs from 'aws-cdk-lib/aws-logs';
   * import { ImageBuilderProvider } from 'cdk-image-builder';
   *
   * declare const stack: Stack;
   * declare const vpc: ec2.Vpc;
   * ImageBuilderProvider.configure(stack, {
   *   vpc,
   *   logRetention: logs.RetentionDays.ONE_YEAR,
   * });
   */
  public static configure(scope: Construct, options: ImageBuilderProviderOptions): void {
    const provider = ImageBuilderProvider.of(scope);
    if (provider.configured) {
      throw new ValidationError(scope, `The provider of the stack ${quoted(Stack.of(scope).stackName)} is already configured: call ImageBuilderProvider.configure() once for each stack.`);
    }
    checkFunctionOptions(scope, options);
    provider.configured = true;
    provider.build(options);
  }

  /**
   * The provider of a stack, for alarms, log queries and permissions on its parts. The stack gets one if it has none.
   *
   * Call `configure()` first: it replaces the function, the state machine and the log group.
   *
   * @param scope the stack, or any construct in it
   *
   * @example
   * import { Stack } from 'aws-cdk-lib';
   * import { ImageBuilderProvider } from 'cdk-image-builder';
   *
   * declare const stack: Stack;
   * const provider = ImageBuilderProvider.of(stack);
   * provider.metricErrors().createAlarm(stack, 'ProviderErrors', { threshold: 1, evaluationPeriods: 1 });
   */
  public static of(scope: IConstruct): ImageBuilderProvider {
    const stack = Stack.of(scope);
    return stack.node.tryFindChild(PROVIDER_ID) as ImageBuilderProvider | undefined ?? new ImageBuilderProvider(stack);
  }

  /** The `ServiceToken` of custom resources that the function serves. */
  public readonly serviceToken: string;

  private readonly policy = new ProviderPolicy(this);
  private readonly releases: ReleaseProperty[] = [];
  private configured = false;
  private hasStateMachine = false;
  private options!: ImageBuilderProviderOptions;
  private providerLogGroup!: logs.LogGroup;
  private role!: iam.Role;
  private providerFunction!: lambda.Function;
  private providerStateMachine?: ProviderStateMachine;

  private constructor(stack: Stack) {
    super(stack, PROVIDER_ID);
    this.serviceToken = Lazy.string({ produce: () => this.providerFunction.functionArn });
    this.build({});
    onValidation(this, () => [...this.validateNetwork(), ...this.validateReleases()]);
  }

  /** The function that answers CloudFormation, and runs the steps of releases. */
  public get function(): lambda.IFunction {
    return this.providerFunction;
  }

  /** The state machine that waits for builds, and holds images back until their gate has passed. */
  public get stateMachine(): sfn.IStateMachine {
    const existing = this.node.tryFindChild(STATE_MACHINE_ID) as sfn.IStateMachine | undefined;
    return existing ?? sfn.StateMachine.fromStateMachineArn(this, STATE_MACHINE_ID, this._stateMachineArn());
  }

  /** The log group of the function. */
  public get logGroup(): logs.ILogGroup {
    return this.providerLogGroup;
  }

  /**
   * Errors of the function: it crashed, or reached its time-out. A failed build or a refused image is not one.
   *
   * @param options by default the sum over 5 minutes
   */
  public metricErrors(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.function.metricErrors(options);
  }

  /**
   * Throttled invocations of the function: the account has too few concurrent executions left.
   *
   * @param options by default the sum over 5 minutes
   */
  public metricThrottles(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.function.metricThrottles(options);
  }

  /**
   * Failed executions of the state machine. A refused image fails its execution, too.
   *
   * @param options by default the sum over 5 minutes
   */
  public metricExecutionsFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stateMachine.metricFailed(options);
  }

  /**
   * Adds a custom resource that the function serves. The function has its permissions, and the endpoints of its VPC, before the
   * resource is created and until it is deleted.
   *
   * It is an L1, because nothing that `CustomResource` adds is needed here and a stack may hold hundreds.
   *
   * @internal
   */
  public _customResource(scope: Construct, id: string, { type, timeout, properties }: ProvidedResource): CfnResource {
    const resource = new CfnResource(scope, id, {
      type,
      properties: { ServiceToken: this.serviceToken, ServiceTimeout: timeout.toSeconds().toString(), ...properties },
    });
    resource.applyRemovalPolicy(RemovalPolicy.DESTROY);
    const machine = 'StateMachineArn' in properties ? this : undefined;
    resource.node.addDependency(lazyDependable(() => resourcesExcept([this.providerFunction, machine?.providerStateMachine], this.dependencies())));
    return resource;
  }

  /**
   * The ARN of the state machine that waits for images. The stack gets one with the first call.
   *
   * @internal
   */
  public _stateMachineArn(): string {
    if (!this.hasStateMachine) {
      this.hasStateMachine = true;
      this.policy.allowWaiting();
      this.addStateMachine();
    }
    return Lazy.string({ produce: () => this.providerStateMachine!.stateMachineArn });
  }

  /**
   * Allows the function to read images, list the images of a pipeline, start builds of a pipeline, release images, or keep the
   * logs of builds.
   *
   * @internal
   */
  public _allow({ lists, reads, starts, releases, keepsLogs, activatesInspector }: ProviderPermissions): void {
    if (activatesInspector) this.policy.allowActivatingInspector();
    if (keepsLogs) this.policy.allowKeepingLogs();
    if (lists) this.policy.allowListingImagesOf(lists);
    if (reads) this.policy.allowReadingImages(reads);
    if (starts) this.policy.allowStarting(starts);
    if (!releases) return;
    this.releases.push(releases.release);
    this.policy.allowReleasing(releases);
    this._stateMachineArn();
  }

  /** Without its endpoints, a function in a VPC could answer no request. */
  private dependencies(): IConstruct[] {
    const { vpc } = this.options;
    return [this, ...vpc ? endpointsWithin(this, vpc) : []];
  }

  private addStateMachine(): void {
    this.providerFunction.addEnvironment(RESPONSE_URL_READER_VARIABLE, this.role.roleArn);
    if (this.options.encryptionKey) this.providerFunction.addEnvironment(RESPONSE_URL_KEY_VARIABLE, this.options.encryptionKey.keyArn);
    this.providerStateMachine = new ProviderStateMachine(this, 'Waiting', {
      function: this.providerFunction,
      logGroup: functionLogGroup(this, `${Stack.of(this).stackName}/state-machine`, this.options),
      permissionsBoundary: this.options.permissionsBoundary,
      releases: () => this.releases,
    });
  }

  /** Rejects a function that an Aspect or an override put into a VPC, for which it has neither permissions nor routes. */
  private validateNetwork(): string[] {
    const resource = this.providerFunction.node.defaultChild as lambda.CfnFunction;
    if (this.options.vpc || (propertyOverride(resource, 'VpcConfig') ?? resource.vpcConfig) === undefined) return [];
    return [`An Aspect or an override puts the function of cdk-image-builder, '${this.providerFunction.node.path}', into a VPC, where its role may not create the network interface: leave the function out, and set 'vpc' by ImageBuilderProvider.configure().`];
  }

  /** Rejects releases that are too long for the state machine, which passes all of them to the function. */
  private validateReleases(): string[] {
    const stack = Stack.of(this);
    const { length } = Buffer.from(JSON.stringify(stack.resolve(this.releases)));
    if (length <= MAX_RELEASES_BYTES) return [];
    return [`The gates and parameters of the images that stack ${quoted(stack.node.path)} releases take ${length} bytes, and at most ${MAX_RELEASES_BYTES} fit into the input of its state machine: use fewer exceptions, or move some images into another stack. See ${SEE_QUOTAS}`];
  }

  /** Creates the resources, replacing earlier ones. */
  private build(options: ImageBuilderProviderOptions): void {
    this.node.children.forEach((child) => this.node.tryRemoveChild(child.node.id));
    this.options = options;

    const logGroup = this.providerLogGroup = new logs.LogGroup(this, 'LogGroup', functionLogGroup(this, Stack.of(this).stackName, options));

    const role = this.role = functionRole(this, 'Reads the status of EC2 Image Builder images for CloudFormation', options);
    const policy = this.policy.build({
      role, logGroup, inVpc: options.vpc !== undefined, deadLetterQueue: options.deadLetterQueue, encryptionKey: options.encryptionKey,
    });

    this.providerFunction = new LibraryFunction(this, 'Function', {
      bundle: 'runtime',
      description: 'Returns the status of EC2 Image Builder images to CloudFormation',
      timeout: FUNCTION_TIMEOUT,
      role,
      logGroup,
      options,
    });
    // Lambda rejects a function in a VPC, or with a queue, if its role may not use them yet.
    this.providerFunction.node.addDependency(policy);
    if (!options.deadLetterQueue) {
      acknowledgeFinding(this.providerFunction.node.defaultChild, 'Serverless-LambdaDLQ',
        'CloudFormation itself reports a request that was not answered, and a queue would keep its response URL, which is a credential.');
    }
    if (this.hasStateMachine) this.addStateMachine();
  }
}
