import * as iam from 'aws-cdk-lib/aws-iam';
import * as assets from 'aws-cdk-lib/aws-s3-assets';
import { IConstruct, IDependable } from 'constructs';
import { BuildPart, ImageRepository } from './build-part';
import { RecipeFacts } from './recipe-facts';
import { Approval, WorkflowDocumentFacts } from './workflow-facts';
import { GateProperty, LogGroupProperties } from '../../contract/contract';

/** An SSM parameter that gets the id of an AMI. */
export interface DistributedParameter {
  readonly parameterName: string;
  readonly region: string;
}

/**
 * Facts about a resource beyond its properties, for code that has the resource but not the construct behind it. The construct
 * that creates an L1 records its facts; an import records its own.
 */
export interface Facts {
  /** Of a recipe: facts about its images. */
  readonly recipe?: RecipeFacts;

  /** Of a recipe, infrastructure or a distribution: its part of a build. */
  readonly part?: BuildPart;

  /** Of a component: the structure of its document. */
  readonly document?: unknown;

  /** Of a workflow: the facts of its document, if they are known. */
  readonly workflowDocument?: WorkflowDocumentFacts;

  /** Of a component or workflow: the text of its document, without its fingerprint. */
  readonly documentText?: string;

  /** Of a component or workflow: the ARN of its newest version and build. */
  readonly latestVersionArn?: string;

  /** Of a distribution configuration for AMIs: the SSM parameters that Image Builder writes in the account of the build. */
  readonly parameters?: readonly DistributedParameter[];

  /** Of a distribution configuration for AMIs: the names of its settings, as those of `AmiDistribution`. */
  readonly amiSettings?: readonly string[];

  /** Of a distribution configuration for AMIs: whether EC2 creates the network and the launch template of a fast launch. */
  readonly usesDefaultFastLaunch?: boolean;

  /** Of a distribution configuration: the names of the repositories to which it distributes container images. */
  readonly repositoryNames?: readonly string[];

  /** Of a distribution configuration: the repository that gets container images in the Region of the stack. */
  readonly ownRepository?: ImageRepository;

  /** Of a component: the files of the app that its steps read. */
  readonly assets?: readonly assets.Asset[];

  /** Of infrastructure: the role of the build instances, if the user created it. */
  readonly instanceRole?: iam.IRole;

  /** Of a resource with a name: whether synthesis makes sure that it keeps it. */
  readonly keepsName?: boolean;

  /** Of a pipeline or image whose properties do not name its recipe: the name of its images. */
  readonly imageName?: string;

  /** Of an imported pipeline: the id that changes whenever the pipeline does. */
  readonly deploymentId?: string;

  /** Of a pipeline or image: the dependencies of its builds. */
  readonly dependencies?: IDependable;

  /** Of a pipeline or image of container images: the repository that gets them in the Region of the stack. */
  readonly imageRepository?: ImageRepository;

  /** Of a pipeline or image with a gate: the gate, as the template has it. */
  readonly gate?: GateProperty;

  /** Of a pipeline of container images: the SSM parameter that gets the address of a released image. */
  readonly containerParameter?: string;

  /** Of a pipeline: the log group that the function creates before a build, and whose retention it sets. */
  readonly keptLogGroup?: LogGroupProperties;

  /** Of a pipeline: whether a lifecycle policy spares only the image with the tag of a release. */
  readonly sparesReleased?: boolean;

  /** Of a pipeline or image: the ARNs of workflows that its user did not give, and that hold its images back. */
  readonly addedWorkflows?: readonly string[];

  /** Of a key: the accounts that its policy allows to use shared AMIs. */
  readonly sharedWith?: ReadonlySet<string>;

  /** Of a pipeline or image: the workflow step with the longest wait for a person. */
  readonly longestApproval?: Approval;

  /** Of a pipeline or image with a scan: the reason if Image Builder cannot list its findings. */
  readonly unreadableFindings?: 'ON_DEMAND' | 'NOT_COLLECTED' | 'OTHER_PLATFORM';
}

const FACTS = Symbol.for('cdk-image-builder.facts');

interface Recorded {
  [FACTS]?: Facts;
}

/** Records facts about a resource. */
export function recordFacts(construct: IConstruct, facts: Facts): void {
  (construct as Recorded)[FACTS] = { ...ownFacts(construct), ...facts };
}

/** The facts about a construct, or about its main resource. */
export function factsOf(construct: IConstruct): Facts {
  const own = ownFacts(construct);
  if (own) return own;
  const { defaultChild } = construct.node;
  return defaultChild ? ownFacts(defaultChild) ?? {} : {};
}

function ownFacts(construct: IConstruct): Facts | undefined {
  return (construct as Recorded)[FACTS];
}
