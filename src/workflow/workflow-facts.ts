import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { stepPermissions } from './private/step-permissions';
import { isKnown, isMap } from '../private/checks/structure-check';
import { Approval } from '../private/facts/facts';

/** How long a WaitForAction step without a time-out waits. */
const DEFAULT_APPROVAL_SECONDS = 3 * 24 * 60 * 60;

/** What is known of the document of a workflow. */
export interface DocumentFacts {
  /** The action of each step, by the step's name. */
  readonly actions: ReadonlyMap<string, string>;
  readonly outputs: readonly string[];
  /** Whether a parameter must be given, by its name. */
  readonly parameters: ReadonlyMap<string, boolean>;
  /** What the execution role needs beyond its managed policy. */
  readonly policyStatements: readonly iam.PolicyStatement[];
  /** Whether a step holds the image back until its gate has passed. */
  readonly hasReleaseGate: boolean;
  /** The steps that wait for a person; without those whose time-out is not known. */
  readonly approvals: readonly Approval[];
}

/** What a workflow has for its document. */
export interface RenderedWorkflowDocument {
  readonly data?: string;
  readonly uri?: string;
  /** Not known of a document in a bucket, nor where parts of the structure are tokens. */
  readonly facts?: DocumentFacts;
}

/** The facts of a document that keeps the rules; none if a list or a name is a token. */
export function documentFacts(scope: IConstruct, document: unknown): DocumentFacts | undefined {
  if (!isMap(document)) return undefined;
  const { steps, outputs = [], parameters = [] } = document;
  if (!isNamed(steps) || !isNamed(outputs) || !isNamed(parameters)) return undefined;
  return {
    actions: new Map(steps.map(({ name, action }) => [name, String(action)])),
    outputs: outputs.map(({ name }) => name),
    parameters: new Map(parameters.map((parameter) => [parameter.name, parameter.default === undefined])),
    policyStatements: steps.flatMap(({ action, inputs }) => stepPermissions(scope, action, isMap(inputs) ? inputs : {})),
    hasReleaseGate: steps.some(({ action, inputs }) => action === 'ExecuteStateMachine' && isMap(inputs) && isGateInput(inputs['input.$'])),
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

/** The input that a `ReleaseGateStep` gives to the state machine. */
function isGateInput(input: unknown): boolean {
  return typeof input === 'string' && /"Step":\s*"GATE"/.test(input);
}
