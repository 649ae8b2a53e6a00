import { Arn, ArnFormat, Aws, Duration, Stack } from 'aws-cdk-lib';
import { aws_ecr } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { ReleaseShape, ReleaseWorkflow } from './private/release-workflow';
import { ReleaseApproval } from './release-approval';
import { GateProperty } from '../contract/contract';
import { ReleaseProperty } from '../contract/release';
import { checkSameRegion } from '../private/checks/same-place';
import { checkStandardTopic } from '../private/checks/standard-topic';
import { ValidationError } from '../private/checks/validation-error';
import { refuseWebHooks } from '../private/checks/web-hooks';
import { resolvedHash } from '../private/documents/resolved-hash';
import { ImageKind } from '../private/facts/recipe-facts';
import { ImageBuilderProvider } from '../provider/image-builder-provider';
import { VulnerabilityGate } from '../scanning/vulnerability-gate';
import { ManagedWorkflow } from '../workflow/managed-workflow';
import { withReleaseWorkflow } from '../workflow/with-release-workflow';
import { IWorkflow } from '../workflow/workflow';
import { WorkflowConfiguration } from '../workflow/workflow-configuration';
import { WorkflowType } from '../workflow/workflow-type';

const RELEASE_ID = 'CdkImageBuilderRelease';
const SEE_WAIT = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-waitfor';
/** The way from an approval to a chat: Image Builder does not send its message in the form of custom notifications. */
const CHAT_ADVICE = "Remove it, and let a PipelineMonitor tell the chat: its notice WAITING has the commands that approve and reject. Give the topic of the monitor to a SlackChannelConfiguration or MicrosoftTeamsChannelConfiguration of aws-chatbot, in its 'notificationTopics'";
const MAX_APPROVAL = Duration.days(7);
/** The build instance of a container image runs while it waits. */
const MAX_CONTAINER_APPROVAL = Duration.hours(12);

/** The conditions for releasing the tested images of a pipeline, or a tested image. */
export interface ReleaseProps {
  readonly kind: ImageKind;
  /** Name of the images, as in their ARNs. */
  readonly imageName: string;
  /** Name of the pipeline; not set for an image that no pipeline builds. */
  readonly pipelineName?: string;
  /** Whether the image is tested. */
  readonly hasTests: boolean;
  readonly gate?: VulnerabilityGate;
  readonly approval?: ReleaseApproval;
  readonly parameter?: ReleasedContainerParameter;
  /** Whether the function also starts the pipeline. */
  readonly isStarted?: boolean;
}

/** The SSM parameter that names a released container image. */
export interface ReleasedContainerParameter {
  readonly parameterName: string;
  readonly repository: aws_ecr.IRepositoryRef;
}

/** Registers a release with the stack's state machine, and adds its workflow to the given ones. */
export function releasedWorkflows(scope: Construct, props: ReleaseProps, given: WorkflowConfiguration[] = []): WorkflowConfiguration[] {
  const { kind, gate, parameter, pipelineName } = props;
  const approval = checkedApproval(scope, props);
  const release: ReleaseProperty = {
    ImageName: props.imageName,
    PipelineName: pipelineName,
    Gate: gate && withoutReasons(gate._render()),
    Approval: approval && 'true',
    Parameter: parameter && { Name: parameter.parameterName, RepositoryUri: repositoryUri(parameter.repository) },
  };
  const provider = ImageBuilderProvider.of(scope);
  const { isStarted, imageName } = props;
  if (isStarted && pipelineName !== undefined) provider._allow({ starts: { pipelineName, imageName } });
  const shared = StackRelease.of(scope);
  const repositoryArn = parameter?.repository.repositoryRef.repositoryArn;
  if (shared.add(scope, release)) provider._allow({ releases: { release, isStarted, repositoryArn } });
  const hasGate = gate !== undefined;
  return withReleaseWorkflow(scope, given, {
    kind,
    hasGate,
    hasApproval: approval !== undefined,
    hasTests: props.hasTests,
    managed: (type) => shared.managedWorkflow(kind, type),
    release: () => shared.workflow({ kind, hasGate, approval }),
  });
}

/** A gate whose exceptions have no reasons: the releases of a stack are the input of its function, which must not be too long. */
function withoutReasons({ Except, ...gate }: GateProperty): GateProperty {
  return { ...gate, Except: Except?.map(({ Reason: _reason, ...exception }) => exception) };
}

/** The shared resources of a stack's releases: a workflow for each shape. */
class StackRelease extends Construct {
  public static of(scope: Construct): StackRelease {
    const stack = Stack.of(scope);
    return stack.node.tryFindChild(RELEASE_ID) as StackRelease | undefined ?? new StackRelease(stack, RELEASE_ID);
  }

  private readonly releases = new Map<string, { readonly path: string; readonly settings: string }>();

  /**
   * Adds a release to the stack. The images of one recipe that no pipeline builds have one release.
   *
   * @returns whether it is new
   * @throws if the stack releases the image under other conditions
   */
  public add(scope: Construct, { ImageName, PipelineName, ...conditions }: ReleaseProperty): boolean {
    const [key, settings] = [[ImageName, PipelineName], conditions].map((value) => resolvedHash(scope, value));
    const known = this.releases.get(key);
    if (!known) this.releases.set(key, { path: scope.node.path, settings });
    if (known && known.settings !== settings) {
      throw new ValidationError(scope, `The images of one recipe are released under one condition, and '${known.path}' has another gate or approval: give both the same, or each a recipe of its own.`);
    }
    return !known;
  }

  /** The workflow that Amazon manages for a stage. */
  public managedWorkflow(kind: ImageKind, type: WorkflowType): IWorkflow {
    const name = `${type.toLowerCase()}-${kind === 'AMI' ? 'image' : 'container'}`;
    return this.node.tryFindChild(name) as IWorkflow | undefined ?? ManagedWorkflow.fromName(this, name, type, name);
  }

  public workflow(shape: ReleaseShape): IWorkflow {
    const id = workflowId(this, shape);
    return this.node.tryFindChild(id) as IWorkflow | undefined ?? new ReleaseWorkflow(this, id, shape);
  }
}

/** An id that depends on the shape only. */
function workflowId(scope: Construct, { kind, hasGate, approval }: ReleaseShape): string {
  const approvalId = approval ? `Approval${approval.topic.node.addr.slice(-8)}${timeoutId(scope, approval.timeout)}` : '';
  return `${kind === 'AMI' ? 'Ami' : 'Container'}${hasGate ? 'Gate' : ''}${approvalId}`;
}

/** Resolved, because the number of a token changes with the app's other tokens. */
function timeoutId(scope: Construct, timeout?: Duration): string {
  if (timeout?.isUnresolved()) return resolvedHash(scope, timeout.toSeconds()).slice(0, 8);
  return timeout ? String(timeout.toSeconds()) : '';
}

/** The approval with its time-out. The default is shorter for a container image, whose build instance keeps running. */
function checkedApproval(scope: Construct, { kind, approval }: ReleaseProps): ReleaseApproval | undefined {
  if (!approval) return undefined;
  checkSameRegion(scope, { what: 'topic of an approval', resource: approval.topic, see: SEE_WAIT });
  checkStandardTopic(scope, approval.topic, 'The topic of an approval', SEE_WAIT);
  refuseWebHooks(scope, [approval.topic], CHAT_ADVICE);
  const { topic, timeout = kind === 'CONTAINER' ? MAX_CONTAINER_APPROVAL : undefined } = approval;
  if (timeout === undefined || timeout.isUnresolved()) return approval;
  const max = kind === 'CONTAINER' ? MAX_CONTAINER_APPROVAL : MAX_APPROVAL;
  const seconds = timeout.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < 60 || seconds > max.toSeconds()) {
    const why = kind === 'CONTAINER' ? ' for a container image, whose build instance runs while it waits' : '';
    throw new ValidationError(scope, `The timeout of an approval must be whole seconds from 1 minute to ${max.toHours()} hours${why}, got ${timeout.toHumanString()}. See ${SEE_WAIT}`);
  }
  return { topic, timeout };
}

/** @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
function repositoryUri({ repositoryRef: { repositoryArn, repositoryName } }: aws_ecr.IRepositoryRef): string {
  const { account, region } = Arn.split(repositoryArn, ArnFormat.SLASH_RESOURCE_NAME);
  return `${account}.dkr.ecr.${region}.${Aws.URL_SUFFIX}/${repositoryName}`;
}
