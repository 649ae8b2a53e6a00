import { Account } from './account';
import { advisedCommand } from './advised-command';
import { CommandError } from './command-error';
import { findImages, newest } from './find-image';
import { Session } from './session';
import { newestFirst } from '../image/newest-first';
import { isRunning, stateOf } from '../image/states';
import { stepOption } from '../monitoring/step-option';
import { shortName } from '../values/arn';
import { asText, JsonObject } from '../values/json';

/** A build that waits for a person. */
interface WaitingBuild {
  readonly image: JsonObject;
  /** The step that waits, with its message and time-out. */
  readonly step: JsonObject;
}

/**
 * Finds the step that a person means to answer. A name without a version stands for its only build that waits, which need not be
 * the newest: an approval may last for days.
 *
 * @param stepName empty for the only step that waits
 * @param needsWholeName whether the beginning of a name does not stand for it
 * @throws CommandError if no build or step waits, or several do
 */
export async function findWaitingStep(session: Session, text: string, stepName: string, needsWholeName: boolean): Promise<WaitingBuild> {
  const { images: api } = session;
  const found = await findImages(session, text, { needsWholeName });
  const steps = await api.listWaitingWorkflowSteps();
  const stepsOf = (imageArn: unknown) => steps.filter(({ imageBuildVersionArn }) => imageBuildVersionArn === imageArn);
  const arns = newestFirst(found).map(({ arn }) => asText(arn)).filter((arn) => stepsOf(arn).length > 0);
  if (arns.length > 1) throw new CommandError(`${arns.length} builds of "${text}" wait for an answer: give one of ${arns.map(shortName).join(', ')}.`);
  const image = await api.getImage(arns[0] ?? newest(found, text));
  if (arns.length === 0) throw nothingWaits(image, session, found.length > 1 ? text : undefined);
  const step = onlyStep(stepsOf(arns[0]), stepName, shortName(arns[0]));
  return { image, step: { ...step, ...await api.getWorkflowStepExecution(asText(step.stepExecutionId)) } };
}

function onlyStep(waiting: JsonObject[], name: string, image: string): JsonObject {
  const steps = waiting.map((step) => ({ name: asText(step.name), id: asText(step.stepExecutionId) }));
  const named = waiting.filter((_, index) => name === '' || [steps[index].name, steps[index].id].includes(name));
  const names = steps.map((step) => stepOption(step, steps) ?? step.name).join(', ');
  if (named.length === 0) throw new CommandError(`No step "${name}" of ${image} waits for an answer: give one of ${names} with --step.`);
  if (named.length > 1) throw new CommandError(`Several steps of ${image} wait: name one of ${names} with --step.`);
  return named[0];
}

/** @param name the name that the image is the newest build of, unless the image itself was given */
function nothingWaits(image: JsonObject, account: Account, name?: string): CommandError {
  const arn = asText(image.arn);
  const state = stateOf(image);
  const what = name === undefined
    ? `No step of ${shortName(arn)} waits for an answer: the image is ${state}`
    : `No build of "${name}" waits for an answer: the newest, ${shortName(arn)}, is ${state}`;
  return new CommandError(isRunning(state)
    ? `${what}, and its build goes on: it has not reached such a step yet, or somebody has answered. To follow it, run ${advisedCommand('watch', arn, account)}`
    : `${what}, and its build has ended: somebody has answered, the step has timed out, or the build never reached it. To see what became of it, run ${advisedCommand('explain', arn, account)}`);
}
