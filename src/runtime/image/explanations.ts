/*
 * The usual causes of failures. A failed deployment shows the one that matches, and the troubleshooting page of the
 * documentation is made from the same list. A new cause is one entry in the file of its group.
 */
import { COMPONENTS } from './explanations/components';
import { CONTAINERS } from './explanations/containers';
import { DISTRIBUTION } from './explanations/distribution';
import { Explanation, ExplanationGroup, Failure, Stage } from './explanations/explanation';
import { IMAGE_CREATION } from './explanations/image-creation';
import { INTEGRATION } from './explanations/integration';
import { LAUNCH } from './explanations/launch';
import { factsOf, weightOf } from './explanations/match';
import { nextStep } from './explanations/next-step';
import { RELEASE } from './explanations/release';
import { START } from './explanations/start';
import { SYSTEMS_MANAGER } from './explanations/systems-manager';
import { TESTS_AND_SCANS } from './explanations/tests-and-scans';
import { WORKFLOW_STEPS } from './explanations/workflow-steps';

/** In the order of a build. */
export const EXPLANATION_GROUPS: readonly ExplanationGroup[] = [
  START,
  LAUNCH,
  SYSTEMS_MANAGER,
  COMPONENTS,
  IMAGE_CREATION,
  TESTS_AND_SCANS,
  RELEASE,
  DISTRIBUTION,
  INTEGRATION,
  CONTAINERS,
  WORKFLOW_STEPS,
];

/** The usual cause of a failure, and what to do with the image once it is fixed. */
export interface Hint {
  readonly explanation: Explanation;
  /** Empty if the remedy says everything. */
  readonly nextStep: string;
}

/** The usual cause of a failure, or undefined if there is none. */
export function hintFor(failure: Failure): Hint | undefined {
  const [match] = matchesOf(failure);
  return match && { explanation: match.explanation, nextStep: nextStep(failure, match.explanation, factsOf(failure).stage || match.stage) };
}

/** The explanations that match best. More than one would contradict each other: the tests allow it for no message. */
export function matchesOf(failure: Failure): Array<{ readonly explanation: Explanation; readonly stage: Stage }> {
  const facts = factsOf(failure);
  const weighed = EXPLANATION_GROUPS.flatMap(({ explanations, stage = '' }) => explanations()
    .filter(({ isRunning = false }) => isRunning === (failure.isRunning ?? false))
    .map((explanation) => ({ explanation, stage, weight: weightOf(explanation.signs, facts) })));
  const best = Math.max(...weighed.map(({ weight }) => weight));
  return best === 0 ? [] : weighed.filter(({ weight }) => weight === best);
}
