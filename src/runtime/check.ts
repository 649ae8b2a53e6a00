import { CallError } from './call-error';
import { isBroken, isBuilt, readImage } from './image-report';
import { passOn } from './image-wait';
import { asObject, asText, JsonObject } from './json';
import { judge, Judgement, outcomeOf } from './judgement';
import { MAX_DOUBTS, MAX_REFUSALS, mayStay, pauseAfter } from './patience';
import { publish } from './publication';
import { Outcome } from './request';
import { Services } from './services';
import { timedOut } from './time-out';
import { Subject, subjectOf, Wait } from './wait';

/** The states in which a scan stays. One from the future may not be among them: it is waited for. */
const ENDED_SCANS = ['COMPLETED', 'ABANDONED', 'FAILED', 'TIMED_OUT'];

/** What one look found: an end, or that the wait goes on. */
export type Look = { readonly outcome: Outcome } | { readonly next: Wait; readonly seconds: number };

/** One look at an image that is waited for. */
export class Check {
  private readonly subject: Subject;
  private readonly waited: number;

  /**
   * @param wait the wait as it was left by the last look
   * @param age seconds since the wait began, by the clock
   */
  constructor(private readonly wait: Wait, age: number, private readonly services: Services) {
    this.subject = subjectOf(wait);
    // Counted seconds miss the time that looking takes; the clock alone could not be tested without waiting for hours.
    this.waited = Math.max(wait.Waited, Math.round(age));
  }

  public async look(): Promise<Look> {
    try {
      return await this.lookAt(await this.services.images.getImage(this.subject.imageArn));
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      const Refusals = this.wait.Refusals + (mayStay(error.kind) ? 1 : 0);
      if (Refusals < MAX_REFUSALS && this.hasTimeLeft) return this.goOn({ Refusals });
      return { outcome: this.passOn() ?? { success: false, reason: error.message } };
    }
  }

  private async lookAt(image: JsonObject): Promise<Look> {
    if (this.isOfAnotherPipeline(image)) return { outcome: { success: true, reason: `${this.subject.imageArn} was built by another pipeline` } };
    const hasEnded = this.hasEnded(image);
    if (!hasEnded && this.hasTimeLeft) return this.goOn({ Refusals: 0, Doubts: 0 });
    const passedOn = this.passOn();
    if (passedOn) return { outcome: passedOn };

    const { images, region } = this.services;
    const report = await readImage(images, this.subject.imageArn, image);
    const judgement = await judge(report, this.subject.gate, images, new Date());
    if (!hasEnded) {
      return {
        outcome: this.subject.mayFail
          ? { success: false, reason: await timedOut(report, this.waited, images, new Date()) }
          : outcomeOf(judgement, false, region),
      };
    }
    const mayChange = judgement.gate.mayChange && this.wait.Doubts < MAX_DOUBTS && this.hasTimeLeft;
    return mayChange ? this.goOn({ Refusals: 0, Doubts: this.wait.Doubts + 1 }) : { outcome: await this.conclude(judgement) };
  }

  private async conclude(judgement: Judgement): Promise<Outcome> {
    const { parameterName, mayFail } = this.subject;
    if (parameterName && !judgement.isRefused) {
      const publication = await publish(judgement.report, parameterName, this.services);
      console.log(JSON.stringify({ parameter: parameterName, image: judgement.report.arn, ...publication }));
      if (publication.isFailure) return { success: false, reason: publication.reason };
    }
    return outcomeOf(judgement, mayFail, this.services.region);
  }

  private get hasTimeLeft(): boolean {
    return this.waited < this.subject.seconds;
  }

  private goOn(more: Partial<Wait>): Look {
    const seconds = pauseAfter(this.wait.Looks, this.subject.seconds - this.waited, Math.random());
    return { next: { ...this.wait, ...more, Waited: this.waited + seconds, Looks: this.wait.Looks + 1 }, seconds };
  }

  /** The answer of a wait that another one follows. */
  private passOn(): Outcome | undefined {
    return this.subject.isLast ? undefined : passOn(this.wait.Request!);
  }

  private isOfAnotherPipeline({ sourcePipelineArn }: JsonObject): boolean {
    return this.wait.Publish !== undefined && asText(sourcePipelineArn) !== asText(this.wait.Publish.ImagePipelineArn);
  }

  /** Is there nothing more to wait for? */
  private hasEnded(image: JsonObject): boolean {
    const state = asText(asObject(image.state).status);
    if (isBroken(state)) return true;
    return isBuilt(state) && !(this.subject.waitsForScan && isBeingScanned(image));
  }
}

/** The state of a scan may come later than the image: an empty one of an image that is to be scanned is waited for. */
function isBeingScanned({ imageScanningConfiguration, scanState }: JsonObject): boolean {
  const isEnabled = asObject(imageScanningConfiguration).imageScanningEnabled === true;
  return isEnabled && !ENDED_SCANS.includes(asText(asObject(scanState).status));
}
