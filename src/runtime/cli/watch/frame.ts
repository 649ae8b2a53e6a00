import { UsualTimes } from './usual-times';
import { hasNoImage } from '../../image/states';
import { isUnderWay } from '../../image/workflows';
import { Timeline, TimelineStep, TimelineWorkflow, TimeSpan } from '../../monitoring/timeline';
import { shortName } from '../../values/arn';
import { durationText } from '../../values/duration';
import { stateText } from '../image-result';
import { attention, bad, faint, good, strong, Text, widthOf } from '../terminal/text';

const FAILED = ['FAILED', 'TIMED_OUT', 'CANCELLED', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_COMPLETED'];
/** The minimum number of steps to show of a running workflow. */
const FEWEST_STEPS = 3;

export interface FrameContent {
  readonly timeline: Timeline;
  readonly usual: UsualTimes;
  readonly now: number;
  /** Why the last poll failed; empty if it succeeded. */
  readonly problem: string;
}

/** A build at one moment, in a limited number of lines: each workflow, and the steps of the running or failed one. */
export function frame({ timeline, usual, now, problem }: FrameContent, rows: number): Text[] {
  const { report, workflows, isRunning } = timeline;
  const head: Text[] = [[strong(shortName(report.arn)), '  ', stateText(report.state), '  ', timing(timeline, isRunning, now, usual.of())], ''];
  const tail = problem === '' ? [] : ['', attention(problem)];
  const open = workflows.filter(({ execution }) => isRunning ? isUnderWay(execution.status) : FAILED.includes(execution.status));
  const room = Math.max(FEWEST_STEPS, rows - head.length - tail.length - workflows.length);
  const shares = sharedRoom(open.map(({ steps }) => steps.length), room);
  const lines = workflows.flatMap((workflow) => {
    const share = shares[open.indexOf(workflow)] ?? 0;
    return [workflowText(workflow, now, usual), ...stepLines(workflow, share, now, usual)];
  });
  const waiting = workflows.length > 0 || hasNoImage(report.state) ? [] : [faint('No workflow has started yet.')];
  return [...head, ...lines, ...waiting, ...tail];
}

function workflowText({ execution, ...span }: TimelineWorkflow, now: number, usual: UsualTimes): Text {
  const { type, status, succeeded, skipped, steps } = execution;
  const done = succeeded === undefined || steps === undefined ? '' : ` ${succeeded + (status === 'COMPLETED' ? skipped ?? 0 : 0)}/${steps}`;
  return [mark(status), ' ', strong(type), ' ', stateText(status), done, '  ', timing(span, isUnderWay(status), now, usual.of(type))];
}

/** The steps around the running one, and how many others there are. */
function stepLines({ execution, steps }: TimelineWorkflow, share: number, now: number, usual: UsualTimes): Text[] {
  if (share === 0) return [];
  const width = Math.max(...steps.map(({ name }) => widthOf(name)), 0);
  const shown = window(steps, share);
  const before = shown[0] === undefined ? 0 : steps.indexOf(shown[0]);
  const after = steps.length - before - shown.length;
  return [
    ...before > 0 ? [faint(`    ${before} more before`)] : [],
    ...shown.map((step) => stepText(step, width, `${execution.type}/${step.name}`, now, usual)),
    ...after > 0 ? [faint(`    ${after} more after`)] : [],
  ];
}

function stepText(step: TimelineStep, width: number, part: string, now: number, usual: UsualTimes): Text {
  const isRunning = isUnderWay(step.status);
  const name: Text = step.status === 'PENDING' || step.status === 'SKIPPED' ? faint(step.name) : step.name;
  const message = isRunning || FAILED.includes(step.status) ? step.message : '';
  return [
    '  ', mark(step.status), ' ', name, ' '.repeat(width - widthOf(step.name)), '  ', stepStatus(step.status),
    timing(step, isRunning, now, usual.of(part)), message && `  ${message}`,
  ];
}

function stepStatus(status: string): Text {
  return ['COMPLETED', 'RUNNING', 'PENDING'].includes(status) ? '' : [stateText(status), '  '];
}

/** How long a part took or takes, and usually does. */
function timing({ start, end }: TimeSpan, isRunning: boolean, now: number, usual?: number): Text {
  const usually = usual === undefined || !isRunning ? '' : faint(`, usually ${durationText(usual)}`);
  if (start === undefined) return '';
  if (isRunning) return [durationText(now - start), usually];
  return end === undefined ? '' : durationText(end - start);
}

/** A number of steps that include the running or failed one. */
function window(steps: readonly TimelineStep[], share: number): readonly TimelineStep[] {
  if (steps.length <= share) return steps;
  const size = Math.max(1, share - 2); // two lines say how many others there are
  const current = steps.findIndex(({ status }) => isUnderWay(status) || FAILED.includes(status));
  const last = current < 0 ? steps.filter(({ status }) => status !== 'PENDING').length : current + 1;
  const start = Math.max(0, Math.min(last - Math.ceil(size * 2 / 3), steps.length - size));
  return steps.slice(start, start + size);
}

/** Shares lines among lists: a short list leaves more to the others. */
function sharedRoom(lengths: number[], room: number): number[] {
  let left = room;
  return lengths.map((length, index) => {
    const share = Math.min(length, Math.max(1, Math.floor(left / (lengths.length - index))));
    left -= share;
    return share;
  });
}

function mark(status: string): Text {
  if (status === 'COMPLETED') return good('✓');
  if (FAILED.includes(status)) return bad('✗');
  if (isUnderWay(status)) return attention('▸');
  return faint(status === 'SKIPPED' ? '-' : '·');
}
