import { stateOf } from '../../image/states';
import { isUnderWay } from '../../image/workflows';
import { readTimeline, Timeline, TimelineStep, TimelineWorkflow } from '../../monitoring/timeline';
import { asText } from '../../values/json';
import { Session } from '../session';

/** Every tenth poll without a change reads the image itself: a step may not show that its build was cancelled. */
const LOOK_AT_IMAGE = 10;
/** Number of times to read the steps again while a workflow runs but none of its steps does: the next one is about to start. */
const BETWEEN_STEPS = 2;

/** Follows a build. While nothing changes, a poll is one call: for a step, a workflow or the image that is running. */
export class BuildWatch {
  public static async start(session: Session, imageArn: string): Promise<BuildWatch> {
    const image = await session.images.getImage(imageArn);
    return new BuildWatch(session, await readTimeline(session.images, imageArn, image));
  }

  private quietPolls = 0;

  private constructor(private readonly session: Session, public timeline: Timeline) {}

  /** Reads everything again if something has changed. */
  public async poll(): Promise<boolean> {
    const hasChanged = await this.hasChanged();
    this.quietPolls = hasChanged ? 0 : this.quietPolls + 1;
    return hasChanged;
  }

  private async hasChanged(): Promise<boolean> {
    const { images } = this.session;
    const { report, workflows } = this.timeline;
    const running = workflows.filter(({ execution }) => execution.status === 'RUNNING');
    // The test workflows of a parallel group run at the same time, and take turns.
    const workflow: TimelineWorkflow | undefined = running[this.quietPolls % running.length];
    const step = workflow?.steps.find(({ id, status }) => id !== '' && isUnderWay(status));
    const looksAtImage = workflow === undefined || this.quietPolls % LOOK_AT_IMAGE === LOOK_AT_IMAGE - 1;
    if (looksAtImage) {
      const image = await images.getImage(report.arn);
      if (stateOf(image) === report.state) return false;
    } else if (step) {
      if (isSame(step, asText((await images.getWorkflowStepExecution(step.id)).status))) return false;
    } else if (this.quietPolls >= BETWEEN_STEPS) {
      const { status, totalStepsSucceeded } = await images.getWorkflowExecution(workflow.execution.id);
      if (status === workflow.execution.status && totalStepsSucceeded === workflow.execution.succeeded) return false;
    }
    const before = this.timeline;
    this.timeline = await readTimeline(images, report.arn);
    return changesOf(before, this.timeline).length > 0;
  }
}

function isSame(step: TimelineStep, status: string): boolean {
  return step.status === status;
}

/** A change between two polls of a build. */
export interface Change {
  /** Such as `BUILD` or `BUILD/ApplyBuildComponents`; empty for the image. */
  readonly part: string;
  readonly status: string;
  readonly milliseconds?: number;
}

/** The changes, in the order of the build; without an earlier poll, everything that has begun. */
export function changesOf(before: Timeline | undefined, after: Timeline): Change[] {
  const known = new Map(before ? partsOf(before).map(({ key, status }) => [key, status]) : []);
  return partsOf(after).filter(({ key, status }) => status !== 'PENDING' && known.get(key) !== status)
    .map(({ part, status, milliseconds }) => ({ part, status, milliseconds }));
}

function partsOf({ report, workflows }: Timeline): Array<Change & { readonly key: string }> {
  const image = { key: '', part: '', status: report.state };
  return [...workflows.flatMap(({ execution, steps, start, end }) => [
    ...steps.map((step, index) => ({
      key: `${execution.id} ${index}`, part: `${execution.type}/${step.name}`, status: step.status, milliseconds: lengthOf(step.status, step.start, step.end),
    })),
    { key: execution.id, part: execution.type, status: execution.status, milliseconds: lengthOf(execution.status, start, end) },
  ]), image];
}

function lengthOf(status: string, start?: number, end?: number): number | undefined {
  return start === undefined || end === undefined || isUnderWay(status) || status === 'SKIPPED' ? undefined : end - start;
}
