import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ReleaseStep } from '../../contract/release';

/** A step that waits for a person, and its maximum wait. */
export interface Approval {
  readonly step: string;
  readonly seconds: number;
}

/** The known facts of a step of a workflow. */
export interface StepFacts {
  readonly name: string;
  readonly action: string;
  /** Whether it has a condition, so that it may be skipped. */
  readonly hasCondition: boolean;
  /** Whether the workflow ends when it fails. */
  readonly abortsOnFailure: boolean;
  /** Of a step that applies the distribution configuration to AMIs: what it applies instead. */
  readonly settings?: unknown;
  /** The step of a release that it runs. */
  readonly release?: ReleaseStep;
  /** Of a step of a release: the stack of its state machine, if its ARN refers to a state machine of the app. */
  readonly stack?: Stack;
}

/** The known facts of a workflow document. */
export interface WorkflowDocumentFacts {
  /** In the order in which they run. */
  readonly steps: readonly StepFacts[];
  readonly outputs: readonly string[];
  /** Whether a parameter must be given, by its name. */
  readonly parameters: ReadonlyMap<string, boolean>;
  /** The permissions that the execution role needs beyond its managed policy. */
  readonly policyStatements: readonly iam.PolicyStatement[];
  /** The steps that wait for a person and whose time-out is known. */
  readonly approvals: readonly Approval[];
}
