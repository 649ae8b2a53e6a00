import { ArnFormat, Aws, Fn, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { stateMachineName } from './state-machine';
import {
  CANCELLED_TAG, REQUESTED_AT_TAG, RESPONSE_URL_SECRET_PREFIX, RESPONSE_URL_TAG, REUSED_BY_TAG, TRIGGER_TAG,
} from '../../contract/contract';
import {
  FINDINGS_TAG, GATE_EXCEPTIONS_TAG, GATE_REASON_TAG, GATE_STATUS_TAG, LAST_VERDICT_TAG, RELEASE_FAILURE_TAG, RELEASE_TAG, ReleaseProperty,
  SUPERSEDED_BY_TAG,
} from '../../contract/release';
import { openLogGroups } from '../../private/checks/log-group';
import { allowReadingSteps, allowRunning, READ_IMAGE_ACTIONS, UNKNOWN_IMAGES } from '../../private/iam/function-permissions';
import { ManagedPolicySet } from '../../private/iam/managed-policy-set';

/** The images of one name. */
export interface ImageScope {
  readonly name: string;
  /** The account that owns them, if it is another one: Amazon, or an account that shares its image. */
  readonly account?: string;
}

/** Settings of the function that need permissions besides reading images. */
export interface ProviderPolicyOptions {
  readonly role: iam.IRole;
  readonly logGroup: logs.ILogGroup;
  readonly inVpc: boolean;
  readonly deadLetterQueue?: sqs.IQueue;
  readonly encryptionKey?: kms.IKey;
}

/** A pipeline that the function starts, and its images. */
export interface StartedPipeline {
  readonly pipelineName: string;
  readonly imageName: string;
}

/** The images of a pipeline, or an image without one, that the function releases. */
export interface ReleasedImages {
  readonly release: ReleaseProperty;
  /** The repository of the released container images. */
  readonly repositoryArn?: string;
}

/** The tags of a build that is cancelled, or reused. */
const BUILD_TAGS = [CANCELLED_TAG, REUSED_BY_TAG, REQUESTED_AT_TAG];

/** The tags of a release. */
const RELEASE_TAGS = [GATE_STATUS_TAG, GATE_REASON_TAG, GATE_EXCEPTIONS_TAG, FINDINGS_TAG, RELEASE_TAG, SUPERSEDED_BY_TAG, RELEASE_FAILURE_TAG];

/** The actions that are allowed on one resource. */
interface Grant {
  readonly resource: string;
  readonly name: string;
  readonly conditions?: iam.Conditions;
  readonly wildcardReason?: string;
  readonly actions: Set<string>;
}

/**
 * The permissions of the function: customer managed policies, since several rule packs reject inline ones,
 * with each action scoped as narrowly as the service allows.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2imagebuilder.html
 */
export class ProviderPolicy {
  private readonly grants = new Map<string, Grant>();
  /** Begins with the name and the GUID of the stack, so that a later or earlier stack of this name does not match. */
  private readonly ownTriggers = `${Fn.select(1, Fn.split(':stack/', Aws.STACK_ID))}/*`;
  private waits = false;
  private activatesInspector = false;
  private options!: ProviderPolicyOptions;
  private policies!: ManagedPolicySet;

  public constructor(private readonly scope: Construct) {}

  /** Creates the policies for the permissions granted so far, and returns the policy that the function itself needs. */
  public build(options: ProviderPolicyOptions): iam.ManagedPolicy {
    this.options = options;
    this.policies = new ManagedPolicySet(this.scope, options.role, 'What the function that reads the status of EC2 Image Builder images may do');
    this.addFixedStatements();
    if (this.waits) this.addWaiting();
    if (this.activatesInspector) this.addActivation();
    this.grants.forEach((grant) => this.policies.allow({ ...grant, actions: [...grant.actions] }));
    return this.policies.first;
  }

  public allowReadingImages(image: ImageScope): void {
    this.allowOnImages(image, READ_IMAGE_ACTIONS);
  }

  public allowListingImagesOf(pipelineName: string): void {
    this.allowOnPipeline(pipelineName, ['imagebuilder:ListImagePipelineImages']);
  }

  /** Allows the function to start and stop waits, and to store the response URL of a request until it is used. */
  public allowWaiting(): void {
    this.waits = true;
    this.addWaiting();
  }

  /** Allows the function to activate Amazon Inspector, once for the stack. */
  public allowActivatingInspector(): void {
    if (this.activatesInspector) return;
    this.activatesInspector = true;
    this.addActivation();
  }

  /** Allows the function to start a pipeline, and to cancel the builds that it started. */
  public allowStarting({ pipelineName, imageName }: StartedPipeline): void {
    const own = this.ownTriggers;
    this.allowOnPipeline(pipelineName, ['imagebuilder:ListImagePipelineImages', 'imagebuilder:GetImagePipeline', 'imagebuilder:StartImagePipelineExecution']);
    this.allowReadingImages({ name: imageName });
    // A start tags its image, which does not exist yet: the tags in the request say whose it is.
    this.allowOnImages({ name: imageName }, ['imagebuilder:TagResource'], { StringLike: { [`aws:RequestTag/${TRIGGER_TAG}`]: own } });
    // For any name and pipeline: the recipe may have had another name when the build started.
    const isOwn = { [`aws:ResourceTag/${TRIGGER_TAG}`]: own };
    const cancelling = ['imagebuilder:GetImage', 'imagebuilder:ListWorkflowExecutions', 'imagebuilder:CancelImageCreation'];
    this.allowOnImages({ name: '*' }, cancelling, { StringLike: isOwn });
    this.allowOnImages({ name: '*' }, ['imagebuilder:TagResource'], { 'StringLike': isOwn, 'ForAllValues:StringEquals': { 'aws:TagKeys': BUILD_TAGS } });
  }

  /** Allows the function to evaluate, mark and publish the images of a pipeline, or an image without one. */
  public allowReleasing({ release: { ImageName, PipelineName, Gate, Parameter }, repositoryArn }: ReleasedImages): void {
    if (PipelineName !== undefined) this.allowListingImagesOf(PipelineName);
    if (PipelineName !== undefined && Gate) {
      this.allowOnPipeline(PipelineName, ['imagebuilder:TagResource'], { 'ForAllValues:StringEquals': { 'aws:TagKeys': [LAST_VERDICT_TAG] } });
    }
    this.allowReadingImages({ name: ImageName });
    // An image that a schedule or a person started lacks the stack's tag: its name shows that it is the stack's, and it gets these tags only.
    this.allowOnImages({ name: ImageName }, ['imagebuilder:TagResource', 'imagebuilder:UntagResource'], { 'ForAllValues:StringEquals': { 'aws:TagKeys': RELEASE_TAGS } });
    if (Parameter) {
      const { Name: name } = Parameter;
      this.allow(`parameter/${name}`, { resource: this.parameterArn(name), name }, ['ssm:PutParameter']);
    }
    if (repositoryArn !== undefined) this.allow(`repository/${repositoryArn}`, { resource: repositoryArn, name: repositoryArn }, ['ecr:DescribeImages']);
  }

  /** Lets the function create the log groups of builds and set their retention: all at once, since a role has few policies. */
  public allowKeepingLogs(): void {
    const wildcardReason = 'A stack may have too many images for a policy that names the log group of each.';
    const actions = ['logs:CreateLogGroup', 'logs:PutRetentionPolicy', 'logs:DeleteRetentionPolicy'];
    this.allow('log-groups', { resource: openLogGroups(this.scope), name: '/aws/imagebuilder/*', wildcardReason }, actions);
  }

  private addFixedStatements(): void {
    const { logGroup, inVpc, deadLetterQueue } = this.options;
    allowRunning(this.policies, { logGroup, inVpc });
    allowReadingSteps(this.policies, this.scope);
    if (deadLetterQueue) {
      this.policies.addStatement({ actions: ['sqs:SendMessage'], resources: [deadLetterQueue.queueArn] });
      if (deadLetterQueue.encryptionMasterKey) {
        this.policies.addStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [deadLetterQueue.encryptionMasterKey.keyArn] });
      }
    }
  }

  private allowOnImages({ name, account }: ImageScope, actions: string[], conditions?: iam.Conditions): void {
    const resource = this.arn('image', `${name}/*`, account);
    this.allow(JSON.stringify(['image', account, name, conditions]), { resource, name, conditions, wildcardReason: UNKNOWN_IMAGES }, actions);
  }

  private allowOnPipeline(name: string, actions: string[], conditions?: iam.Conditions): void {
    this.allow(JSON.stringify(['image-pipeline', name, conditions]), { resource: this.arn('image-pipeline', name), name, conditions }, actions);
  }

  /** Adds permissions that the function does not have yet. */
  private allow(key: string, on: Omit<Grant, 'actions'>, actions: string[]): void {
    const grant = this.grants.get(key) ?? { ...on, actions: new Set() };
    this.grants.set(key, grant);
    const missing = actions.filter((action) => !grant.actions.has(action));
    if (missing.length === 0) return;
    missing.forEach((action) => grant.actions.add(action));
    this.policies.allow({ ...on, actions: missing });
  }

  private addWaiting(): void {
    const stack = Stack.of(this.scope);
    const { encryptionKey } = this.options;
    const states = (resource: string, resourceName: string) => stack.formatArn({ service: 'states', resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
    this.policies.addStatement({ actions: ['states:StartExecution', 'states:ListExecutions'], resources: [states('stateMachine', stateMachineName())] });
    this.policies.addStatement(
      { actions: ['states:StopExecution'], resources: [states('execution', `${stateMachineName()}:*`)] },
      'An execution is named after the request that starts it; the state machine is that of this stack.',
    );
    const secrets = stack.formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${RESPONSE_URL_SECRET_PREFIX}/${stack.stackName}/*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const reason = 'A secret is named after the request whose response is awaited; the names are those of this stack alone.';
    this.policies.addStatement({
      actions: ['secretsmanager:CreateSecret', 'secretsmanager:TagResource'],
      resources: [secrets],
      conditions: { StringEquals: { [`aws:RequestTag/${RESPONSE_URL_TAG}`]: stack.stackName } },
    }, reason);
    // Without a condition on the tag: a deleted secret has none, and the call must say that it is missing, not that access is denied.
    this.policies.addStatement({
      actions: ['secretsmanager:PutResourcePolicy', 'secretsmanager:PutSecretValue', 'secretsmanager:GetSecretValue', 'secretsmanager:DeleteSecret'],
      resources: [secrets],
    }, reason);
    if (encryptionKey) {
      this.policies.addStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [encryptionKey.keyArn],
        conditions: { StringLike: { 'kms:EncryptionContext:SecretARN': secrets } },
      });
    }
  }

  /**
   * Amazon Inspector creates its roles as the caller.
   *
   * @see https://docs.aws.amazon.com/inspector/latest/user/using-service-linked-roles.html
   */
  private addActivation(): void {
    this.policies.addStatement(
      { actions: ['inspector2:BatchGetAccountStatus', 'inspector2:Enable'], resources: ['*'] },
      'X-Ray, the activation of Amazon Inspector, and the network interfaces of a function in a VPC, have no resource to scope to.',
    );
    const services = ['inspector2.amazonaws.com', 'agentless.inspector2.amazonaws.com'];
    this.policies.addStatement({
      actions: ['iam:CreateServiceLinkedRole'],
      resources: services.map((service) => Stack.of(this.scope).formatArn({ service: 'iam', region: '', resource: 'role', resourceName: `aws-service-role/${service}/*` })),
      conditions: { StringEquals: { 'iam:AWSServiceName': services } },
    }, 'The name of a service-linked role is its service\'s own; the path names the service.');
  }

  private arn(resource: string, resourceName: string, account?: string): string {
    return Stack.of(this.scope).formatArn({ service: 'imagebuilder', account, resource, resourceName });
  }

  private parameterArn(name: string): string {
    return Stack.of(this.scope).formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.replace(/^\//, '') });
  }
}
