import { ArnFormat, Aws, Fn, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Grants } from './grants';
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
import { KEYS_WITH_ALIAS, keyScope } from '../../private/iam/key-scope';
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
  /** Whether the function also starts the pipeline, so that it may list its images already. */
  readonly isStarted?: boolean;
  /** The repository of the released container images. */
  readonly repositoryArn?: string;
}

/** The tags of a build that is cancelled, or reused. */
const BUILD_TAGS = [CANCELLED_TAG, REUSED_BY_TAG, REQUESTED_AT_TAG];

/** The tags of a release. */
const RELEASE_TAGS = [GATE_STATUS_TAG, GATE_REASON_TAG, GATE_EXCEPTIONS_TAG, FINDINGS_TAG, RELEASE_TAG, SUPERSEDED_BY_TAG, RELEASE_FAILURE_TAG];

/**
 * The permissions of the function: customer managed policies, since several rule packs reject inline ones,
 * with each action scoped as narrowly as the service allows.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2imagebuilder.html
 */
export class ProviderPolicy {
  private readonly reading = new Grants();
  /**
   * Builds have policies of their own, and so have waits: when a deployment that adds the first one of a stack rolls back, or a
   * deployment removes the last one, CloudFormation reverts changed policies before it deletes the resource, and deletes whole policies
   * after it. Without its policies, the function could neither cancel the build nor stop the wait.
   */
  private readonly building = new Grants();
  private readonly waiting = new Grants();
  /** Begins with the name and the GUID of the stack, so that a later or earlier stack of this name does not match. */
  private readonly ownTriggers = `${Fn.select(1, Fn.split(':stack/', Aws.STACK_ID))}/*`;
  private waits = false;
  private activatesInspector = false;
  private options!: ProviderPolicyOptions;

  public constructor(private readonly scope: Construct) {}

  /** Creates the policies for the permissions granted so far, and returns the policy that the function itself needs. */
  public build(options: ProviderPolicyOptions): iam.ManagedPolicy {
    this.options = options;
    const { role } = options;
    this.reading.renew(() => new ManagedPolicySet(this.scope, role, 'What the function that reads the status of EC2 Image Builder images may do'));
    this.building.renew(() => new ManagedPolicySet(this.scope, role, 'What the function that builds EC2 Image Builder images may do', 'BuildPolicy'));
    this.waiting.renew(() => new ManagedPolicySet(this.scope, role, 'What the function that waits for EC2 Image Builder images may do', 'WaitPolicy'));
    this.addFixedStatements();
    if (this.waits) this.addWaiting();
    if (this.activatesInspector) this.addActivation();
    [this.reading, this.building].forEach((grants) => grants.restore());
    return this.reading.policies.first;
  }

  public allowReadingImages(image: ImageScope): void {
    this.allowOnImages(this.reading, image, READ_IMAGE_ACTIONS);
  }

  public allowListingImagesOf(pipelineName: string): void {
    this.allowOnPipeline(this.reading, pipelineName, ['imagebuilder:ListImagePipelineImages']);
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
    const starting = ['imagebuilder:ListImagePipelineImages', 'imagebuilder:GetImagePipeline', 'imagebuilder:StartImagePipelineExecution'];
    this.allowOnPipeline(this.building, pipelineName, starting);
    this.allowReadingImages({ name: imageName });
    // A start tags its image, which does not exist yet: the tags in the request say whose it is.
    this.allowOnImages(this.building, { name: imageName }, ['imagebuilder:TagResource'], { StringLike: { [`aws:RequestTag/${TRIGGER_TAG}`]: own } });
    // For any name and pipeline: the recipe may have had another name when the build started.
    const isOwn = { [`aws:ResourceTag/${TRIGGER_TAG}`]: own };
    const cancelling = ['imagebuilder:GetImage', 'imagebuilder:ListWorkflowExecutions', 'imagebuilder:CancelImageCreation'];
    this.allowOnImages(this.building, { name: '*' }, cancelling, { StringLike: isOwn });
    this.allowOnImages(this.building, { name: '*' }, ['imagebuilder:TagResource'], { 'StringLike': isOwn, 'ForAllValues:StringEquals': { 'aws:TagKeys': BUILD_TAGS } });
  }

  /** Allows the function to evaluate, mark and publish the images of a pipeline, or an image without one. */
  public allowReleasing({ release: { ImageName, PipelineName, Gate, Parameter }, isStarted, repositoryArn }: ReleasedImages): void {
    if (PipelineName !== undefined && !isStarted) this.allowListingImagesOf(PipelineName);
    if (PipelineName !== undefined && Gate) {
      this.allowOnPipeline(this.reading, PipelineName, ['imagebuilder:TagResource'], { 'ForAllValues:StringEquals': { 'aws:TagKeys': [LAST_VERDICT_TAG] } });
    }
    this.allowReadingImages({ name: ImageName });
    // An image that a schedule or a person started lacks the stack's tag: its name shows that it is the stack's, and it gets these tags only.
    this.allowOnImages(this.reading, { name: ImageName }, ['imagebuilder:TagResource', 'imagebuilder:UntagResource'], { 'ForAllValues:StringEquals': { 'aws:TagKeys': RELEASE_TAGS } });
    if (Parameter) {
      const { Name: name } = Parameter;
      this.reading.allow(`parameter/${name}`, { resource: this.parameterArn(name), name }, ['ssm:PutParameter']);
    }
    if (repositoryArn !== undefined) this.reading.allow(`repository/${repositoryArn}`, { resource: repositoryArn, name: repositoryArn }, ['ecr:DescribeImages']);
  }

  /** Lets the function create the log groups of builds and set their retention: all at once, since a role has few policies. */
  public allowKeepingLogs(): void {
    const wildcardReason = 'A stack may have too many images for a policy that names the log group of each.';
    const actions = ['logs:CreateLogGroup', 'logs:PutRetentionPolicy', 'logs:DeleteRetentionPolicy'];
    this.reading.allow('log-groups', { resource: openLogGroups(this.scope), name: '/aws/imagebuilder/*', wildcardReason }, actions);
  }

  private addFixedStatements(): void {
    const { logGroup, inVpc, deadLetterQueue } = this.options;
    allowRunning(this.reading.policies, { logGroup, inVpc });
    allowReadingSteps(this.reading.policies, this.scope);
    if (deadLetterQueue) {
      this.reading.policies.addStatement({ actions: ['sqs:SendMessage'], resources: [deadLetterQueue.queueArn] });
      if (deadLetterQueue.encryptionMasterKey) {
        this.reading.policies.addStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], ...keyScope(deadLetterQueue.encryptionMasterKey) }, KEYS_WITH_ALIAS);
      }
    }
  }

  private allowOnImages(to: Grants, { name, account }: ImageScope, actions: string[], conditions?: iam.Conditions): void {
    const resource = this.arn('image', `${name}/*`, account);
    to.allow(JSON.stringify(['image', account, name, conditions]), { resource, name, conditions, wildcardReason: UNKNOWN_IMAGES }, actions);
  }

  private allowOnPipeline(to: Grants, name: string, actions: string[], conditions?: iam.Conditions): void {
    to.allow(JSON.stringify(['image-pipeline', name, conditions]), { resource: this.arn('image-pipeline', name), name, conditions }, actions);
  }

  private addWaiting(): void {
    const stack = Stack.of(this.scope);
    const { encryptionKey } = this.options;
    const { policies } = this.waiting;
    const states = (resource: string, resourceName: string) => stack.formatArn({ service: 'states', resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
    policies.addStatement({ actions: ['states:StartExecution', 'states:ListExecutions'], resources: [states('stateMachine', stateMachineName())] });
    policies.addStatement(
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
    policies.addStatement({
      actions: ['secretsmanager:CreateSecret', 'secretsmanager:TagResource'],
      resources: [secrets],
      conditions: { StringEquals: { [`aws:RequestTag/${RESPONSE_URL_TAG}`]: stack.stackName } },
    }, reason);
    // Without a condition on the tag: a deleted secret has none, and the call must say that it is missing, not that access is denied.
    policies.addStatement({
      actions: ['secretsmanager:PutResourcePolicy', 'secretsmanager:PutSecretValue', 'secretsmanager:GetSecretValue', 'secretsmanager:DeleteSecret'],
      resources: [secrets],
    }, reason);
    if (encryptionKey) {
      const { resources, conditions } = keyScope(encryptionKey);
      policies.addStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources,
        conditions: { ...conditions, StringLike: { 'kms:EncryptionContext:SecretARN': secrets } },
      }, KEYS_WITH_ALIAS);
    }
  }

  /**
   * Amazon Inspector creates its roles as the caller.
   *
   * @see https://docs.aws.amazon.com/inspector/latest/user/using-service-linked-roles.html
   */
  private addActivation(): void {
    this.reading.policies.addStatement(
      { actions: ['inspector2:BatchGetAccountStatus', 'inspector2:Enable'], resources: ['*'] },
      'X-Ray, the activation of Amazon Inspector, and the network interfaces of a function in a VPC, have no resource to scope to.',
    );
    const services = ['inspector2.amazonaws.com', 'agentless.inspector2.amazonaws.com'];
    this.reading.policies.addStatement({
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
