import { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { buildMetrics, ended, findingMetrics, metric } from './build-metrics';
import { ListedImage, listedImages } from './listed-image';
import {
  imageTag, Outcome, PipelineMemory, pipelineMemoryOf, pipelineTag, ReleasedImage, shortId, StandingTrouble, Trouble, wholeSeconds,
} from './memory';
import { messageOf, NoticeText } from './message';
import { Settings } from './settings';
import { buildOf, disabledText, enabledText, overdueText, recoveredText, Subject, troubleText, waitingText } from './texts';
import { METRIC_NAMESPACE, WatchedPipeline } from '../../contract/monitoring';
import { NO_GATE } from '../image/evaluation';
import { ImageReport, listTaggedImages, readImage } from '../image/image-report';
import { isBeingScanned } from '../image/scan';
import { verdictOf } from '../image/verdict';
import { PipelineOverview } from '../monitoring/fleet';
import { CallError } from '../services/call-error';
import { ImageBuilder } from '../services/image-builder';
import { Metrics } from '../services/metrics';
import { Topics } from '../services/topics';
import { asText, JsonObject } from '../values/json';
import { timeOf } from '../values/time';

/** The services that a watch calls. */
export interface WatchServices {
  readonly images: ImageBuilder;
  readonly metrics: Metrics;
  readonly topics: Topics;
}

const HOUR = 3_600_000;
/** A scan that has not ended by then has no findings to come. */
const MAX_SCAN_WAIT = 48 * HOUR;

/** An image whose build has ended, in the order of the ends. */
interface EndedImage {
  readonly listed: ListedImage;
  readonly ended: number;
  /** The report of an image whose end was not told. */
  readonly report?: ImageReport;
}

/**
 * One look at one pipeline: what happened since the last one is told and published, and then remembered in tags. An interrupted
 * look is repeated, so that nothing is lost.
 */
export class PipelineWatch {
  private readonly before?: PipelineMemory;
  private readonly imageName: string;
  private remembered?: string;
  private readonly memory: { -readonly [Member in keyof PipelineMemory]: PipelineMemory[Member] };

  /** @param now milliseconds since 1970 */
  public constructor(
    private readonly services: WatchServices,
    private readonly settings: Settings,
    private readonly pipeline: WatchedPipeline,
    private readonly overview: PipelineOverview,
    private readonly now: number,
  ) {
    this.remembered = overview.tags[settings.tagKey];
    this.before = pipelineMemoryOf(this.remembered);
    this.imageName = overview.imageName;
    this.memory = { ...this.before ?? { seen: '', isOpen: false, since: 0 }, waitingTold: new Map(this.before?.waitingTold) };
  }

  /**
   * Looks, and returns the metrics of this moment.
   *
   * @param isNamed an event named the pipeline or an image of it, so its images are read whatever the list says
   * @throws CallError if something could not be read, told or remembered
   */
  public async look(isNamed: boolean): Promise<MetricDatum[]> {
    const { lastRunStatus, lastRun, consecutiveFailures, recipeArn } = this.overview;
    const seen = shortId(JSON.stringify([lastRunStatus, lastRun, consecutiveFailures, recipeArn]));
    if (isNamed || !this.before || this.before.isOpen || this.before.trouble || this.before.seen !== seen || this.isDaily()) await this.readImages();
    this.memory.seen = seen;
    await this.repeatTrouble();
    await this.tellWaiting();
    await this.tellDisabled();
    await this.tellOverdue();
    await this.remember();
    const age = this.imageAge();
    return [
      ...age === undefined ? [] : [metric(this.imageName, 'ImageAgeHours', age / HOUR)],
      metric(this.imageName, 'WaitingSteps', this.overview.waitingSteps.length),
    ];
  }

  /** Once a day the images are read in any case: the list does not show that somebody retried an older one. */
  private isDaily(): boolean {
    return parseInt(shortId(this.overview.arn), 16) % 24 === new Date(this.now).getUTCHours();
  }

  private async readImages(): Promise<void> {
    const { tagKey } = this.settings;
    const images = listedImages(await listTaggedImages(this.services.images, this.overview.arn), this.overview.arn, tagKey);
    this.memory.released = releasedOf(images);
    if (this.before === undefined) this.memory.since = images.filter((image) => !image.isRunning).pop()?.created ?? 0;
    this.memory.isOpen = images.some((image) => image.isRunning);
    await Promise.all(images.filter((image) => image.isRunning).map((image) => this.expect(image)));
    const known = images.filter((image) => !image.isRunning && (image.memory || image.created >= this.memory.since));
    const all = await Promise.all(known.map((image) => this.endedImage(image)));
    await this.tellEnds(all.sort((a, b) => a.ended - b.ended || a.listed.created - b.listed.created));
    for (const { listed, report } of all) if (!report && !listed.memory!.isScanned) await this.readLateFindings(listed);
  }

  /** An image of which an end was told is being built again; one that is older than the monitor ends in its time. */
  private async expect({ arn, created, memory }: ListedImage): Promise<void> {
    if (memory ? memory.end === undefined : created >= this.memory.since) return;
    await this.tag(arn, imageTag({ ended: 0, isScanned: false }));
  }

  private async endedImage(listed: ListedImage): Promise<EndedImage> {
    if (listed.memory?.end === listed.end) return { listed, ended: listed.memory.ended };
    const report = await readImage(this.services.images, listed.arn);
    return { listed, report, ended: wholeSeconds(ended(report) ?? this.now) };
  }

  /** Tells the ends in their order: whether the pipeline is well depends on the last one. */
  private async tellEnds(images: readonly EndedImage[]): Promise<void> {
    const last = this.memory.trouble;
    // The image may have been deleted since, or built again.
    const isListed = images.some(({ listed, report }) => !report && isTrouble(listed.outcome) && buildOf(listed.arn) === last?.build);
    let trouble = isListed ? undefined : last;
    for (const { listed, report, ended: end } of images) {
      const before = trouble && trouble.ended <= end ? trouble : undefined;
      if (report) await this.tellEnd({ listed, report, ended: end }, before);
      if (trouble && !before) continue;
      if (listed.outcome === 'AVAILABLE') trouble = undefined;
      if (isTrouble(listed.outcome)) {
        const build = buildOf(listed.arn);
        trouble = { trouble: listed.outcome, build, ended: end, toldAt: !report && last?.build === build ? last.toldAt : this.now };
      }
    }
    this.memory.trouble = trouble;
  }

  private async tellEnd({ listed, report, ended: end }: Required<EndedImage>, before: StandingTrouble | undefined): Promise<void> {
    const { outcome, arn } = listed;
    const isScanning = this.mayStillFind(listed, report.image);
    await this.services.metrics.put(METRIC_NAMESPACE, [
      ...buildMetrics(this.imageName, outcome, report, end),
      ...isScanning ? [] : findingMetrics(this.imageName, report, end),
    ]);
    if (isTrouble(outcome)) {
      await this.tell(troubleText(this.subject, outcome, report, verdictOf(report.image) ?? NO_GATE, false));
    }
    if (outcome === 'AVAILABLE') {
      const wasOverdue = this.memory.overdueTold !== undefined && !this.isOverdue();
      if (before || wasOverdue) await this.tell(recoveredText(this.subject, arn, before));
      if (wasOverdue) this.memory.overdueTold = undefined;
    }
    if (isScanning) this.memory.isOpen = true;
    await this.tag(arn, imageTag({ end: listed.end, ended: end, isScanned: !isScanning }));
  }

  private async readLateFindings(listed: ListedImage): Promise<void> {
    const report = await readImage(this.services.images, listed.arn);
    if (this.mayStillFind(listed, report.image)) {
      this.memory.isOpen = true;
      return;
    }
    await this.services.metrics.put(METRIC_NAMESPACE, findingMetrics(this.imageName, report, this.now));
    await this.tag(listed.arn, imageTag({ ...listed.memory!, isScanned: true }));
  }

  private mayStillFind({ created, outcome }: ListedImage, image: JsonObject): boolean {
    return outcome === 'AVAILABLE' && isBeingScanned(image) && this.now - created < MAX_SCAN_WAIT;
  }

  private async repeatTrouble(): Promise<void> {
    if (!this.memory.trouble || !this.isDue(this.memory.trouble.toldAt)) return;
    const { trouble, build } = this.memory.trouble;
    const arn = `${this.overview.arn.replace(/:image-pipeline\/.*$/, ':image')}/${this.imageName}/${build}`;
    const report = await readImage(this.services.images, arn).catch(unlessGone);
    if (report) await this.tell(troubleText(this.subject, trouble, report, verdictOf(report.image) ?? NO_GATE, true));
    this.memory.trouble = { ...this.memory.trouble, toldAt: this.now };
    await this.remember();
  }

  private async tellWaiting(): Promise<void> {
    const waiting = new Map(this.overview.waitingSteps.map((step) => [shortId(step.stepExecutionId), step]));
    for (const id of this.memory.waitingTold.keys()) if (!waiting.has(id)) this.memory.waitingTold.delete(id);
    for (const [id, step] of waiting) {
      if (!this.isDue(this.memory.waitingTold.get(id))) continue;
      const { images } = this.services;
      const image = await images.getImage(step.imageArn);
      // An image without a pipeline may have the same recipe.
      if (asText(image.sourcePipelineArn) === this.overview.arn) {
        const details = await images.getWorkflowStepExecution(step.stepExecutionId).catch(unknownDetails);
        await this.tell(waitingText(this.subject, step, verdictOf(image), details));
      }
      this.memory.waitingTold.set(id, this.now);
      await this.remember();
    }
  }

  private async tellDisabled(): Promise<void> {
    const { status, schedule } = this.overview;
    if (status === 'DISABLED' && schedule !== '' && !this.pipeline.disabled) {
      if (!this.isDue(this.memory.disabledTold)) return;
      await this.tell(disabledText(this.subject));
      this.memory.disabledTold = this.now;
      await this.remember();
    } else if (this.memory.disabledTold !== undefined) {
      if (status === 'ENABLED') await this.tell(enabledText(this.subject));
      this.memory.disabledTold = undefined;
      await this.remember();
    }
  }

  private async tellOverdue(): Promise<void> {
    if (!this.isOverdue()) {this.memory.overdueTold = undefined;} else if (this.isDue(this.memory.overdueTold)) {
      await this.tell(overdueText(this.subject, this.settings.maximumImageAge!));
      this.memory.overdueTold = this.now;
      await this.remember();
    }
  }

  /** Right after each notice, so that a failure later on repeats none. */
  private async remember(): Promise<void> {
    const value = pipelineTag(this.memory);
    if (value === this.remembered) return;
    await this.tag(this.overview.arn, value);
    this.remembered = value;
  }

  private get subject(): Subject {
    return { overview: this.overview, released: this.memory.released, now: this.now };
  }

  /** Milliseconds since the released image was created, or since the pipeline was; undefined if neither is known. */
  private imageAge(): number | undefined {
    const created = this.memory.released?.created ?? timeOf(this.overview.created);
    return created === undefined ? undefined : Math.max(0, this.now - created);
  }

  private isOverdue(): boolean {
    const [age, maximum] = [this.imageAge(), this.settings.maximumImageAge];
    return age !== undefined && maximum !== undefined && age > maximum;
  }

  /** Whether to tell what stands: for the first time, or once more. */
  private isDue(toldAt: number | undefined): boolean {
    const { repeatAfter } = this.settings;
    return toldAt === undefined || (repeatAfter !== undefined && this.now - toldAt >= repeatAfter);
  }

  private async tell(text: NoticeText): Promise<void> {
    if (!this.settings.notices.includes(text.notice)) return;
    const message = messageOf(text);
    for (const topic of this.settings.topics) await this.services.topics.publish(topic, message);
    console.log(JSON.stringify({ notice: text.notice, title: text.title, resources: text.resources }));
  }

  private tag(arn: string, value: string): Promise<void> {
    return this.services.images.tagResource(arn, { [this.settings.tagKey]: value });
  }
}

function isTrouble(outcome: Outcome): outcome is Trouble {
  return outcome === 'FAILED' || outcome === 'REFUSED';
}

/** The newest image that users get. */
function releasedOf(images: readonly ListedImage[]): ReleasedImage | undefined {
  const newest = images.filter(({ isReleased }) => isReleased).pop();
  return newest && { build: buildOf(newest.arn), created: newest.created };
}

function unlessGone(error: unknown): undefined {
  if (!(error instanceof CallError && error.kind === 'NOT_FOUND')) throw error;
}

/** A notice does without the deadline. */
function unknownDetails(error: unknown): undefined {
  if (!(error instanceof CallError)) throw error;
}
