import { MAX_UNREADABLE_FINDINGS, MAX_CONSECUTIVE_ERRORS, nextPollDelay } from './backoff';
import { intermediateResponse, WaitTarget, waitTargetOf, Wait } from './state';
import { timedOut } from './timed-out';
import { MAX_WAIT_SECONDS } from '../../contract/contract';
import { consoleUrl } from '../image/console-url';
import { evaluate, Evaluation, responseOf } from '../image/evaluation';
import { ImageReport, readImage } from '../image/image-report';
import { isBeingScanned } from '../image/scan';
import { hasNoImage, isBuilt, isDeleted, isRetired, stateOf } from '../image/states';
import { isOfNewResource } from '../requests/build-trigger';
import { secondBuildOf } from '../requests/second-build';
import { CallError, isPermanent } from '../services/call-error';
import { Services } from '../services/services';
import { JsonObject } from '../values/json';
import { Response } from '../values/response';

/** The result of one poll: the response, or the next poll. */
export type PollResult = { readonly response: Response } | { readonly next: Wait; readonly seconds: number };

/** One poll of the image that a request waits for. */
export class Check {
  private readonly target: WaitTarget;
  private readonly waited: number;
  /** Seconds that are left: of the time-out, and of the hour of CloudFormation. */
  private readonly left: number;
  private report?: Promise<ImageReport>;

  /**
   * @param wait the wait as the last poll left it
   * @param age seconds since the wait began, by the clock
   */
  public constructor(private readonly wait: Wait, age: number, private readonly services: Services) {
    this.target = waitTargetOf(wait);
    // Counted seconds miss the time that polls take; the clock alone could not be tested without waiting for hours.
    this.waited = Math.max(wait.Waited, Math.round(age));
    // Lambda may have delivered the request late, or a second time, but the hour of CloudFormation has begun with it.
    const sinceRequest = wait.SentAt === undefined ? 0 : (Date.now() - wait.SentAt) / 1000;
    this.left = Math.min(this.target.seconds - this.waited, MAX_WAIT_SECONDS - sinceRequest);
  }

  public async poll(): Promise<PollResult> {
    try {
      // A throttled call is left to the next poll: retries of hundreds of waits would use up the calls that new builds need.
      return await this.evaluateImage(await this.services.images.getImage(this.target.imageArn, this.hasTimeLeft));
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      const ConsecutiveErrors = this.wait.ConsecutiveErrors + (isPermanent(error.kind) ? 1 : 0);
      if (ConsecutiveErrors < MAX_CONSECUTIVE_ERRORS && this.hasTimeLeft) return this.goOn('', { ConsecutiveErrors });
      return { response: this.intermediateResponse() ?? { success: false, reason: error.message } };
    }
  }

  private async evaluateImage(image: JsonObject): Promise<PollResult> {
    const state = stateOf(image);
    const hasEnded = this.hasEnded(image);
    if (!hasEnded && this.hasTimeLeft) return this.goOn(state, { ConsecutiveErrors: 0, UnreadableFindings: 0 });
    const second = await this.secondBuild(image);
    if (second !== undefined) return this.goOn('', { SecondImage: second, ConsecutiveErrors: 0, UnreadableFindings: 0 });
    // The wait that sees the build fail says so: the next one could not tell it from a build of an earlier deployment.
    const hasFailed = hasNoImage(state) && !isDeleted(image);
    const passedOn = this.target.mayFail && hasFailed ? undefined : this.intermediateResponse();
    if (passedOn) return { response: passedOn };

    const { images, region } = this.services;
    const report = await this.reportOf(image);
    const evaluation = await evaluate(report, this.target.gate, images, new Date());
    if (!hasEnded) {
      return {
        response: this.target.mayFail
          ? { success: false, reason: await timedOut(report, this.waited, images, new Date()) }
          : responseOf(evaluation, { mayFail: false, region, copies: this.target.copies }),
      };
    }
    const mayChange = evaluation.gate.mayChange && this.wait.UnreadableFindings < MAX_UNREADABLE_FINDINGS && this.hasTimeLeft;
    if (!mayChange) return { response: this.conclude(evaluation) };
    return this.goOn(state, { ConsecutiveErrors: 0, UnreadableFindings: this.wait.UnreadableFindings + 1 });
  }

  /** The second build, if the first build of a new resource failed because EC2 did not know its instance profile yet. */
  private async secondBuild(image: JsonObject): Promise<string | undefined> {
    if (!this.hasTimeLeft || stateOf(image) !== 'FAILED') return undefined;
    const report = await this.reportOf(image);
    return secondBuildOf(report, this.services, { startedBy: this.isFirstDeployment(image) ? this.wait.Request.RequestId : undefined });
  }

  /** Whether the deployment creates the build. A longer time-out adds waits to a build that is updated. */
  private isFirstDeployment(image: JsonObject): boolean {
    return this.wait.Request.RequestType === 'Create' && isOfNewResource(image);
  }

  private conclude(evaluation: Evaluation): Response {
    const { mayFail, copies } = this.target;
    const { report } = evaluation;
    if (mayFail && isRetired(report.state)) return { success: false, reason: retired(report) };
    // A build takes minutes, so a build that has failed at the first poll belongs to an earlier deployment.
    const isOld = this.wait.Polls === 0;
    const lostPipeline = !isOld && this.isFirstDeployment(report.image) ? 'ROLLED_BACK' : undefined;
    return responseOf(evaluation, { mayFail, region: this.services.region, isOld, lostPipeline, copies });
  }

  /** The report of the image, read once. */
  private reportOf(image: JsonObject): Promise<ImageReport> {
    return this.report ??= readImage(this.services.images, this.target.imageArn, image);
  }

  private get hasTimeLeft(): boolean {
    return this.left > 0;
  }

  private goOn(state: string, more: Partial<Wait>): PollResult {
    const seconds = nextPollDelay({ polls: this.wait.Polls, left: this.left, state }, Math.random());
    return { next: { ...this.wait, ...more, Waited: this.waited + seconds, Polls: this.wait.Polls + 1 }, seconds };
  }

  /** The response of a wait that another wait follows. */
  private intermediateResponse(): Response | undefined {
    return this.target.isLast ? undefined : intermediateResponse(this.wait.Request);
  }

  /** Whether there is nothing more to wait for. */
  private hasEnded(image: JsonObject): boolean {
    const state = stateOf(image);
    if (hasNoImage(state) || isRetired(state)) return true;
    return isBuilt(state) && !(this.target.waitsForScan && isBeingScanned(image));
  }
}

/** Why a deployment fails if its image existed, but must not be used any more. */
function retired({ arn, state }: ImageReport): string {
  return `Image ${arn} was built, and is ${state} now: somebody or a lifecycle policy retired it. `
    + `Deploy with another 'trigger' to build a new image. ${consoleUrl(arn)}`;
}
