/** The phase of an image in which something failed; `''` if unknown. */
export type Stage = '' | 'CREATION' | 'BUILD' | 'TEST' | 'DISTRIBUTION' | 'INTEGRATION';

/**
 * What became of the pipeline that built an image: a retry needs it, and resources that come and go with it, such as the gate.
 * `ROLLED_BACK`: the deployment creates the build, so its rollback deletes them, unless they were there before; `DELETED`: it no longer
 * exists, and probably neither do they; `NONE`: no pipeline built the image, so nothing tells whether they still exist.
 */
export type LostPipeline = 'ROLLED_BACK' | 'DELETED' | 'NONE';

/** The known facts about a failure, or about a step that is still running. */
export interface Failure {
  /**
   * Workflow type and step, such as `BUILD/ApplyBuildComponents`. Where no workflow ran: the image's status at the
   * failure and the configuration step, such as `INTEGRATING/PUT_SSM_PARAMETERS`.
   */
  readonly step: string;
  /** The step's action, such as `ExecuteComponents`. */
  readonly action: string;
  /** The full message of the service. */
  readonly message: string;
  /** The state of the image, such as `FAILED` or `CANCELLED`. */
  readonly state?: string;
  /** Container images cannot be retried. */
  readonly isContainer?: boolean;
  /** The step has not ended: the explanation says why it takes so long. */
  readonly isRunning?: boolean;
  /** Undefined if the pipeline exists, as far as is known. */
  readonly lostPipeline?: LostPipeline;
}

/**
 * How a cause is recognized: every member that is given must match. The message is matched without the names that
 * users choose. The first kind of sign that matches decides, in this order: a code, a denied action, any denied
 * action, then everything else. Within a kind the sign with more members decides.
 */
export interface Sign {
  /** An error code, or a phrase that only this cause has. */
  readonly code?: RegExp;
  /** The IAM action that was denied, such as `ssm:PutParameter`. */
  readonly denied?: RegExp | 'any';
  /** A phrase that is less specific than a code: every code and denied action takes precedence. */
  readonly phrase?: RegExp;
  readonly stage?: Stage | readonly Stage[];
  readonly action?: string | readonly string[];
  /** The configuration step of a distribution, such as `EXPORT_AMI`. */
  readonly configuration?: string;
  /** The state of the image. */
  readonly state?: string;
}

/** One usual cause. */
export interface Explanation {
  /** The anchor on the troubleshooting page. */
  readonly id: string;
  /** The symptom, as a heading. */
  readonly symptom: string;
  /** One of these is enough. */
  readonly signs: readonly Sign[];
  /** Why it happens. */
  readonly cause: string;
  /** What to do. */
  readonly remedy: string;
  /** AWS page about it. */
  readonly page: string;
  /** Only a new build helps, whatever could be retried. */
  readonly needsNewBuild?: boolean;
  /** This explains a step that is still running, not a failed one. */
  readonly isRunning?: boolean;
}

/** Causes at the same point of a build. */
export interface ExplanationGroup {
  /** The anchor on the troubleshooting page. */
  readonly id: string;
  readonly title: string;
  /** A list of these failures, for a table of contents. */
  readonly summary: string;
  /** The stage of these failures, if the failure itself does not say. */
  readonly stage?: Stage;
  /** A function, so that a request without an explanation does not have to create them. */
  readonly explanations: () => readonly Explanation[];
}
