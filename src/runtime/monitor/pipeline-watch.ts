import { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { BuildEnds } from './build-ends';
import { metric } from './build-metrics';
import { NoticeSender } from './notice-sender';
import { shortId } from './notice-state';
import { PipelineRecord } from './pipeline-record';
import { Settings } from './settings';
import { disabledText, enabledText, failureText, overdueText, waitingText } from './texts';
import { WatchServices } from './watch-services';
import { WatchedPipeline } from '../../contract/monitoring';
import { readImage } from '../image/image-report';
import { verdictOf } from '../image/verdict';
import { PipelineOverview } from '../monitoring/fleet';
import { CallError, undefinedIfNotFound } from '../services/call-error';
import { asText } from '../values/json';

const HOUR = 3_600_000;

/**
 * One poll of one pipeline: sends the notices and publishes the metrics of what happened since the last poll, then records it in
 * tags. An interrupted poll is repeated, so nothing is lost.
 */
export class PipelineWatch {
  /** Failures that stop nothing, and that the end of the poll reports. */
  private readonly errors: string[] = [];
  private readonly record: PipelineRecord;
  private readonly state: PipelineRecord['state'];
  private readonly notices: NoticeSender;
  private readonly ends: BuildEnds;

  /** @param now milliseconds since 1970 */
  public constructor(
    private readonly services: WatchServices,
    private readonly settings: Settings,
    private readonly pipeline: WatchedPipeline,
    private readonly overview: PipelineOverview,
    private readonly now: number,
  ) {
    this.record = new PipelineRecord(services.images, settings.tagKey, overview, now);
    this.state = this.record.state;
    this.notices = new NoticeSender(services.topics, settings, now, this.errors);
    this.ends = new BuildEnds(services, settings, this.record, this.notices, this.errors);
  }

  /**
   * Polls the pipeline, and returns its current metrics.
   *
   * @param isNamed an event named the pipeline or an image of it, so its images are read whatever the list says
   * @throws if something cannot be read, sent or remembered
   */
  public async poll(isNamed: boolean): Promise<MetricDatum[]> {
    const { lastRunStatus, lastRun, consecutiveFailures, recipeArn } = this.overview;
    const { before } = this.record;
    const seen = shortId(JSON.stringify([lastRunStatus, lastRun, consecutiveFailures, recipeArn]));
    // If a failed image is retried and fails again between two polls, the list does not change.
    const mayBeRetried = lastRunStatus === 'FAILED' || before?.failure !== undefined;
    if (isNamed || !before || before.isOpen || mayBeRetried || before.seen !== seen || this.isDaily()) await this.ends.poll();
    this.state.seen = seen;
    await this.repeatFailure();
    await this.notifyWaiting();
    await this.notifyDisabled();
    await this.notifyOverdue();
    await this.record.save();
    if (this.errors.length > 0) throw new Error(this.errors.join(' '));
    const age = this.record.imageAge();
    return [
      ...age === undefined ? [] : [metric(this.overview.imageName, 'ImageAgeHours', age / HOUR)],
      metric(this.overview.imageName, 'WaitingSteps', this.overview.waitingSteps.length),
    ];
  }

  /** Once a day, the images are read in any case: the list does not show that somebody retried an older image. */
  private isDaily(): boolean {
    return parseInt(shortId(this.overview.arn), 16) % 24 === new Date(this.now).getUTCHours();
  }

  private async repeatFailure(): Promise<void> {
    if (!this.state.failure || !this.notices.isDue(this.state.failure.notifiedAt)) return;
    const { result, build } = this.state.failure;
    const arn = `${this.overview.arn.replace(/:image-pipeline\/.*$/, ':image')}/${this.overview.imageName}/${build}`;
    const report = await readImage(this.services.images, arn).catch(undefinedIfNotFound);
    if (report) await this.notices.send(failureText(this.record.context, result, report, true));
    this.state.failure = { ...this.state.failure, notifiedAt: this.now };
    await this.record.save();
  }

  private async notifyWaiting(): Promise<void> {
    const waiting = new Map(this.overview.waitingSteps.map((step) => [shortId(step.stepExecutionId), step]));
    const { waitingNotifiedAt } = this.state;
    for (const id of waitingNotifiedAt.keys()) if (!waiting.has(id)) waitingNotifiedAt.delete(id);
    if (waiting.size === 0) this.state.waitingKnownUntil = undefined;
    // The oldest first: the tag forgets these first, and must not forget a step that had no notice.
    for (const [id, step] of [...waiting].sort(([a], [b]) => (this.record.startOf(a) ?? 0) - (this.record.startOf(b) ?? 0))) {
      if (this.record.hasForgotten(id) || !this.notices.isDue(waitingNotifiedAt.get(id))) continue;
      const { images } = this.services;
      const image = await images.getImage(step.imageArn);
      // An image without a pipeline may have the same recipe.
      if (asText(image.sourcePipelineArn) === this.overview.arn) {
        const details = await images.getWorkflowStepExecution(step.stepExecutionId).catch(unknownDetails);
        await this.notices.send(waitingText(this.record.context, step, verdictOf(image), details));
      }
      waitingNotifiedAt.set(id, this.now);
      await this.record.save();
    }
  }

  private async notifyDisabled(): Promise<void> {
    const { status, schedule } = this.overview;
    if (status === 'DISABLED' && schedule !== '' && !this.pipeline.disabled) {
      if (!this.notices.isDue(this.state.disabledNotifiedAt)) return;
      await this.notices.send(disabledText(this.record.context));
      this.state.disabledNotifiedAt = this.now;
      await this.record.save();
    } else if (this.state.disabledNotifiedAt !== undefined) {
      if (status === 'ENABLED') await this.notices.send(enabledText(this.record.context));
      this.state.disabledNotifiedAt = undefined;
      await this.record.save();
    }
  }

  private async notifyOverdue(): Promise<void> {
    if (!this.record.isOverdue(this.settings.maximumImageAge)) {
      this.state.overdueNotifiedAt = undefined;
    } else if (this.notices.isDue(this.state.overdueNotifiedAt)) {
      await this.notices.send(overdueText(this.record.context, this.settings.maximumImageAge!));
      this.state.overdueNotifiedAt = this.now;
      await this.record.save();
    }
  }
}

/** Without the details, a notice omits the deadline. */
function unknownDetails(error: unknown): undefined {
  if (!(error instanceof CallError)) throw error;
}
