import { NoticeText } from './message';
import { FailedResult, OpenFailure, ReleasedImage } from './notice-state';
import { answerCommand } from '../../contract/release';
import { explain } from '../image/explain';
import { GateResult } from '../image/gate';
import { ImageReport } from '../image/image-report';
import { recordedVerdict } from '../image/verdict';
import { PipelineOverview, WaitingStep } from '../monitoring/fleet';
import { stepOption } from '../monitoring/step-option';
import { arnParts } from '../values/arn';
import { durationInWords } from '../values/duration';
import { asText, JsonObject } from '../values/json';
import { oneLine } from '../values/text';

/** The pipeline that a notice is about, and the time of the notice. */
export interface NoticeContext {
  readonly overview: PipelineOverview;
  readonly released?: ReleasedImage;
  /** When its images got another name. */
  readonly renamedAt?: number;
  readonly now: number;
}

/** A build that failed or was refused, explained as a deployment explains it. */
export function failureText(context: NoticeContext, result: FailedResult, report: ImageReport, isRepeated: boolean): NoticeText {
  const { overview } = context;
  const gate = recordedVerdict(report.image);
  const build = buildOf(report.arn);
  const what = result === 'FAILED' ? `build ${build} failed` : `build ${build} was refused`;
  return {
    notice: result,
    imageName: overview.imageName,
    title: isRepeated ? `${overview.imageName}: still no good image since ${what}` : `${overview.imageName}: ${what}`,
    paragraphs: [
      explain(report, gate),
      ...result === 'REFUSED' ? vulnerabilitiesText(gate) : [],
      releasedText(context),
      ...failuresText(overview),
      placeText(overview),
    ],
    nextSteps: [],
    resources: [report.arn, overview.arn],
    facts: { ImageBuildVersionArn: report.arn, GateStatus: gate.status },
  };
}

/** A step that waits for a person. */
export function waitingText(context: NoticeContext, step: WaitingStep, gate: GateResult | undefined, details: JsonObject | undefined): NoticeText {
  const { overview, now } = context;
  const build = buildOf(step.imageArn);
  const started = Date.parse(step.startTime);
  const timeout = typeof details?.timeoutSeconds === 'number' ? details.timeoutSeconds * 1000 : undefined;
  const since = Number.isNaN(started) ? '' : ` since ${timeText(started)}`;
  const deadline = Number.isNaN(started) || timeout === undefined
    ? 'If nobody answers in time, the build fails.'
    : `If nobody answers by ${timeText(started + timeout)} (in ${durationInWords(Math.max(0, started + timeout - now))}), the build fails.`;
  const waiting = overview.waitingSteps.filter(({ imageArn }) => imageArn === step.imageArn).map(withId);
  const answer = (command: 'approve' | 'reject') => answerCommand(command, step.imageArn, stepOption(withId(step), waiting));
  return {
    notice: 'WAITING',
    imageName: overview.imageName,
    title: `${overview.imageName}: build ${build} waits for a person`,
    paragraphs: [
      `The step ${oneLine(step.name)} of image ${step.imageArn} waits for an answer${since}. ${deadline}`,
      ...gate ? [`The gate says ${gate.status}${gate.reason && `: ${gate.reason}`}.`] : [],
      ...asText(details?.description) ? [`The step says: ${oneLine(asText(details?.description))}`] : [],
      releasedText(context),
      placeText(overview),
    ],
    nextSteps: [`To approve it:\n${answer('approve')}`, `To reject it:\n${answer('reject')}`],
    resources: [step.imageArn, overview.arn],
    facts: { ImageBuildVersionArn: step.imageArn, StepExecutionId: step.stepExecutionId },
  };
}

/** A pipeline that no longer builds on its schedule. */
export function disabledText(context: NoticeContext): NoticeText {
  const { overview } = context;
  const { consecutiveFailures: failures = 0 } = overview;
  return {
    notice: 'DISABLED',
    imageName: overview.imageName,
    title: `${overview.imageName}: the pipeline is disabled`,
    paragraphs: [
      failures > 0
        ? `The pipeline ${overview.name} is disabled after ${failures} failed scheduled build${failures === 1 ? '' : 's'} in a row, so its schedule (${overview.schedule}) starts no more builds.`
        : `The pipeline ${overview.name} is disabled, so its schedule (${overview.schedule}) starts no builds.`,
      releasedText(context),
      placeText(overview),
    ],
    nextSteps: ['Fix what failed, then enable the pipeline: in the console of EC2 Image Builder, or with a deployment that changes the pipeline. A deployment that changes nothing leaves it disabled.'],
    resources: [overview.arn],
    facts: {},
  };
}

/** A released image that is older than it should be. */
export function overdueText(context: NoticeContext, maximumAge: number): NoticeText {
  const { overview, released, renamedAt, now } = context;
  const beginning = renamedAt === undefined
    ? `the pipeline was created ${durationInWords(now - Date.parse(overview.created))} ago`
    : `its images were renamed ${durationInWords(now - renamedAt)} ago`;
  const what = released
    ? `The newest available image is build ${released.build}, which is ${durationInWords(now - released.created)} old.`
    // There may have been one that was deleted or retired.
    : `No image is available, and ${beginning}.`;
  return {
    notice: 'OVERDUE',
    imageName: overview.imageName,
    title: released ? `${overview.imageName}: the newest image is ${durationInWords(now - released.created)} old` : `${overview.imageName}: no image is available`,
    paragraphs: [`${what} An image should be at most ${durationInWords(maximumAge)} old.`, lastRunText(overview), placeText(overview)],
    nextSteps: [`To build one now:\naws imagebuilder start-image-pipeline-execution --region ${regionOf(overview)} --image-pipeline-arn ${overview.arn}`],
    resources: [overview.arn],
    facts: {},
  };
}

/** A released image after a failure, or after the previous image was too old. */
export function recoveredText({ overview }: NoticeContext, imageArn: string, failure: OpenFailure | undefined): NoticeText {
  const before = failure
    ? `Build ${failure.build} ${failure.result === 'FAILED' ? 'had failed' : 'had been refused'} on ${timeText(failure.ended)}.`
    : 'The image before it was too old.';
  return {
    notice: 'RECOVERED',
    imageName: overview.imageName,
    title: `${overview.imageName}: build ${buildOf(imageArn)} is available`,
    paragraphs: [`Image ${imageArn} is available. ${before}`, placeText(overview)],
    nextSteps: [],
    resources: [imageArn, overview.arn],
    facts: { ImageBuildVersionArn: imageArn },
  };
}

/** A pipeline that is enabled again. */
export function enabledText({ overview }: NoticeContext): NoticeText {
  return {
    notice: 'RECOVERED',
    imageName: overview.imageName,
    title: `${overview.imageName}: the pipeline is enabled again`,
    paragraphs: [`The pipeline ${overview.name} is enabled again, ${overview.schedule === '' ? 'but has no schedule any more' : 'and builds on its schedule'}.`, placeText(overview)],
    nextSteps: [],
    resources: [overview.arn],
    facts: {},
  };
}

/** Version and build number in the ARN of an image. */
export function buildOf(imageArn: string): string {
  return arnParts(imageArn).version;
}

function releasedText({ overview, released, now }: NoticeContext): string {
  if (!released) return `No image of ${overview.imageName} is available.`;
  return `Meanwhile the newest available image is build ${released.build}, which is ${durationInWords(now - released.created)} old.`;
}

function withId({ name, stepExecutionId }: WaitingStep) {
  return { name, id: stepExecutionId };
}

function vulnerabilitiesText({ reason }: GateResult): string[] {
  return reason === '' ? [] : [`The gate says: ${reason}.`];
}

function failuresText({ consecutiveFailures: failures = 0 }: PipelineOverview): string[] {
  return failures > 1 ? [`${failures} scheduled builds in a row have failed.`] : [];
}

function lastRunText({ lastRun, lastRunStatus, nextRun, status }: PipelineOverview): string {
  const last = lastRun === '' ? 'The pipeline has not run yet' : `The last build started on ${dateText(lastRun)}${lastRunStatus && ` and is ${lastRunStatus}`}`;
  const next = nextRun === '' ? '' : ` The next one is due on ${dateText(nextRun)}.`;
  return `${last}.${status === 'DISABLED' ? ' The pipeline is disabled.' : next}`;
}

function dateText(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : timeText(time);
}

function placeText({ arn }: PipelineOverview): string {
  const { region, account } = arnParts(arn);
  return `Pipeline: ${arn}\nRegion ${region}, account ${account}`;
}

function regionOf({ arn }: PipelineOverview): string {
  return arnParts(arn).region;
}

/** A time as people read it, in UTC. */
function timeText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
