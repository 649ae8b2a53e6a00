import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnImage, CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, IConstruct } from 'constructs';
import { ImageKind, RecipeFacts } from './recipe-facts';

/** A build, as its parts see it when they are bound to it. */
export interface Build {
  /** The pipeline or image. Errors and warnings about parts that do not fit each other are about it. */
  readonly scope: Construct;
  readonly resource: CfnImagePipeline | CfnImage;
  readonly kind: ImageKind;
  readonly recipe: RecipeFacts;
  readonly imageTestsEnabled: boolean;
  /** Whether a workflow runs the tests of components; also true where that is not known. */
  readonly mayRunComponentTests: boolean;
  /** Whether a workflow collects the findings of a scan; also true where that is not known. */
  readonly mayCollectScanFindings: boolean;
  /** The role that runs the workflows; not set where that is the service-linked role. */
  readonly executionRole?: iam.IRole;
  /** The role of the build instances, where the user made it. */
  readonly instanceRole?: iam.IRole;
  /** The log group of the build, where it is not the service's own. */
  readonly logGroup?: logs.ILogGroup;
}

/** What a build is made of: a recipe, infrastructure, a distribution, a scan. Each says itself what it brings to a build. */
export interface BuildPart {
  /** Checks this part against the others, and adds what the build needs of it: permissions, properties, warnings. */
  bind(build: Build): void;

  /** What must be there before a build starts, and until it has ended, besides what the build refers to. */
  dependencies?(): IConstruct[];
}
