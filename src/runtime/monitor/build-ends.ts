import { buildMetrics, ended, findingMetrics } from './build-metrics';
import { ListedImage, listedImages, resultOf } from './listed-image';
import { NoticeSender } from './notice-sender';
import { BuildResult, FailedResult, ImageNoticeState, imageTag, NOT_ENDED, OpenFailure, ReleasedImage, wholeSeconds } from './notice-state';
import { PipelineRecord } from './pipeline-record';
import { Settings } from './settings';
import { buildOf, failureText, recoveredText } from './texts';
import { WatchServices } from './watch-services';
import { ImageReport, listTaggedImages, readImage } from '../image/image-report';
import { isBeingScanned } from '../image/scan';
import { PipelineOverview } from '../monitoring/fleet';
import { arnParts } from '../values/arn';
import { asText, JsonObject } from '../values/json';

/** If a scan has not ended after this time, no findings are expected. */
const MAX_SCAN_WAIT = 48 * 3_600_000;

/** An image whose build has ended, in the order of the ends. */
interface EndedImage {
  readonly listed: ListedImage;
  readonly ended: number;
  /** The report of an image whose end needs a notice. */
  readonly report?: ImageReport;
}

/** The notices and metrics of the builds of a pipeline that have ended. A tag of each image records them. */
export class BuildEnds {
  private readonly state: PipelineRecord['state'];
  private readonly overview: PipelineOverview;
  private readonly now: number;

  /** @param errors gets failures that stop nothing */
  public constructor(
    private readonly services: WatchServices,
    private readonly settings: Settings,
    private readonly record: PipelineRecord,
    private readonly notices: NoticeSender,
    private readonly errors: string[],
  ) {
    this.state = record.state;
    this.overview = record.overview;
    this.now = record.now;
  }

  /** Reads the images of the pipeline, and does what their ends require. */
  public async poll(): Promise<void> {
    const all = await listTaggedImages(this.services.images, this.overview.arn);
    // A pipeline keeps the images of earlier recipes, which the monitor may not read.
    const ofThisName = all.filter(({ arn }) => arnParts(asText(arn)).name === this.overview.imageName);
    const images = listedImages(ofThisName, this.overview.arn, this.settings.tagKey);
    this.state.released = releasedOf(images);
    if (this.record.before === undefined) this.state.since = images.filter((image) => !image.isRunning).pop()?.created ?? 0;
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
    return { listed: asReported(listed, report), report, ended: recorded?.ended ?? wholeSeconds(ended(report) ?? this.now) };
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
        failure = !report && last?.build === build
          ? { ...last, ended: end }
          : { result: listed.result, build, ended: end, notifiedAt: this.now };
      }
    }
    const reopened = images.find(({ listed, report }) => !report && failure?.build !== last?.build && failure?.build === buildOf(listed.arn));
    this.state.failure = failure && reopened ? await this.ofLastTry(failure, reopened.listed) : failure;
  }

  /** A failure that counts again, because a later image was deleted. */
  private async ofLastTry(failure: OpenFailure, listed: ListedImage): Promise<OpenFailure> {
    const { result } = asReported(listed, await readImage(this.services.images, listed.arn));
    return isFailed(result) ? { ...failure, result } : failure;
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
    if (isFailed(result)) await this.notices.send(failureText(this.record.context, result, report, false));
    if (result !== 'AVAILABLE') return;
    const wasOverdue = this.state.overdueNotifiedAt !== undefined && !this.record.isOverdue(this.settings.maximumImageAge);
    if (before || wasOverdue) await this.notices.send(recoveredText(this.record.context, arn, before));
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
      await this.services.metrics.put([
        ...state.isCounted ? [] : buildMetrics(this.overview.imageName, listed.result, report, state.ended),
        ...state.isScanned || isScanning ? [] : findingMetrics(this.overview.imageName, report, state.isCounted ? this.now : state.ended),
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
    const report = await readImage(this.services.images, listed.arn);
    await this.recordEnd(asReported(listed, report), report, state);
  }

  private mayStillFind({ created, result }: ListedImage, image: JsonObject): boolean {
    return result === 'AVAILABLE' && isBeingScanned(image) && this.now - created < MAX_SCAN_WAIT;
  }

  private tag(arn: string, value: string): Promise<void> {
    return this.services.images.tagResource(arn, { [this.settings.tagKey]: value });
  }
}

function isFailed(result: BuildResult): result is FailedResult {
  return result === 'FAILED' || result === 'REFUSED';
}

/** The list does not show whether the tags are those of the last try of the release; the report has no others. */
function asReported(listed: ListedImage, { image, state }: ImageReport): ListedImage {
  return listed.result !== 'AVAILABLE' && state === 'FAILED' ? { ...listed, result: resultOf(image, state) } : listed;
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
