import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ANSWER_PARAMETER_PATH } from './contract';
import { SpreadPolicies } from './spread-policies';

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

const IMAGE_ACTIONS = [
  'imagebuilder:GetImage',
  'imagebuilder:ListWorkflowExecutions',
  'imagebuilder:ListImageScanFindings',
  'imagebuilder:ListImageScanFindingAggregations',
];
const UNKNOWN_IMAGES = 'The versions and build numbers of an image are not known before it is built.';
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
  private policies!: SpreadPolicies;

  constructor(private readonly scope: Construct) {}

  /** Makes the policies of all that has been allowed so far, and returns the one that the function itself needs. */
  public build(options: StatusProviderPolicyOptions): iam.ManagedPolicy {
    this.options = options;
    this.policies = new SpreadPolicies(this.scope, options.role, 'What the function that reads the status of EC2 Image Builder images may do');
    this.addFixedStatements();
    this.images.forEach((image) => this.addImages(image));
    this.pipelineNames.forEach((name) => this.addPipeline(name));
    if (this.waits) this.addWaiting();
    this.startedPipelineNames.forEach((name) => this.addStarting(name));
    this.builtImageNames.forEach((name) => this.addBuilding(name));
    this.parameterNames.forEach((name) => this.addPublishing(name));
    return this.policies.first;
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

  private addFixedStatements(): void {
    const { logGroup, inVpc, deadLetterQueue } = this.options;
    this.policies.addStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] });
    this.policies.addStatement(
      { actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] },
      'X-Ray, and the network interfaces of a function in a VPC, have no resource to scope to.',
    );
    this.policies.addStatement(
      { actions: ['imagebuilder:ListWorkflowStepExecutions'], resources: [this.arn('workflow-execution', '*')] },
      'The ids of workflow executions are not known before the build runs.',
    );
    if (inVpc) {
      this.policies.addStatement({
        actions: ['ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets', 'ec2:DeleteNetworkInterface',
          'ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses'],
        resources: ['*'],
      });
    }
    if (deadLetterQueue) {
      this.policies.addStatement({ actions: ['sqs:SendMessage'], resources: [deadLetterQueue.queueArn] });
      if (deadLetterQueue.encryptionMasterKey) {
        this.policies.addStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [deadLetterQueue.encryptionMasterKey.keyArn] });
      }
    }
  }

  private addImages({ name, account }: ImageScope): void {
    this.policies.allow({ actions: IMAGE_ACTIONS, resource: this.arn('image', `${name}/*`, account), name, wildcardReason: UNKNOWN_IMAGES });
  }

  private addPipeline(name: string): void {
    this.policies.allow({ actions: ['imagebuilder:ListImagePipelineImages'], resource: this.arn('image-pipeline', name), name });
  }

  private addWaiting(): void {
    const { stackName } = Stack.of(this.scope);
    const { encryptionKey } = this.options;
    const addresses = this.parameterArn(`${ANSWER_PARAMETER_PATH}/${stackName}/*`);
    this.policies.addStatement(
      { actions: ['ssm:PutParameter', 'ssm:GetParameter', 'ssm:DeleteParameter'], resources: [addresses] },
      'A parameter is named after the request whose answer is awaited; the path is that of this stack alone.',
    );
    if (encryptionKey) {
      this.policies.addStatement({
        actions: ['kms:Decrypt', 'kms:Encrypt'],
        resources: [encryptionKey.keyArn],
        conditions: { StringLike: { 'kms:EncryptionContext:PARAMETER_ARN': addresses } },
      });
    }
  }

  private addStarting(name: string): void {
    this.policies.allow({ actions: ['imagebuilder:StartImagePipelineExecution'], resource: this.arn('image-pipeline', name), name });
  }

  private addBuilding(name: string): void {
    this.policies.allow({ actions: BUILD_ACTIONS, resource: this.arn('image', `${name}/*`), name, wildcardReason: UNKNOWN_IMAGES });
  }

  private addPublishing(name: string): void {
    this.policies.allow({ actions: ['ssm:GetParameter', 'ssm:PutParameter'], resource: this.parameterArn(name), name });
  }

  private arn(resource: string, resourceName: string, account?: string): string {
    return Stack.of(this.scope).formatArn({ service: 'imagebuilder', account, resource, resourceName });
  }

  private parameterArn(name: string): string {
    return Stack.of(this.scope).formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.replace(/^\//, '') });
  }
}
