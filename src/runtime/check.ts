import { CallError } from './call-error';
import { isBroken, isBuilt, readImage } from './image-report';
import { passOn } from './image-wait';
import { asObject, asText, JsonObject } from './json';
import { judge, outcomeOf } from './judgement';
import { MAX_REFUSALS, mayStay, pauseAfter } from './patience';
import { Outcome } from './request';
import { Services } from './services';
import { timedOut } from './time-out';
import { Subject, subjectOf, Wait } from './wait';

/** The states in which a scan stays. One from the future may not be among them: it is waited for. */
const ENDED_SCANS = ['COMPLETED', 'ABANDONED', 'FAILED', 'TIMED_OUT'];

/** What one look found: an end, or that the wait goes on. */
export type Look = { readonly outcome: Outcome } | { readonly next: Wait; readonly seconds: number };

/**
 * Looks once at an image that is waited for.
 *
 * @param age seconds since the wait began, by the clock
 */
export async function look(wait: Wait, age: number, services: Services): Promise<Look> {
  const subject = subjectOf(wait);
  // Counted seconds miss the time that looking takes; the clock alone could not be tested without waiting for hours.
  const waited = Math.max(wait.Waited, Math.round(age));
  const left = subject.seconds - waited;
  const goOn = (more: Partial<Wait>): Look => {
    const seconds = pauseAfter(wait.Looks, left, Math.random());
    return { next: { ...wait, ...more, Waited: waited + seconds, Looks: wait.Looks + 1 }, seconds };
  };
  try {
    const image = await services.images.getImage(subject.imageArn);
    if (hasEnded(image, subject)) return { outcome: await conclude(image, wait, subject, services) };
    return left > 0 ? goOn({ Refusals: 0 }) : { outcome: await giveUpWaiting(image, wait, subject, waited, services) };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const refusals = wait.Refusals + (mayStay(error.kind) ? 1 : 0);
    if (refusals < MAX_REFUSALS && left > 0) return goOn({ Refusals: refusals });
    return { outcome: subject.isLast ? { success: false, reason: error.message } : passOn(wait.Request!) };
  }
}

/** Is there nothing more to wait for? */
function hasEnded(image: JsonObject, { waitsForScan }: Subject): boolean {
  const state = asText(asObject(image.state).status);
  if (isBroken(state)) return true;
  return isBuilt(state) && !(waitsForScan && isBeingScanned(image));
}

/** The state of a scan may come later than the image: an empty one of an image that is to be scanned is waited for. */
function isBeingScanned({ imageScanningConfiguration, scanState }: JsonObject): boolean {
  const isEnabled = asObject(imageScanningConfiguration).imageScanningEnabled === true;
  return isEnabled && !ENDED_SCANS.includes(asText(asObject(scanState).status));
}

async function conclude(image: JsonObject, wait: Wait, subject: Subject, { images, region }: Services): Promise<Outcome> {
  if (!subject.isLast) return passOn(wait.Request!);
  const report = await readImage(images, subject.imageArn, image);
  return outcomeOf(await judge(report, subject.gate, images, new Date()), subject.mayFail, region);
}

async function giveUpWaiting(image: JsonObject, wait: Wait, subject: Subject, waited: number, { images, region }: Services): Promise<Outcome> {
  if (!subject.isLast) return passOn(wait.Request!);
  const report = await readImage(images, subject.imageArn, image);
  const judgement = await judge(report, subject.gate, images, new Date());
  if (subject.mayFail) return { success: false, reason: timedOut(report, waited) };
  return outcomeOf(judgement, false, region);
}
