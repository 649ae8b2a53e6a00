import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ANSWER_PARAMETER_PATH } from './contract';
import { acknowledgeFinding } from '../private/acknowledge-finding';
import { flattenReference } from '../private/flatten-reference';

/** The images of one name. */
export interface ImageScope {
  readonly name: string;
  /** The account that owns them, where it is another one: of an image that is shared, or Amazon's. */
  readonly account?: string;
}

/** What the function needs beside the images that it reads. */
export interface StatusProviderPolicyOptions {
  readonly role: iam.IRole;
  readonly logGroup: logs.ILogGroup;
  readonly inVpc: boolean;
  readonly deadLetterQueue?: sqs.IQueue;
  readonly encryptionKey?: kms.IKey;
}

/**
 * IAM takes 6,144 characters a managed policy. A stack of many images gets one more policy each time that this
 * many are written in resources; the rest of 6,144 is for the actions and the fixed statements.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MAX_RESOURCE_CHARACTERS = 4800;
/** An ARN without its name, in the partition and Region with the longest names, with quotation marks and comma. */
const ARN_CHARACTERS = 75;
/** The longest name that a pipeline or an image may have, for those that are not known yet. */
const MAX_NAME_CHARACTERS = 126;

const IMAGE_ACTIONS = [
  'imagebuilder:GetImage',
  'imagebuilder:ListWorkflowExecutions',
  'imagebuilder:ListImageScanFindings',
  'imagebuilder:ListImageScanFindingAggregations',
];
/** A build is tagged when it is started, and cancelled when nobody wants it any more. */
const BUILD_ACTIONS = ['imagebuilder:TagResource', 'imagebuilder:CancelImageCreation'];

/**
 * The permissions of the function: customer managed policies, since several rule packs refuse inline ones,
 * with each action scoped as far as the service lets one.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2imagebuilder.html
 */
export class StatusProviderPolicy {
  private readonly images = new Map<string, ImageScope>();
  private readonly pipelineNames = new Set<string>();
  private readonly startedPipelineNames = new Set<string>();
  private readonly builtImageNames = new Set<string>();
  private readonly parameterNames = new Set<string>();
  private waits = false;
  private options!: StatusProviderPolicyOptions;
  private policies: iam.ManagedPolicy[] = [];
  private charactersLeft = 0;

  constructor(private readonly scope: Construct) {}

  /** Makes the policies of all that has been allowed so far, and returns the one that the function itself needs. */
  public build(options: StatusProviderPolicyOptions): iam.ManagedPolicy {
    this.options = options;
    this.policies = [];
    this.charactersLeft = 0;
    this.addFixedStatements(this.policyFor(''));
    this.images.forEach((image) => this.addImages(image));
    this.pipelineNames.forEach((name) => this.addPipeline(name));
    if (this.waits) this.addWaiting();
    this.startedPipelineNames.forEach((name) => this.addStarting(name));
    this.builtImageNames.forEach((name) => this.addBuilding(name));
    this.parameterNames.forEach((name) => this.addPublishing(name));
    return this.policies[0];
  }

  public allowReadingImages(image: ImageScope): void {
    const key = `${image.account ?? ''}/${image.name}`;
    if (this.images.has(key)) return;
    this.images.set(key, image);
    this.addImages(image);
  }

  public allowListingImagesOf(pipelineName: string): void {
    if (this.pipelineNames.has(pipelineName)) return;
    this.pipelineNames.add(pipelineName);
    this.addPipeline(pipelineName);
  }

  /** Lets the function keep the address of an answer until the answer is known. */
  public allowWaiting(): void {
    this.waits = true;
    this.addWaiting();
  }

  /** Lets the function start builds of a pipeline, and look for those that it started. */
  public allowStarting(pipelineName: string): void {
    this.allowListingImagesOf(pipelineName);
    if (this.startedPipelineNames.has(pipelineName)) return;
    this.startedPipelineNames.add(pipelineName);
    this.addStarting(pipelineName);
  }

  /** Lets the function tag and cancel the builds of images of one name. */
  public allowBuilding(imageName: string): void {
    this.allowReadingImages({ name: imageName });
    if (this.builtImageNames.has(imageName)) return;
    this.builtImageNames.add(imageName);
    this.addBuilding(imageName);
  }

  /** Lets the function write the id of an accepted image into an SSM parameter. */
  public allowPublishing(parameterName: string): void {
    if (this.parameterNames.has(parameterName)) return;
    this.parameterNames.add(parameterName);
    this.addPublishing(parameterName);
  }

  private addFixedStatements(policy: iam.ManagedPolicy): void {
    const { logGroup, inVpc, deadLetterQueue } = this.options;
    const executions = this.arn('workflow-execution/*');
    policy.addStatements(
      new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
      new iam.PolicyStatement({ actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] }),
      new iam.PolicyStatement({ actions: ['imagebuilder:ListWorkflowStepExecutions'], resources: [executions] }),
    );
    this.acknowledge(policy, '*', 'X-Ray, and the network interfaces of a function in a VPC, have no resource to scope to.');
    this.acknowledge(policy, executions, 'The ids of workflow executions are not known before the build runs.');
    if (inVpc) {
      policy.addStatements(new iam.PolicyStatement({
        actions: ['ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets', 'ec2:DeleteNetworkInterface',
          'ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses'],
        resources: ['*'],
      }));
    }
    if (deadLetterQueue) {
      policy.addStatements(new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetterQueue.queueArn] }));
      if (deadLetterQueue.encryptionMasterKey) {
        policy.addStatements(new iam.PolicyStatement({
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [deadLetterQueue.encryptionMasterKey.keyArn],
        }));
      }
    }
  }

  private addImages({ name, account }: ImageScope): void {
    const images = this.arn(`image/${name}/*`, account);
    const policy = this.policyFor(name);
    policy.addStatements(new iam.PolicyStatement({ actions: IMAGE_ACTIONS, resources: [images] }));
    this.acknowledge(policy, images, 'The versions and build numbers of an image are not known before it is built.');
  }

  private addPipeline(name: string): void {
    this.policyFor(name).addStatements(new iam.PolicyStatement({
      actions: ['imagebuilder:ListImagePipelineImages'],
      resources: [this.arn(`image-pipeline/${name}`)],
    }));
  }

  private addWaiting(): void {
    const { stackName } = Stack.of(this.scope);
    const { encryptionKey } = this.options;
    const addresses = this.parameterArn(`${ANSWER_PARAMETER_PATH}/${stackName}/*`);
    const policy = this.policyFor(addresses);
    policy.addStatements(new iam.PolicyStatement({
      actions: ['ssm:PutParameter', 'ssm:GetParameter', 'ssm:DeleteParameter'],
      resources: [addresses],
    }));
    this.acknowledge(policy, addresses, 'A parameter is named after the request whose answer is awaited; the path is that of this stack alone.');
    if (encryptionKey) {
      policy.addStatements(new iam.PolicyStatement({
        actions: ['kms:Encrypt', 'kms:Decrypt'],
        resources: [encryptionKey.keyArn],
        conditions: { StringLike: { 'kms:EncryptionContext:PARAMETER_ARN': addresses } },
      }));
    }
  }

  private addStarting(pipelineName: string): void {
    this.policyFor(pipelineName).addStatements(new iam.PolicyStatement({
      actions: ['imagebuilder:StartImagePipelineExecution'],
      resources: [this.arn(`image-pipeline/${pipelineName}`)],
    }));
  }

  private addBuilding(imageName: string): void {
    const images = this.arn(`image/${imageName}/*`);
    const policy = this.policyFor(imageName);
    policy.addStatements(new iam.PolicyStatement({ actions: BUILD_ACTIONS, resources: [images] }));
    this.acknowledge(policy, images, 'The versions and build numbers of an image are not known before it is built.');
  }

  private addPublishing(parameterName: string): void {
    this.policyFor(parameterName).addStatements(new iam.PolicyStatement({
      actions: ['ssm:GetParameter', 'ssm:PutParameter'],
      resources: [this.parameterArn(parameterName)],
    }));
  }

  /** The policy that has room for a resource of this name. */
  private policyFor(name: string): iam.ManagedPolicy {
    const known = Stack.of(this.scope).resolve(name) as unknown;
    const needed = ARN_CHARACTERS + (typeof known === 'string' ? known.length : MAX_NAME_CHARACTERS);
    if (this.policies.length === 0 || needed > this.charactersLeft) {
      const number = this.policies.length + 1;
      this.policies.push(new iam.ManagedPolicy(this.scope, number === 1 ? 'Policy' : `Policy${number}`, {
        description: 'What the function that reads the status of EC2 Image Builder images may do',
        // Statements of the same actions become one, so that a policy holds as many images as it can.
        document: new iam.PolicyDocument({ minimize: true }),
        roles: [this.options.role],
      }));
      this.charactersLeft = MAX_RESOURCE_CHARACTERS;
    }
    this.charactersLeft -= needed;
    return this.policies[this.policies.length - 1];
  }

  private arn(resource: string, account?: string): string {
    const [type, ...rest] = resource.split('/');
    return Stack.of(this.scope).formatArn({ service: 'imagebuilder', account, resource: type, resourceName: rest.join('/') });
  }

  private parameterArn(name: string): string {
    return Stack.of(this.scope).formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.replace(/^\//, '') });
  }

  private acknowledge(policy: iam.ManagedPolicy, resource: string, reason: string): void {
    const flat = flattenReference(Stack.of(this.scope).resolve(resource));
    acknowledgeFinding(policy.node.defaultChild!, `AwsSolutions-IAM5[Resource::${flat}]`, reason);
  }
}
