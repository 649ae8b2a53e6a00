import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { WorkflowFacts } from './facts-of-workflow';
import { isDistributing } from './step-actions';
import { ReleaseStep } from '../../contract/release';
import { quoted } from '../../private/checks/callers-language';
import { ValidationError } from '../../private/checks/validation-error';
import { StepFacts } from '../../private/facts/workflow-facts';
import { WorkflowOnFailure } from '../workflow-configuration';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html';
const SEE_DOCUMENT = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html';
const SEE_CONFIGURATION = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_WorkflowConfiguration.html';
const LEAVE_OUT = "leave the workflow out, so that the library's own distributes as the distribution configuration says";

/** A step that a release needs: its class, and what may happen without it. */
interface NeededStep {
  readonly className: string;
  readonly risk: string;
}

const NEEDED: Readonly<Record<ReleaseStep, NeededStep>> = {
  GATE: { className: 'ReleaseGateStep', risk: 'may distribute images that the gate refuses' },
  TURN: { className: 'ReleaseTurnStep', risk: 'may distribute an image after a newer one' },
  RELEASE: {
    className: 'ReleaseMarkStep',
    risk: 'may release an image without the mark that protects it from retention, and without the parameter that names a container image',
  },
};

/** A workflow that the user gives for images that are held back. */
export interface GivenWorkflow {
  readonly path: string;
  readonly known: WorkflowFacts;
  readonly onFailure?: WorkflowOnFailure;
}

/** The conditions that hold images back. Without both, images are held back for their mark or their parameter. */
export interface HeldBack {
  readonly hasGate: boolean;
  readonly hasApproval: boolean;
}

/** Rejects a release step of another stack: only the state machine of the build's own stack knows its images. */
export function checkReleaseStack(scope: IConstruct, { path, known }: GivenWorkflow): void {
  const own = Stack.of(scope);
  const step = known.facts?.steps.find(({ stack }) => stack !== undefined && stack !== own);
  if (!step) return;
  throw new ValidationError(scope, `The step ${quoted(step.name)} of the workflow '${path}' runs the state machine of the stack ${quoted(step.stack!.node.path)}, which does not know the images of the stack ${quoted(own.node.path)}. Create the step, and the workflow, in the stack ${quoted(own.node.path)}. See ${SEE}`);
}

/** Rejects a distribution workflow that may distribute an image too early, or may not complete its release. */
export function checkDistribution(scope: IConstruct, distribution: GivenWorkflow, heldBack: HeldBack): void {
  const problem = distributionProblem(distribution, heldBack);
  if (problem !== undefined) throw new ValidationError(scope, `The distribution workflow '${distribution.path}' ${problem}`);
}

function distributionProblem({ known: { managedName, facts }, onFailure }: GivenWorkflow, { hasGate, hasApproval }: HeldBack): string | undefined {
  if (hasApproval) {
    const place = hasGate ? 'after its ReleaseGateStep, and a ReleaseTurnStep after that' : 'before its first step that distributes';
    return `must ask for the approval itself: leave out 'approval', and put a WaitForActionStep with the topic into the workflow, ${place}. See ${SEE}`;
  }
  if (onFailure === WorkflowOnFailure.CONTINUE) {
    return `has the onFailure CONTINUE, so a build goes on although its image was not released. Leave 'onFailure' out, or use WorkflowOnFailure.ABORT. See ${SEE_CONFIGURATION}`;
  }
  if (managedName !== undefined) {
    const { className, risk } = NEEDED[hasGate ? 'GATE' : 'RELEASE'];
    return `${risk}: Amazon manages it, and it has no ${className}. Use a Workflow of your own that has one, or ${LEAVE_OUT}. See ${SEE}`;
  }
  if (facts) return stepsProblem(facts.steps, hasGate);
  return hasGate
    ? `${NEEDED.GATE.risk}: synthesis does not know its document. Give a Workflow with WorkflowDocument.fromSteps(), fromFile() or fromAsset(), or ${LEAVE_OUT}. See ${SEE}`
    : undefined;
}

function stepsProblem(steps: readonly StepFacts[], hasGate: boolean): string | undefined {
  const gate = steps.find(({ release }) => release === 'GATE');
  if (gate && !hasGate) {
    return `has the ReleaseGateStep ${quoted(gate.name)}, which refuses every image of a build without a gate. Replace it by a ReleaseTurnStep, or give the build a 'gate'. See ${SEE}`;
  }
  const distributing = steps.map(({ action }) => isDistributing(action));
  const first = distributing.indexOf(true);
  const before = first === -1 ? steps : steps.slice(0, first);
  const after = steps.slice(distributing.lastIndexOf(true) + 1);
  const given = `got the steps ${steps.map(shownStep).join(', ')}`;
  return neededProblem(hasGate ? 'GATE' : 'TURN', before, `before its first step that distributes, ${given}`)
    ?? neededProblem('RELEASE', after, `after its last step that distributes, ${given}`);
}

/** The problem of a release step that is missing in its place, or that holds nothing back there. */
function neededProblem(release: ReleaseStep, steps: readonly StepFacts[], place: string): string | undefined {
  const { className, risk } = NEEDED[release];
  const found = steps.filter((step) => step.release === release);
  if (found.some(({ hasCondition, abortsOnFailure }) => !hasCondition && abortsOnFailure)) return undefined;
  if (found.length === 0) return `${risk}: it has no ${className} ${place}. Put one there, or ${LEAVE_OUT}. See ${SEE}`;
  const [{ name, hasCondition }] = found;
  const reason = hasCondition
    ? 'has a condition (if), so it may be skipped. Leave the condition out'
    : "has another onFailure than Abort, so the workflow may go on when it fails. Leave its 'onFailure' out, or use StepOnFailure.ABORT";
  return `${risk}: its ${className} ${quoted(name)} ${reason}. See ${SEE_DOCUMENT}`;
}

function shownStep({ name, action, release }: StepFacts): string {
  return `${quoted(name)} (${release ? NEEDED[release].className : action})`;
}
