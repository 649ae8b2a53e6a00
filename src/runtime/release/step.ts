import { Approval, approvalIn } from './approval';
import { distributionSteps, isToDistribute } from './distribution-steps';
import { evaluateRelease, Verdict } from './gate-step';
import { publishContainer } from './publish-container';
import { forgetFailure, keepFailure } from './release-failure-tag';
import { hasLostParameter, releasePropertyOf, renamedReason } from './release-property';
import { endedReason } from './running-image';
import { mark, otherImagesOf, supersedes, takeTurn } from './turn';
import {
  APPROVAL_STEP, MAX_RELEASE_WAIT_SECONDS, RELEASE_TAG, ReleaseEvent, ReleaseProperty, ReleaseState,
} from '../../contract/release';
import { hasNoFindings } from '../image/findings';
import { lastVerdictTag } from '../image/last-verdict';
import { rejection, superseded } from '../image/release-failure';
import { releaseTagOf } from '../image/release-tag';
import { isBeingScanned } from '../image/scan';
import { isBeforeDistribution, stateOf } from '../image/states';
import { findingsText, verdictTags } from '../image/verdict';
import { CallError, isPermanent } from '../services/call-error';
import { Services } from '../services/services';
import { arnParts, normalizedImageArn } from '../values/arn';
import { bestEffort } from '../values/best-effort';
import { asCount, asObject, asText, JsonObject } from '../values/json';
import { logLine } from '../values/safe-json';
import { secondsSince } from '../values/time';
import { MAX_CONSECUTIVE_ERRORS, MAX_UNREADABLE_FINDINGS, nextPollDelay } from '../wait/backoff';

/** The result of a poll: the step ended, or it continues. */
type PollResult = Omit<ReleaseState, 'Done' | 'Seconds'> | ({ readonly waits: true } & Partial<Counters>);

/** Counts that one poll hands on to the next. */
interface Counters {
  readonly ConsecutiveErrors: number;
  readonly UnreadableFindings: number;
  /** Whether the gate has seen a scan without any finding. */
  readonly SawNoFindings: boolean;
}

/** The maximum number of consecutive polls without a usable response. The image of the step would otherwise wait for hours. */
const MAX_UNUSABLE_RESPONSES = 10;

const RELEASE_AGAIN = 'Retry the image; build a container image again.';

/** One poll of one step of a release workflow, for the state machine. */
export async function advanceRelease(event: ReleaseEvent, services: Services): Promise<ReleaseState> {
  const poll = new ReleasePoll(event, services);
  const state = await poll.run();
  if (!state.Done) return state;
  const { Step, Image } = event.Release;
  if (state.Failed !== undefined) await keepFailure(services.images, normalizedImageArn(Image), state.Failed);
  const reason = state.Refused ?? state.Superseded ?? state.Failed;
  console.log(logLine({ step: Step, image: Image, status: statusOf(state), reason, calls: services.calls }));
  return state;
}

function statusOf({ Refused, Superseded, Failed }: ReleaseState): string {
  if (Refused !== undefined) return 'REFUSED';
  if (Superseded !== undefined) return 'SUPERSEDED';
  return Failed === undefined ? 'PASSED' : 'FAILED';
}

class ReleasePoll {
  private readonly polls: number;
  private readonly counters: Counters;
  private readonly left: number;

  public constructor(private readonly event: ReleaseEvent, private readonly services: Services) {
    const { Polls, ConsecutiveErrors, UnreadableFindings, SawNoFindings } = asObject(event.State);
    this.polls = asCount(Polls) ?? 0;
    this.counters = {
      ConsecutiveErrors: asCount(ConsecutiveErrors) ?? 0,
      UnreadableFindings: asCount(UnreadableFindings) ?? 0,
      SawNoFindings: SawNoFindings === true,
    };
    this.left = MAX_RELEASE_WAIT_SECONDS - secondsSince(event.StartedAt);
  }

  public async run(): Promise<ReleaseState> {
    try {
      const result = await this.poll();
      if (!('waits' in result)) return { Done: true, Seconds: 0, ...result };
      const { waits: _waits, ...counters } = result;
      return this.goOn({ ...this.counters, ConsecutiveErrors: 0, UnreadableFindings: 0, ...counters });
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      const { kind, message } = error;
      const ConsecutiveErrors = this.counters.ConsecutiveErrors + (kind === 'BUSY' ? 0 : 1);
      const most = isPermanent(kind) ? MAX_CONSECUTIVE_ERRORS : MAX_UNUSABLE_RESPONSES;
      if (ConsecutiveErrors < most && this.left > 0) return this.goOn({ ...this.counters, ConsecutiveErrors, LastError: message });
      return { Done: true, Seconds: 0, Failed: this.failureText(error) };
    }
  }

  private failureText({ kind, message }: CallError): string {
    if (!isPermanent(kind)) return `${message} The image is not released. ${RELEASE_AGAIN}`;
    const arn = normalizedImageArn(this.event.Release.Image);
    // The function may only read and mark images of the names that its stack releases.
    return kind === 'DENIED' && !this.event.Releases.some(({ ImageName }) => ImageName === arnParts(arn).name) ? renamedReason(arn) : message;
  }

  private async poll(): Promise<PollResult> {
    // A throttled call is left to the next poll: until then, deployments can use the function.
    const image = await this.services.images.getImage(normalizedImageArn(this.event.Release.Image), this.left > 0);
    const ended = endedReason(image);
    if (ended !== undefined) return { Failed: ended };
    await forgetFailure(this.services.images, image);
    if (isBeforeDistribution(stateOf(image))) return this.waitOr(`Image ${asText(image.arn)} is not released: it is not being distributed yet.`);
    const release = releasePropertyOf(image, this.event.Releases);
    switch (this.event.Release.Step) {
      case 'GATE': return this.gate(image, release);
      case 'TURN': return this.checkedTurn(image, release);
      case 'RELEASE': return this.release(image, release);
      // Without the step: whoever may start the state machine chooses its name, and the text becomes part of an explanation.
      default: return { Failed: 'This function does not know this step of a release workflow: the workflow is newer than the function.' };
    }
  }

  private async gate(image: JsonObject, release: ReleaseProperty | undefined): Promise<PollResult> {
    if (release?.Approval === 'true' && this.event.Release.HasApproval !== 'true') {
      return { Failed: `Image ${asText(image.arn)} is not released: it needs an approval, which its stack added after the build had begun, so its workflow does not ask for it. Build the image again.` };
    }
    const verdict = await this.verdict(image, release);
    if (!('gate' in verdict)) return verdict;
    // How soon findings are listed is not recorded, so an empty list is read twice.
    if (hasNoFindings(verdict.findings) && !this.counters.SawNoFindings && this.left > 0) return { waits: true, SawNoFindings: true };
    const turn = release?.Approval === 'true' ? {} : await this.turn(image);
    return 'waits' in turn ? turn : { ...turn, Verdict: verdictOutput(image, verdict) };
  }

  /** The verdict of a gate that the image passes. Otherwise the end of the step, or its next poll. */
  private async verdict(image: JsonObject, release: ReleaseProperty | undefined): Promise<PollResult | Verdict> {
    if (isBeingScanned(image) && this.left > 0) return { waits: true };
    const { images, deadline } = this.services;
    const verdict = await evaluateRelease(images, image, release);
    const { gate } = verdict;
    const { UnreadableFindings } = this.counters;
    if (gate.mayChange && (gate.isBusy || UnreadableFindings < MAX_UNREADABLE_FINDINGS) && this.left > 0) {
      return { waits: true, UnreadableFindings: UnreadableFindings + (gate.isBusy ? 0 : 1) };
    }
    try {
      await images.tagResource(asText(image.arn), verdictTags(gate, verdict.findings));
    } catch (error) {
      // The findings are to blame, and not the tags, for which they left no time.
      if (gate.mayChange && deadline.hasPassed) return { Failed: gate.reason };
      throw error;
    }
    const pipeline = asText(image.sourcePipelineArn);
    // This tag releases nothing; it is there for the command's list.
    if (release?.Gate && pipeline !== '') await bestEffort(`tag ${pipeline}`, () => images.tagResource(pipeline, lastVerdictTag(image, gate)));
    return gate.status === 'PASSED' ? verdict : { Refused: rejection(asText(image.arn), gate), Verdict: verdictOutput(image, verdict) };
  }

  /** The turn of an image whose workflow has a gate and an approval before it, or neither. */
  private async checkedTurn(image: JsonObject, release: ReleaseProperty | undefined): Promise<PollResult> {
    const arn = asText(image.arn);
    if (!release) return { Failed: `Image ${arn} is not released: its stack has neither a gate nor an approval for this image and pipeline. Build the image again.` };
    if (release.Approval === 'true') checkApproval(image, await distributionSteps(this.services.images, arn), ['GIVEN']);
    // The stack may have changed the gate while the image waited for a person. A tag could say that it has passed, but others can write tags.
    const verdict = release.Gate && await this.verdict(image, release);
    return verdict && !('gate' in verdict) ? verdict : this.turn(image);
  }

  private async turn(image: JsonObject): Promise<PollResult> {
    const turn = await takeTurn(this.services.images, image);
    if ('isOwn' in turn) return {};
    if ('supersededBy' in turn) return { Superseded: superseded(asText(image.arn), turn.supersededBy) };
    return this.waitOr(`Image ${asText(image.arn)} is not released: ${turn.waitsFor}, which is older, is still being released. Wait for its end, then retry the image; build a container image again.`);
  }

  private async release(image: JsonObject, release: ReleaseProperty | undefined): Promise<PollResult> {
    const { images } = this.services;
    const arn = asText(image.arn);
    if (releaseTagOf(image) !== 'RELEASING' && releaseTagOf(image) !== 'RELEASED') return { Failed: `Image ${arn} is not released: it did not pass its gate, or its turn.` };
    if (hasLostParameter(image, this.event.Releases)) return { Failed: renamedReason(arn) };
    const steps = await distributionSteps(images, arn);
    // If the stack added its approval after the gate, users have the AMI already: without the mark, retention could delete it. Only this
    // step writes the parameter of a container image, so such an image still reaches nobody.
    if (release?.Approval === 'true') checkApproval(image, steps, release.Parameter ? ['GIVEN'] : ['GIVEN', 'NEVER_ASKED']);
    // Otherwise, people who may start the state machine could take the mark from the previous image while this distribution may still fail.
    if (steps.length === 0 || steps.some(isToDistribute)) return this.waitOr(`Image ${arn} is not released: its distribution is not over. ${RELEASE_AGAIN}`);
    // Read first: if the step fails, the image must not be tagged as released.
    const released = (await otherImagesOf(images, image)).filter((other) => releaseTagOf(other) === 'RELEASED');
    const newer = released.find((other) => supersedes(other, image));
    if (newer) return { Superseded: superseded(arn, asText(newer.arn)) };
    if (release?.Parameter) await publishContainer(arn, release.Parameter, this.services);
    await mark(images, arn, { [RELEASE_TAG]: 'RELEASED' });
    // If an old image keeps the tag, retention keeps it until the next release.
    const before = released.map((other) => asText(other.arn));
    await Promise.all(before.map((other) => bestEffort(`untag ${other}`, () => images.untagResource(other, [RELEASE_TAG]))));
    return {};
  }

  /** Waits for what will be, or fails once the time is over. */
  private waitOr(problem: string): PollResult {
    return this.left > 0 ? { waits: true } : { Failed: problem };
  }

  private goOn(more: Counters & Pick<ReleaseState, 'LastError'>): ReleaseState {
    const Seconds = nextPollDelay({ polls: this.polls, left: Math.max(1, this.left), state: '' }, Math.random());
    return { Done: false, Seconds, ...{ Polls: this.polls + 1, ...more } };
  }
}

/**
 * Keeps whoever may start the state machine from releasing an image before its approval. The step that waits may need a
 * moment until its end is listed, so some more polls follow.
 *
 * @throws CallError if nobody has approved the image yet
 */
function checkApproval({ arn }: JsonObject, steps: JsonObject[], accepted: readonly Approval[]): void {
  const approval = approvalIn(steps);
  if (approval && accepted.includes(approval)) return;
  throw new CallError('REFUSED', `Image ${asText(arn)} is not released: nobody has approved it in the step '${APPROVAL_STEP}' of its distribution.`);
}

function verdictOutput(image: JsonObject, { gate, findings }: Verdict): ReleaseState['Verdict'] {
  return { Image: asText(image.arn), GateStatus: gate.status, GateReason: gate.reason, Findings: findingsText(findings) };
}
