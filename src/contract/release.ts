/**
 * The wire contract of a release: what a release workflow passes to the state machine, what the state machine passes to
 * the function, and the tags that an image gets. It imports only the rest of the contract.
 */
import { GateProperty, TAG_PREFIX } from './contract';

/**
 * A step of a release workflow that runs the state machine: `GATE` evaluates the gate, `TURN` makes sure that no newer
 * image is released, `RELEASE` marks the image after it was distributed.
 */
export type ReleaseStep = 'GATE' | 'TURN' | 'RELEASE';

/** The step of a release workflow that waits for a person. */
export const APPROVAL_STEP = 'Approve';

/** The input of the state machine. It only names the image, so a caller of the state machine cannot choose a gate. */
export interface ReleaseInput {
  readonly Step: ReleaseStep;
  /**
   * `true` at the gate of a workflow that then waits for a person. An image that is being built keeps its workflow when its stack
   * adds an approval.
   */
  readonly HasApproval?: string;
  /** Build version ARN of the image, with its name in any case. */
  readonly Image: string;
}

/** The release settings in the definition of the state machine, for a pipeline or for an image without a pipeline. */
export interface ReleaseProperty {
  /** Name of the images, as in their ARNs. */
  readonly ImageName: string;
  /** Name of the pipeline; missing for an image that no pipeline builds. */
  readonly PipelineName?: string;
  readonly Gate?: GateProperty;
  /** `true`: a person approves between the gate and the turn. */
  readonly Approval?: string;
  /** The parameter that names the released container image; Image Builder itself writes that of an AMI. */
  readonly Parameter?: ReleaseParameterProperty;
}

/** An SSM parameter that gets the URI of a released container image. */
export interface ReleaseParameterProperty {
  readonly Name: string;
  /** URI of the repository in the stack's Region, without a tag. */
  readonly RepositoryUri: string;
}

/** The payload that the state machine passes to the function. */
export interface ReleaseEvent {
  readonly Action: 'RELEASE';
  readonly Release: ReleaseInput;
  readonly Releases: ReleaseProperty[];
  /** The function's last result; empty at first. */
  readonly State: unknown;
  /** ISO 8601 instant at which the execution started. */
  readonly StartedAt: string;
}

/** The part of the function's response that the state machine reads. */
export interface ReleaseState {
  readonly Done: boolean;
  /** Seconds to wait until the next poll. */
  readonly Seconds: number;
  /** Why the gate rejects the image. It becomes the error of the execution and of the image. */
  readonly Refused?: string;
  /** Why a newer image is released instead. */
  readonly Superseded?: string;
  /** Why the step failed. It becomes the error of the execution. */
  readonly Failed?: string;
  /** The error of the last poll, for whoever looks at the execution while it waits. */
  readonly LastError?: string;
  /** The result of the gate, for the approver. */
  readonly Verdict?: ReleaseVerdict;
}

/** The verdict of a gate, as the output of the execution. */
export interface ReleaseVerdict {
  readonly Image: string;
  readonly GateStatus: string;
  readonly GateReason: string;
  readonly Findings: string;
}

/** Error of an execution whose image the gate rejected. */
export const IMAGE_REFUSED = 'ImageRefused';

/** Error of an execution whose image is older than a released one. */
export const IMAGE_SUPERSEDED = 'ImageSuperseded';

/** Error of an execution that could not read or mark its image. */
export const RELEASE_FAILED = 'ReleaseFailed';

/** Tag of an image: `PASSED`, `FAILED` or `NOT_EVALUATED`. */
export const GATE_STATUS_TAG = `${TAG_PREFIX}gate-status`;

/** Tag of an image: the reason for the verdict, cut to the length of a tag. */
export const GATE_REASON_TAG = `${TAG_PREFIX}gate-reason`;

/** Tag of an image: the exceptions of its gate that had not expired, as `CVE-2026-10001 until 2026-12-31 / CVE-2026-10002`. */
export const GATE_EXCEPTIONS_TAG = `${TAG_PREFIX}gate-exceptions`;

/** Tag of an image: what the gate counted, as `all=12 critical=0 high=3 medium=5`. */
export const FINDINGS_TAG = `${TAG_PREFIX}findings`;

/** Tag of a pipeline: the last verdict of its gate, so that the list of a Region's pipelines shows it without a call for each. */
export const LAST_VERDICT_TAG = `${TAG_PREFIX}last-verdict`;

/** Tag of an image: the progress of its release. */
export const RELEASE_TAG = `${TAG_PREFIX}release`;

/** Tag of an image that is not released: ARN of the newer image that is. */
export const SUPERSEDED_BY_TAG = `${TAG_PREFIX}superseded-by`;

/** Tag of a failed image: why a step of its release failed, if neither the gate nor a newer image is the reason. */
export const RELEASE_FAILURE_TAG = `${TAG_PREFIX}release-failure`;

/**
 * `RELEASING`: it passed and is being distributed; `RELEASED`: users get this image, and retention keeps it;
 * `SUPERSEDED`: a newer image is released.
 */
export type ReleaseTagValue = 'RELEASING' | 'RELEASED' | 'SUPERSEDED';

/**
 * The path of the parameter that names a golden image, unless the user gives another parameter; the name of the image follows. Below
 * `/imagebuilder/`, anyone who may create images in the account could make the service-linked role write the parameter.
 */
export const GOLDEN_IMAGES_PATH = '/golden-images/';

/**
 * The command that answers a step that waits for a person, as every notice, page and message gives it. It needs no id of the step,
 * shows what waits, and asks before it acts.
 *
 * @param image build version ARN, or a variable that stands for it
 * @param step name of the step, where several steps of the image wait
 */
export function answerCommand(answer: 'approve' | 'reject', image: string, step?: string): string {
  const word = /^[\w:/.-]+$/.test(image) ? image : `"${image}"`;
  return `npx cdk-image-builder ${answer} ${word}${step === undefined ? '' : ` --step ${step}`}`;
}

/** Longest wait for findings, and for the release of an older image: no longer than an `ExecuteStateMachine` step waits by default. */
export const MAX_RELEASE_WAIT_SECONDS = 5 * 60 * 60;
