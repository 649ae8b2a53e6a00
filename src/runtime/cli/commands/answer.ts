import { userInfo } from 'node:os';
import { recordedVerdict } from '../../image/verdict';
import { shortName } from '../../values/arn';
import { durationText } from '../../values/duration';
import { asCount, asText, JsonObject } from '../../values/json';
import { timeOf } from '../../values/time';
import { advisedCommand } from '../advised-command';
import { CliCommand, CommandContext } from '../command';
import { CommandError, Declined } from '../command-error';
import { ExitCode } from '../exit-code';
import { FIND_IMAGE_ACTIONS } from '../find-image';
import { findWaitingStep } from '../find-waiting-step';
import { verdictText } from '../image-result';
import { strong, Text } from '../terminal/text';

interface Answer {
  readonly name: 'approve' | 'reject';
  readonly action: 'RESUME' | 'STOP';
  readonly summary: string;
  /** What the answer does to the build and its image. */
  readonly effect: string;
  readonly done: string;
}

export const APPROVE = answering({
  name: 'approve',
  action: 'RESUME',
  summary: 'Approve a workflow step that waits for a person, such as the approval of a release: the build goes on',
  effect: 'The workflow goes on, and releases the image if this was its approval.',
  done: 'approved',
});

export const REJECT = answering({
  name: 'reject',
  action: 'STOP',
  summary: 'Reject a workflow step that waits for a person: the build stops, and its image fails and reaches nobody',
  effect: 'The workflow stops, the image fails and reaches nobody.',
  done: 'rejected',
});

const MAX_NAME = 100;
/** The most characters of name and reason together. */
const MAX_REASON = 900;

function answering(answer: Answer): CliCommand {
  return {
    name: answer.name,
    argument: '<image>',
    summary: answer.summary,
    options: [
      { flags: '--reason <text>', description: 'the reason, which is kept with the step' },
      { flags: '--by <name>', description: 'who answers (default: your user name on this machine)' },
      { flags: '--step <name>', description: 'the step to answer, by name or id, if several steps of the image wait' },
      { flags: '--yes', description: 'do not ask before acting' },
    ],
    actions: [
      ...FIND_IMAGE_ACTIONS, 'imagebuilder:ListWaitingWorkflowSteps', 'imagebuilder:GetWorkflowStepExecution',
      'imagebuilder:SendWorkflowStepAction',
    ],
    run: (context) => answerStep(answer, context),
  };
}

async function answerStep({ name, action, effect, done }: Answer, { argument, options, output, open, ask }: CommandContext): Promise<ExitCode> {
  if (!ask && !options.yes) throw new CommandError(`There is nobody to ask, because this is not a terminal: add --yes and --reason to ${name} without a prompt.`);
  const by = oneLineOf(options.by) || ownName();
  if (by === '') throw new CommandError(`${name} needs your name, which is kept with the step, but your user has none on this machine: add --by.`);
  if (by.length > MAX_NAME) throw new CommandError(`The name has ${by.length} characters: give one of at most ${MAX_NAME} with --by.`);
  const session = await open(argument);
  const { image, step } = await findWaitingStep(session, argument, asText(options.step), options.yes === true);
  const arn = asText(image.arn);
  if (!options.yes) output.lines([...described(image, step), effect]);
  const reason = oneLineOf(options.reason) || oneLineOf(await ask?.('Why? '));
  if (reason === '') throw new CommandError(`${name} needs a reason, which is kept with the step: add --reason.`);
  if (reason.length + by.length > MAX_REASON) throw new CommandError(`The reason has ${reason.length} characters: shorten it to ${MAX_REASON - by.length}.`);
  if (!options.yes && !/^y(es)?$/i.test((await ask!(`${name === 'approve' ? 'Approve' : 'Reject'} ${shortName(arn)} as ${by}? [y/N] `)).trim())) throw new Declined();
  await session.images.sendWorkflowStepAction(arn, asText(step.stepExecutionId), action, `${by}: ${reason}`);
  if (options.json) output.json({ image: arn, step: asText(step.name), action, by, reason });
  else output.line([strong(shortName(arn)), ` is ${done}. To follow the build, run ${advisedCommand('watch', arn, session)}`]);
  return ExitCode.OK;
}

function described(image: JsonObject, step: JsonObject): Text[] {
  const now = Date.now();
  const start = timeOf(asText(step.startTime));
  const seconds = asCount(step.timeoutSeconds);
  const left = start === undefined || seconds === undefined ? undefined : start + seconds * 1_000 - now;
  return [
    ['Image:  ', strong(asText(image.arn))],
    ['Gate:   ', verdictText(recordedVerdict(image))],
    `Step:   ${asText(step.name)}${start === undefined ? '' : `, waiting for ${durationText(now - start)}`}${left === undefined ? '' : `; it times out in ${durationText(left)}`}`,
  ];
}

/** The name of the user on this machine; empty in a container that runs with a user id of its own. */
function ownName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}

function oneLineOf(value: string | boolean | undefined): string {
  return asText(value).replace(/\s+/g, ' ').trim();
}
