import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { StepFacts, stepFacts } from './private/step-facts';
import { stepPermissions } from './private/step-permissions';
import { isKnown, isMap } from '../private/checks/structure-check';
import { Approval } from '../private/facts/facts';

/** How long a WaitForAction step without a time-out waits. */
const DEFAULT_APPROVAL_SECONDS = 3 * 24 * 60 * 60;

/** The known facts of a workflow document. */
export interface DocumentFacts {
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

/** A document rendered for a workflow. */
export interface RenderedWorkflowDocument {
  readonly data?: string;
  readonly uri?: string;
  /** Undefined for a document in a bucket, and if parts of the structure are tokens. */
  readonly facts?: DocumentFacts;
}

/** The facts of a valid document; undefined if a list or a name is a token. */
export function documentFacts(scope: IConstruct, document: unknown): DocumentFacts | undefined {
  if (!isMap(document)) return undefined;
  const { steps, outputs = [], parameters = [] } = document;
  if (!isNamed(steps) || !isNamed(outputs) || !isNamed(parameters)) return undefined;
  return {
    steps: steps.map((step) => stepFacts(scope, step.name, step)),
    outputs: outputs.map(({ name }) => name),
    parameters: new Map(parameters.map((parameter) => [parameter.name, parameter.default === undefined])),
    policyStatements: steps.flatMap(({ action, inputs }) => stepPermissions(scope, action, isMap(inputs) ? inputs : {})),
    approvals: steps
      .filter(({ action }) => action === 'WaitForAction')
      .map(({ name, timeoutSeconds = DEFAULT_APPROVAL_SECONDS }) => ({ step: name, seconds: timeoutSeconds }))
      .filter((approval): approval is Approval => typeof approval.seconds === 'number' && isKnown(approval.seconds)),
  };
}

interface Named {
  readonly name: string;
  readonly [key: string]: unknown;
}

function isNamed(list: unknown): list is Named[] {
  return Array.isArray(list) && isKnown(list) && list.every((entry) => isMap(entry) && typeof entry.name === 'string' && isKnown(entry.name));
}
