import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnImage, CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, IConstruct } from 'constructs';
import { ImageKind, RecipeFacts } from './recipe-facts';

/** A repository that gets the container images of a build. */
export interface ImageRepository {
  readonly repositoryName: string;
  /** The tags that each build pushes besides those of its version; undefined if they are not known. */
  readonly tags?: readonly string[];
}

/** The build that a part is bound to. */
export interface Build {
  /** The pipeline or image: errors and warnings about parts that do not fit together name it. */
  readonly scope: Construct;
  readonly resource: CfnImagePipeline | CfnImage;
  readonly kind: ImageKind;
  readonly recipe: RecipeFacts;
  readonly imageTestsEnabled: boolean;
  /** Whether a gate reads the findings of the scan. */
  readonly hasGate: boolean;
  /** Whether a person approves an image before it is released. */
  readonly hasApproval: boolean;
  /** Whether a workflow runs the tests of components; true if that is not known. */
  readonly mayRunComponentTests: boolean;
  /** Whether a workflow collects the findings of a scan; true if that is not known. */
  readonly mayCollectScanFindings: boolean;
  /** The role that runs the workflows; undefined for the service-linked role. */
  readonly executionRole?: iam.IRole;
  /** Allows the role that runs the workflows more, by a policy of its own. */
  readonly allowExecutionRole: (statement: iam.PolicyStatement) => void;
  /** The role of the build instances, if the user created it. */
  readonly instanceRole?: iam.IRole;
  /** The repositories to which the build instance pushes container images; undefined if they are not known. */
  readonly pushedRepositoryNames?: readonly string[];
  /** The repository that gets the container images in the Region of the build. */
  readonly imageRepository?: ImageRepository;
  /** The log group of the build, unless it is the default one. */
  readonly logGroup?: logs.ILogGroup;
}

/** A part of a build: a recipe, infrastructure, a distribution or a scan. Each part checks and configures the build itself. */
export interface BuildPart {
  /** Checks this part against the others, and adds its permissions, properties and warnings to the build. */
  bind(build: Build): void;

  /** Resources that must exist from the start of a build to its end, besides those that the build refers to. */
  dependencies?(): IConstruct[];

  /** The names of the repositories to which this part makes the build instance push container images. */
  pushedRepositoryNames?(): string[];
}
