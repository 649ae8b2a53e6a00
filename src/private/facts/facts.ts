import * as iam from 'aws-cdk-lib/aws-iam';
import * as assets from 'aws-cdk-lib/aws-s3-assets';
import { IConstruct, IDependable } from 'constructs';
import { BuildPart } from './build-part';
import { RecipeFacts } from './recipe-facts';

/** A step that waits for a person, and for how long at most. */
export interface Approval {
  readonly step: string;
  readonly seconds: number;
}

/** An SSM parameter that gets the id of an AMI. */
export interface DistributedParameter {
  readonly parameterName: string;
  readonly region: string;
}

/**
 * What is known of a resource beyond its properties: for whoever is given the resource, and not what made it.
 * The construct that makes an L1 records it; an import records it of itself.
 */
export interface Facts {
  /** Of a recipe: the images that it makes. */
  readonly recipe?: RecipeFacts;

  /** Of a recipe, infrastructure or a distribution: what it brings to a build. */
  readonly part?: BuildPart;

  /** Of a component: the structure of its document. */
  readonly document?: unknown;

  /** Of a component or workflow: the text of its document, without its fingerprint. */
  readonly documentText?: string;

  /** Of a component or workflow: the ARN of its newest version and build. */
  readonly latestVersionArn?: string;

  /** Of a distribution configuration for AMIs: the SSM parameters that Image Builder writes in the account of the build. */
  readonly parameters?: readonly DistributedParameter[];

  /** Of a component: the files of the app that its steps read. */
  readonly assets?: readonly assets.Asset[];

  /** Of infrastructure: the role of the build instances, where the user made it. */
  readonly instanceRole?: iam.IRole;

  /** Of a pipeline or image whose properties do not name its recipe: the name of its images. */
  readonly imageName?: string;

  /** Of an imported pipeline: the id that changes whenever the pipeline does. */
  readonly deploymentId?: string;

  /** Of a pipeline or image: what its builds depend on. */
  readonly dependencies?: IDependable;

  /** Of a pipeline or image: the step of its workflows that waits longest for a person. */
  readonly longestApproval?: Approval;

  /** Of a pipeline or image with a scan: why Image Builder cannot list its findings, where it cannot. */
  readonly unreadableFindings?: 'ON_DEMAND' | 'NOT_COLLECTED';
}

const FACTS = Symbol.for('cdk-image-builder.facts');

interface Recorded {
  [FACTS]?: Facts;
}

/** Adds to what is known of a resource. */
export function recordFacts(construct: IConstruct, facts: Facts): void {
  (construct as Recorded)[FACTS] = { ...ownFacts(construct), ...facts };
}

/** What is known of a construct, or of its main resource. */
export function factsOf(construct: IConstruct): Facts {
  const own = ownFacts(construct);
  if (own) return own;
  const { defaultChild } = construct.node;
  return defaultChild ? ownFacts(defaultChild) ?? {} : {};
}

function ownFacts(construct: IConstruct): Facts | undefined {
  return (construct as Recorded)[FACTS];
}
