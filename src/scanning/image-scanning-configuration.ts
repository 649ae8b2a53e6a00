import { Token } from 'aws-cdk-lib';
import { IRepository, Repository } from 'aws-cdk-lib/aws-ecr';
import { IRole } from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { ContainerScanOptions } from './container-scan-options';
import { renderContainerScan } from './private/container-scan';
import { checkOtherBuilds } from './private/other-builds';
import { ScanResultCondition } from './scan-result-condition';
import { Severity } from './severity';
import { ValidationError } from '../private/checks/validation-error';
import { warn } from '../private/checks/warnings';
import { Build, BuildPart } from '../private/facts/build-part';
import { nameForPolicy } from '../private/facts/cyclic-reference';
import { recordFacts } from '../private/facts/facts';
import { whyFindingsCannotBeRead } from '../private/facts/readable-findings';
import { ImageKind, PLATFORMS_WITH_FINDINGS } from '../private/facts/recipe-facts';
import { areSameRepository } from '../private/facts/same-repository';
import { acknowledgeFinding } from '../private/iam/acknowledge-finding';

const GUIDE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/integ-inspector.html';
const API = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ImageScanningConfiguration.html';
const SEE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-imagebuilder-image-scanresultcondition.html';
const MAXIMA: Severity[] = [Severity.INFORMATIONAL, Severity.LOW, Severity.MEDIUM, Severity.HIGH];

interface Scan {
  /** The factory that the user called. */
  readonly factory: string;
  /** The kind of recipe that the scan is for. */
  readonly recipeKind?: ImageKind;
  readonly types?: string[];
  readonly condition?: ScanResultCondition;
  readonly container?: ContainerScanOptions;
}

/**
 * How the images of a pipeline are scanned for vulnerabilities.
 *
 * Synthesis fails if the image tests are disabled (every scan needs them), or if the scan is for the other kind of image.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/integ-inspector.html
 */
export class ImageScanningConfiguration {
  /**
   * Amazon Inspector scans the test instance of an AMI, and Image Builder keeps the findings.
   *
   * Activate Inspector for EC2 in the account first; otherwise the pipeline or image cannot be created.
   *
   * @example
   * import { Stack } from 'aws-cdk-lib';
   * import { IImageRecipe, ImagePipeline, ImageScanningConfiguration } from 'cdk-image-builder';
   *
   * declare const stack: Stack;
   * declare const recipe: IImageRecipe;
   * new ImagePipeline(stack, 'Pipeline', {
   *   recipe,
   *   imageScanningConfiguration: ImageScanningConfiguration.testInstance(),
   * });
   */
  public static testInstance(): ImageScanningConfiguration {
    return new ImageScanningConfiguration({ factory: 'testInstance', recipeKind: 'AMI' });
  }

  /**
   * Amazon Inspector scans the AMI itself, without activation. The EC2 console shows the findings, but Image Builder does
   * not, so a gate cannot count them.
   *
   * @param condition which findings fail the image; by default, none
   * @see https://docs.aws.amazon.com/inspector/latest/user/machine-image-on-demand.html
   *
   * @example
   * import { Stack } from 'aws-cdk-lib';
   * import { IImageRecipe, ImagePipeline, ImageScanningConfiguration, Severity } from 'cdk-image-builder';
   *
   * declare const stack: Stack;
   * declare const recipe: IImageRecipe;
   * new ImagePipeline(stack, 'Pipeline', {
   *   recipe,
   *   imageScanningConfiguration: ImageScanningConfiguration.onDemandAmi({ maximumSeverity: Severity.MEDIUM }),
   * });
   */
  public static onDemandAmi(condition?: ScanResultCondition): ImageScanningConfiguration {
    return new ImageScanningConfiguration({ factory: 'onDemandAmi', recipeKind: 'AMI', types: ['ON_DEMAND_AMI_CVE'], condition });
  }

  /**
   * Amazon Inspector scans a copy of a container image in an ECR repository, and Image Builder keeps the findings.
   *
   * Activate Inspector for ECR in the account first; otherwise the pipeline or image cannot be created.
   *
   * @param options the repository and the tags of the copy
   *
   * @example
   * import { Stack } from 'aws-cdk-lib';
   * import { IContainerRecipe, ImagePipeline, ImageScanningConfiguration, ScanningRepository } from 'cdk-image-builder';
   *
   * declare const stack: Stack;
   * declare const recipe: IContainerRecipe;
   * const repository = new ScanningRepository(stack, 'Scans');
   * new ImagePipeline(stack, 'Pipeline', {
   *   recipe,
   *   imageScanningConfiguration: ImageScanningConfiguration.container({ repository }),
   * });
   */
  public static container(options: ContainerScanOptions = {}): ImageScanningConfiguration {
    return new ImageScanningConfiguration({ factory: 'container', recipeKind: 'CONTAINER', container: options });
  }

  /**
   * No scan; the same as leaving the property out, but explicit.
   *
   * @example
   * import { Stack } from 'aws-cdk-lib';
   * import { IImageRecipe, ImagePipeline, ImageScanningConfiguration } from 'cdk-image-builder';
   *
   * declare const stack: Stack;
   * declare const recipe: IImageRecipe;
   * new ImagePipeline(stack, 'Pipeline', {
   *   recipe,
   *   imageScanningConfiguration: ImageScanningConfiguration.disabled(),
   * });
   */
  public static disabled(): ImageScanningConfiguration {
    return new ImageScanningConfiguration({ factory: 'disabled' });
  }

  /** Whether images are scanned. */
  public readonly enabled: boolean;

  /**
   * The scan as a part of a build. A scan is not a construct, so it cannot record this as a fact.
   *
   * @internal
   */
  public readonly _part: BuildPart = {
    bind: (build) => this.bindTo(build),
    pushedRepositoryNames: () => this.pushedRepositoryNames(),
  };

  private constructor(private readonly scan: Scan) {
    this.enabled = scan.recipeKind !== undefined;
  }

  /** The repositories that get copies to scan: the user's, or one that Image Builder makes, named `image-builder-...`. */
  private pushedRepositoryNames(): string[] {
    const { container } = this.scan;
    return container ? [container.repository?.repositoryName ?? 'image-builder-*'] : [];
  }

  /** Checks the scan against a build, and sets it on the pipeline or image. */
  private bindTo(build: Build): void {
    const { scope, resource } = build;
    this.check(build);
    const { types, condition, container } = this.scan;
    resource.imageScanningConfiguration = {
      imageScanningEnabled: this.enabled,
      ecrConfiguration: container && renderContainerScan(scope, container),
    };
    if (container?.repository) {
      this.checkIfScannedAmongImages(build, container.repository);
      checkOtherBuilds(build, container.repository);
    }
    // The L1s of the oldest supported aws-cdk-lib have neither property.
    if (types) {
      recordFacts(resource, { unreadableFindings: 'ON_DEMAND' });
      resource.addPropertyOverride('ImageScanningConfiguration.ImageScanningTypes', types);
      acknowledgeFinding(resource, 'CloudFormation-Validate::F3002', 'The schemas in aws-cdk-lib are older than ImageScanningTypes and ScanResultCondition');
    }
    const scanResultCondition = condition && renderScanResultCondition(scope, condition);
    if (scanResultCondition) {
      resource.addPropertyOverride('ImageScanningConfiguration.ScanResultCondition', scanResultCondition);
    }
    if (build.instanceRole && container?.repository) allowPush(build, build.instanceRole, container.repository);
    this.warnIfNotCollected(build);
  }

  /**
   * Rejects scanned copies in the repository of images that are held back: users would find each image there before its gate. Warns of
   * them for other images: a lifecycle rule that cleans up copies would delete images too.
   */
  private checkIfScannedAmongImages({ scope, imageRepository, hasGate, hasApproval }: Build, repository: IRepository): void {
    if (!imageRepository || !areSameRepository(imageRepository.repositoryName, repository.repositoryName)) return;
    const path = repository.node.path;
    if (hasGate || hasApproval) {
      throw new ValidationError(scope, `The scan pushes each image to the repository '${path}' before its gate or approval, and this is the repository of the released images: leave out the 'repository' of ImageScanningConfiguration.container(), or give the scan a ScanningRepository of its own. See ${GUIDE}`);
    }
    warn(scope, 'scansInTargetRepository', `The repository of ImageScanningConfiguration.container(), '${path}', also gets the images themselves, so lifecycle rules for scanned copies delete images too: leave out 'repository', or give the scan a ScanningRepository of its own. See ${GUIDE}`);
  }

  private warnIfNotCollected({ scope, resource, kind, recipe: { platform }, mayCollectScanFindings }: Build): void {
    if (kind === 'AMI' && platform !== undefined && !PLATFORMS_WITH_FINDINGS.includes(platform) && whyFindingsCannotBeRead(resource) === undefined) {
      recordFacts(resource, { unreadableFindings: 'OTHER_PLATFORM' });
      return;
    }
    if (mayCollectScanFindings || whyFindingsCannotBeRead(resource) !== undefined) return;
    if (kind === 'AMI') recordFacts(resource, { unreadableFindings: 'NOT_COLLECTED' });
    warn(scope, 'workflowsCollectNoFindings', 'No test workflow collects the findings of the scan, so Image Builder keeps none: add a CollectImageScanFindingsStep to a test workflow, or use ManagedWorkflow.testImage(). See https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html');
  }

  private check({ scope, kind, imageTestsEnabled, hasGate }: Build): void {
    if (!this.enabled) return;
    const { factory, recipeKind } = this.scan;
    if (recipeKind !== kind) {
      const [fits, given, instead] = recipeKind === 'CONTAINER'
        ? ['a container recipe', 'an image recipe', 'testInstance() or onDemandAmi()']
        : ['an image recipe', 'a container recipe', 'container()'];
      throw new ValidationError(scope, `ImageScanningConfiguration.${factory}() needs ${fits}, got ${given}: use ImageScanningConfiguration.${instead} instead. See ${GUIDE}`);
    }
    if (!imageTestsEnabled) {
      const instead = hasGate ? 'the gate and its scan' : 'use ImageScanningConfiguration.disabled()';
      throw new ValidationError(scope, `A vulnerability scan needs the image tests, got false for 'imageTestsEnabled' with ImageScanningConfiguration.${factory}(): leave out 'imageTestsEnabled', or ${instead}. See ${API}`);
    }
  }
}

/** Lets the user's role of the build instances push copies to scan. A generated role may push to the repositories of its builds. */
function allowPush({ scope, resource }: Build, role: IRole, repository: IRepository): void {
  const name = nameForPolicy(role, scope, 'repository', repository.repositoryName);
  const named = name === undefined ? repository : Repository.fromRepositoryName(scope, 'NamedScanningRepository', name);
  named.grantPullPush(role).applyBefore(resource);
}

/** Why the other severities cannot be a maximum. */
const WHY_NOT: Record<string, string | undefined> = {
  [Severity.CRITICAL]: ': a critical finding always fails the image, so the highest maximum is HIGH',
  [Severity.UNTRIAGED]: ': an untriaged finding has no severity yet, so it is neither above nor below any other',
};

/** Renders the condition for CloudFormation. Python passes an empty condition if the caller gives none. */
function renderScanResultCondition(scope: IConstruct, condition: ScanResultCondition) {
  if (condition.maximumSeverity === undefined) {
    if (condition.fixAvailableOnly === undefined) return undefined;
    throw new ValidationError(scope, `A scan result condition with fixAvailableOnly needs a maximumSeverity (${MAXIMA.join(', ')}), got none: add it, or leave out fixAvailableOnly. See ${SEE}`);
  }
  if (!Token.isUnresolved(condition.maximumSeverity) && !MAXIMA.includes(condition.maximumSeverity)) {
    throw new ValidationError(scope, `maximumSeverity of a scan result condition must be one of ${MAXIMA.join(', ')}, got ${condition.maximumSeverity}${WHY_NOT[condition.maximumSeverity] ?? ''}. See ${SEE}`);
  }
  return { MaximumSeverityLabel: condition.maximumSeverity, FixAvailable: condition.fixAvailableOnly };
}
