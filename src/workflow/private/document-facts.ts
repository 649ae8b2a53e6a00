import { IConstruct } from 'constructs';
import { stepFacts } from './step-facts';
import { stepPermissions } from './step-permissions';
import { isKnown, isMap } from '../../private/checks/structure-check';
import { Approval, WorkflowDocumentFacts } from '../../private/facts/workflow-facts';

/** How long a WaitForAction step without a time-out waits. */
const DEFAULT_APPROVAL_SECONDS = 3 * 24 * 60 * 60;

/** A document rendered for a workflow. */
export interface RenderedWorkflowDocument {
  readonly data?: string;
  readonly uri?: string;
  /** Undefined for a document in a bucket, and if parts of the structure are tokens. */
  readonly facts?: WorkflowDocumentFacts;
}

/** The facts of a valid document; undefined if a list or a name is a token. */
export function documentFacts(scope: IConstruct, document: unknown): WorkflowDocumentFacts | undefined {
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
