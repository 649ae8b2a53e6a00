import { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { buildMetrics, ended, findingMetrics, metric } from './build-metrics';
import { ListedImage, listedImages } from './listed-image';
import { messageOf, NoticeText } from './message';
import {
  BuildResult, FailedResult, ImageNoticeState, imageTag, NOT_ENDED, OpenFailure, parsePipelineTag, PipelineNoticeState, pipelineTag, ReleasedImage,
  shortId, wholeSeconds,
} from './notice-state';
import { Settings } from './settings';
import { buildOf, disabledText, enabledText, failureText, NoticeContext, overdueText, recoveredText, waitingText } from './texts';
import { METRIC_NAMESPACE, WatchedPipeline } from '../../contract/monitoring';
import { NO_GATE } from '../image/evaluation';
import { ImageReport, listTaggedImages, readImage } from '../image/image-report';
import { isBeingScanned } from '../image/scan';
import { verdictOf } from '../image/verdict';
import { PipelineOverview } from '../monitoring/fleet';
import { CallError, undefinedIfNotFound } from '../services/call-error';
import { ImageBuilder } from '../services/image-builder';
import { Metrics } from '../services/metrics';
import { Topics } from '../services/topics';
import { arnParts } from '../values/arn';
import { asText, JsonObject } from '../values/json';
import { timeOf } from '../values/time';

/** The services that a watch calls. */
export interface WatchServices {
  readonly images: ImageBuilder;
  readonly metrics: Metrics;
  readonly topics: Topics;
}

const HOUR = 3_600_000;
/** If a scan has not ended after this time, no findings are expected. */
const MAX_SCAN_WAIT = 48 * HOUR;

/** An image whose build has ended, in the order of the ends. */
interface EndedImage {
  readonly listed: ListedImage;
  readonly ended: number;
  /** The report of an image whose end needs a notice. */
  readonly report?: ImageReport;
}

/**
 * One poll of one pipeline: sends the notices and publishes the metrics of what happened since the last poll, then records it in
 * tags. An interrupted poll is repeated, so nothing is lost.
 */
export class PipelineWatch {
  private readonly before?: PipelineNoticeState;
  private readonly imageName: string;
  private remembered?: string;
  /** Failures that stop nothing, and that the end of the poll reports. */
  private readonly errors: string[] = [];
  private readonly state: { -readonly [Member in keyof PipelineNoticeState]: PipelineNoticeState[Member] };

  /** @param now milliseconds since 1970 */
  public constructor(
    private readonly services: WatchServices,
    private readonly settings: Settings,
    private readonly pipeline: WatchedPipeline,
    private readonly overview: PipelineOverview,
    private readonly now: number,
  ) {
    this.remembered = overview.tags[settings.tagKey];
    this.imageName = overview.imageName;
    const remembered = parsePipelineTag(this.remembered);
    const imageName = shortId(this.imageName);
    const isRenamed = (remembered?.imageName ?? imageName) !== imageName;
    // Builds of an earlier name have the same numbers.
    this.before = isRenamed ? undefined : remembered;
    this.state = {
      ...this.before ?? { seen: '', isOpen: false, since: 0, disabledNotifiedAt: remembered?.disabledNotifiedAt },
      imageName,
      renamedAt: isRenamed ? now : remembered?.renamedAt,
      waitingNotifiedAt: new Map(this.before?.waitingNotifiedAt),
    };
  }

  /**
   * Polls the pipeline, and returns its current metrics.
   *
   * @param isNamed an event named the pipeline or an image of it, so its images are read whatever the list says
   * @throws if something cannot be read, sent or remembered
   */
  public async poll(isNamed: boolean): Promise<MetricDatum[]> {
    const { lastRunStatus, lastRun, consecutiveFailures, recipeArn } = this.overview;
    const seen = shortId(JSON.stringify([lastRunStatus, lastRun, consecutiveFailures, recipeArn]));
    // If a failed image is retried and fails again between two polls, the list does not change.
    const mayBeRetried = lastRunStatus === 'FAILED' || this.before?.failure !== undefined;
    if (isNamed || !this.before || this.before.isOpen || mayBeRetried || this.before.seen !== seen || this.isDaily()) await this.readImages();
    this.state.seen = seen;
    await this.repeatFailure();
    await this.notifyWaiting();
    await this.notifyDisabled();
    await this.notifyOverdue();
    await this.remember();
    if (this.errors.length > 0) throw new Error(this.errors.join(' '));
    const age = this.imageAge();
    return [
      ...age === undefined ? [] : [metric(this.imageName, 'ImageAgeHours', age / HOUR)],
      metric(this.imageName, 'WaitingSteps', this.overview.waitingSteps.length),
    ];
  }

  /** Once a day, the images are read in any case: the list does not show that somebody retried an older image. */
  private isDaily(): boolean {
    return parseInt(shortId(this.overview.arn), 16) % 24 === new Date(this.now).getUTCHours();
  }

  private async readImages(): Promise<void> {
    const all = await listTaggedImages(this.services.images, this.overview.arn);
    // A pipeline keeps the images of earlier recipes, which the monitor may not read.
    const ofThisName = all.filter(({ arn }) => arnParts(asText(arn)).name === this.imageName);
    const images = listedImages(ofThisName, this.overview.arn, this.settings.tagKey);
    this.state.released = releasedOf(images);
    if (this.before === undefined) this.state.since = images.filter((image) => !image.isRunning).pop()?.created ?? 0;
    this.state.isOpen = images.some((image) => image.isRunning);
    await Promise.all(images.filter((image) => image.isRunning).map((image) => this.expect(image)));
    const known = images.filter((image) => !image.isRunning && (image.noticeState || image.created >= this.state.since));
    const ends = await Promise.all(known.map((image) => this.endedImage(image)));
    await this.notifyEnds(ends.sort((a, b) => a.ended - b.ended || a.listed.created - b.listed.created));
    for (const { listed, report } of ends) if (!report) await this.publishLate(listed, listed.noticeState!);
  }

  /** Clears the end of an image that is being built again. An image that is older than the monitor needs a tag before it ends. */
  private async expect({ arn, created, noticeState }: ListedImage): Promise<void> {
    if (noticeState ? noticeState.end === undefined : created >= this.state.since) return;
    await this.tag(arn, imageTag(NOT_ENDED));
  }

  private async endedImage(listed: ListedImage): Promise<EndedImage> {
    const recorded = recordedEnd(listed);
    if (recorded?.isNotified) return { listed, ended: recorded.ended };
    const report = await readImage(this.services.images, listed.arn);
    return { listed, report, ended: recorded?.ended ?? wholeSeconds(ended(report) ?? this.now) };
  }

  /** Sends the notices in the order of the ends: the last build decides whether the pipeline has failed. */
  private async notifyEnds(images: readonly EndedImage[]): Promise<void> {
    const last = this.state.failure;
    // The image may have been deleted since, or built again.
    const isListed = images.some(({ listed, report }) => !report && isFailed(listed.result) && buildOf(listed.arn) === last?.build);
    let failure = isListed ? undefined : last;
    for (const { listed, report, ended: end } of images) {
      const before = failure && failure.ended <= end ? failure : undefined;
      if (report) await this.notifyEnd({ listed, report, ended: end }, before);
      if (failure && !before) continue;
      if (listed.result === 'AVAILABLE') failure = undefined;
      if (isFailed(listed.result)) {
        const build = buildOf(listed.arn);
        failure = { result: listed.result, build, ended: end, notifiedAt: !report && last?.build === build ? last.notifiedAt : this.now };
      }
    }
    this.state.failure = failure;
  }

  private async notifyEnd({ listed, report, ended: end }: Required<EndedImage>, before: OpenFailure | undefined): Promise<void> {
    const state = recordedEnd(listed) ?? { end: listed.end, ended: end, isNotified: false, isCounted: false, isScanned: false };
    try {
      await this.notifyResult(listed, report, before);
    } catch (error) {
      // A build counts even while nobody can be told.
      await this.recordEnd(listed, report, state);
      throw error;
    }
    await this.recordEnd(listed, report, { ...state, isNotified: true });
  }

  private async notifyResult({ result, arn }: ListedImage, report: ImageReport, before: OpenFailure | undefined): Promise<void> {
    if (isFailed(result)) await this.notify(failureText(this.context, result, report, verdictOf(report.image) ?? NO_GATE, false));
    if (result !== 'AVAILABLE') return;
    const wasOverdue = this.state.overdueNotifiedAt !== undefined && !this.isOverdue();
    if (before || wasOverdue) await this.notify(recoveredText(this.context, arn, before));
    if (wasOverdue) this.state.overdueNotifiedAt = undefined;
  }

  /** Records an end, and only then publishes its metrics: an end that cannot be recorded is found again by each poll. */
  private async recordEnd(listed: ListedImage, report: ImageReport, state: ImageNoticeState): Promise<void> {
    const isScanning = !state.isScanned && this.mayStillFind(listed, report.image);
    if (isScanning) this.state.isOpen = true;
    let recorded = listed.noticeState && imageTag(listed.noticeState);
    const record = async (value: string) => {
      if (value !== recorded) await this.tag(listed.arn, value);
      recorded = value;
    };
    await record(imageTag(state));
    try {
      await this.services.metrics.put(METRIC_NAMESPACE, [
        ...state.isCounted ? [] : buildMetrics(this.imageName, listed.result, report, state.ended),
        ...state.isScanned || isScanning ? [] : findingMetrics(this.imageName, report, state.isCounted ? this.now : state.ended),
      ]);
    } catch (error) {
      // The notices do not wait for metrics. The next poll reads the images, and makes up for them.
      this.errors.push((error as Error).message);
      this.state.isOpen = true;
      return;
    }
    await record(imageTag({ ...state, isCounted: true, isScanned: !isScanning }));
  }

  /** Publishes the metrics that an earlier poll could not publish, or did not know yet. */
  private async publishLate(listed: ListedImage, state: ImageNoticeState): Promise<void> {
    if (state.isCounted && state.isScanned) return;
    await this.recordEnd(listed, await readImage(this.services.images, listed.arn), state);
  }

  private mayStillFind({ created, result }: ListedImage, image: JsonObject): boolean {
    return result === 'AVAILABLE' && isBeingScanned(image) && this.now - created < MAX_SCAN_WAIT;
  }

  private async repeatFailure(): Promise<void> {
    if (!this.state.failure || !this.isDue(this.state.failure.notifiedAt)) return;
    const { result, build } = this.state.failure;
    const arn = `${this.overview.arn.replace(/:image-pipeline\/.*$/, ':image')}/${this.imageName}/${build}`;
    const report = await readImage(this.services.images, arn).catch(undefinedIfNotFound);
    if (report) await this.notify(failureText(this.context, result, report, verdictOf(report.image) ?? NO_GATE, true));
    this.state.failure = { ...this.state.failure, notifiedAt: this.now };
    await this.remember();
  }

  private async notifyWaiting(): Promise<void> {
    const waiting = new Map(this.overview.waitingSteps.map((step) => [shortId(step.stepExecutionId), step]));
    for (const id of this.state.waitingNotifiedAt.keys()) if (!waiting.has(id)) this.state.waitingNotifiedAt.delete(id);
    for (const [id, step] of waiting) {
      if (!this.isDue(this.state.waitingNotifiedAt.get(id))) continue;
      const { images } = this.services;
      const image = await images.getImage(step.imageArn);
      // An image without a pipeline may have the same recipe.
      if (asText(image.sourcePipelineArn) === this.overview.arn) {
        const details = await images.getWorkflowStepExecution(step.stepExecutionId).catch(unknownDetails);
        await this.notify(waitingText(this.context, step, verdictOf(image), details));
      }
      this.state.waitingNotifiedAt.set(id, this.now);
      await this.remember();
    }
  }

  private async notifyDisabled(): Promise<void> {
    const { status, schedule } = this.overview;
    if (status === 'DISABLED' && schedule !== '' && !this.pipeline.disabled) {
      if (!this.isDue(this.state.disabledNotifiedAt)) return;
      await this.notify(disabledText(this.context));
      this.state.disabledNotifiedAt = this.now;
      await this.remember();
    } else if (this.state.disabledNotifiedAt !== undefined) {
      if (status === 'ENABLED') await this.notify(enabledText(this.context));
      this.state.disabledNotifiedAt = undefined;
      await this.remember();
    }
  }

  private async notifyOverdue(): Promise<void> {
    if (!this.isOverdue()) {
      this.state.overdueNotifiedAt = undefined;
    } else if (this.isDue(this.state.overdueNotifiedAt)) {
      await this.notify(overdueText(this.context, this.settings.maximumImageAge!));
      this.state.overdueNotifiedAt = this.now;
      await this.remember();
    }
  }

  /** Records each notice at once, so that a later failure repeats none. */
  private async remember(): Promise<void> {
    const value = pipelineTag(this.state);
    if (value === this.remembered) return;
    await this.tag(this.overview.arn, value);
    this.remembered = value;
  }

  private get context(): NoticeContext {
    const { released, renamedAt } = this.state;
    return { overview: this.overview, released, renamedAt, now: this.now };
  }

  /** Milliseconds since the released image was created, or else the pipeline was, or its images got their name; undefined if none is known. */
  private imageAge(): number | undefined {
    const { released, renamedAt } = this.state;
    const created = released?.created ?? renamedAt ?? timeOf(this.overview.created);
    return created === undefined ? undefined : Math.max(0, this.now - created);
  }

  private isOverdue(): boolean {
    const [age, maximum] = [this.imageAge(), this.settings.maximumImageAge];
    return age !== undefined && maximum !== undefined && age > maximum;
  }

  /** Whether a notice is due: the first one, or a repetition. */
  private isDue(notifiedAt: number | undefined): boolean {
    const { repeatAfter } = this.settings;
    return notifiedAt === undefined || (repeatAfter !== undefined && this.now - notifiedAt >= repeatAfter);
  }

  /** Publishes a notice to all topics: one that refuses it keeps it from nobody else. */
  private async notify(text: NoticeText): Promise<void> {
    const { notices, topics } = this.settings;
    if (!notices.includes(text.notice)) return;
    const message = messageOf(text);
    const results = await Promise.allSettled(topics.map(async (topic) => this.services.topics.publish(topic, message)));
    const errors = results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as Error).message] : []));
    if (errors.length > 0 && errors.length === topics.length) throw new Error(errors.join(' '));
    if (errors.length > 0) this.errors.push(`The notice "${text.title}" reached only ${topics.length - errors.length} of ${topics.length} topics, and is not sent again. ${errors.join(' ')}`);
    console.log(JSON.stringify({ notice: text.notice, title: text.title, resources: text.resources, ...errors.length > 0 && { errors } }));
  }

  private tag(arn: string, value: string): Promise<void> {
    return this.services.images.tagResource(arn, { [this.settings.tagKey]: value });
  }
}

function isFailed(result: BuildResult): result is FailedResult {
  return result === 'FAILED' || result === 'REFUSED';
}

/** The record of an image's end; undefined if the image has ended differently since. */
function recordedEnd({ end, noticeState }: ListedImage): ImageNoticeState | undefined {
  return noticeState?.end === end ? noticeState : undefined;
}

/** The newest image that users get. */
function releasedOf(images: readonly ListedImage[]): ReleasedImage | undefined {
  const newest = images.filter(({ isReleased }) => isReleased).pop();
  return newest && { build: buildOf(newest.arn), created: newest.created };
}

/** Without the details, a notice omits the deadline. */
function unknownDetails(error: unknown): undefined {
  if (!(error instanceof CallError)) throw error;
}
