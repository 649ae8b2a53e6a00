import { randomUUID } from 'node:crypto';
import { Answer } from './script';
import { ACCOUNT, REGION } from '../../../local-cloud/conductor/in-memory/memory-cloud';
import { LoggedCall } from '../../../local-cloud/image-builder';
import { isTerminal } from '../../../local-cloud/image-builder/build-state';
import { ReleaseStep } from '../../../src/contract/release';
import { Memory } from '../memory';

const LOOKS_EVERY = 60_000;

/** The people who start builds beside the deployments, retry failed images, and approve. */
export class People {
  /** Their calls of Image Builder. */
  public readonly calls = new Set<LoggedCall>();
  /** The images that they have started, and how. */
  public readonly started = new Map<string, 'schedule' | 'hand' | 'retry'>();
  public readonly retries: { readonly imageArn: string; readonly at: number }[] = [];
  /** The number of images that they do not answer for. */
  public unanswered = 0;
  public readonly approvals: { readonly imageArn: string; readonly at: number; readonly action: 'RESUME' | 'STOP' }[] = [];
  private readonly asked = new Map<string, Answer>();
  private isThere = true;
  private sleepers: (() => void)[] = [];

  public constructor(private readonly memory: Memory, private readonly answers: readonly Answer[]) {}

  /** Starts a build, unless the service refuses that. */
  public start(imagePipelineArn: string, how: 'schedule' | 'hand'): void {
    if (how === 'schedule') {
      const arn = attempt(() => this.memory.emulator.runSchedule(imagePipelineArn));
      if (arn !== undefined) this.started.set(arn, how);
      this.wake();
      return;
    }
    const answer = attempt(() => this.call('StartImagePipelineExecution', { imagePipelineArn, clientToken: randomUUID() }));
    if (answer) this.started.set(String(answer.imageBuildVersionArn), how);
    this.wake();
  }

  /** Tries the newest image again that failed. */
  public retry(): void {
    const failed = this.memory.emulator.builds.filter(({ state }) => ['FAILED', 'CANCELLED'].includes(state)).pop();
    if (!failed) return;
    const answer = attempt(() => this.call('RetryImage', { imageBuildVersionArn: failed.arn, clientToken: randomUUID() }));
    if (!answer) return;
    this.started.set(failed.arn, 'retry');
    this.retries.push({ imageArn: failed.arn, at: this.memory.time.now() });
    this.wake();
  }

  /** Looks for images that wait, and answers each once. */
  public async answer(): Promise<void> {
    for (; this.isThere; await this.nextLook(LOOKS_EVERY)) {
      if (!this.memory.emulator.builds.some(({ state }) => state === 'DISTRIBUTING')) continue;
      const { steps } = this.call('ListWaitingWorkflowSteps', {}) as { steps: { stepExecutionId: string; imageBuildVersionArn: string }[] };
      for (const step of steps) {
        if (this.asked.has(step.stepExecutionId)) continue;
        const answer = this.answers[this.asked.size % this.answers.length];
        this.asked.set(step.stepExecutionId, answer);
        const { action } = answer;
        if (action === 'NOTHING') this.unanswered++;
        else this.memory.time.after(answer.after * 1000, () => this.say(action, step.imageBuildVersionArn, step.stepExecutionId));
      }
    }
  }

  /** Starts the state machine for images that are built or tested, as far as there is one. */
  public async meddle(): Promise<void> {
    const met = new Set<string>();
    for (; this.isThere; await this.nextLook(LOOKS_EVERY / 6)) {
      for (const { arn: Image, state } of this.memory.emulator.builds) {
        const [stateMachineArn] = this.memory.stateMachines.arns;
        if (stateMachineArn === undefined || met.has(Image) || !['BUILDING', 'TESTING'].includes(state)) continue;
        met.add(Image);
        for (const Step of ['TURN', 'RELEASE'] satisfies ReleaseStep[]) {
          const name = `meddler-${randomUUID()}`;
          // A state machine that is being deleted starts nothing.
          await this.memory.stateMachines.execute({ stateMachineArn, input: JSON.stringify({ Step, Image }), name }).catch(() => {});
        }
      }
    }
  }

  public leave(): void {
    this.isThere = false;
  }

  /** Says that a build has started: while there is none, nobody looks. */
  public wake(): void {
    this.sleepers.splice(0).forEach((wakeUp) => wakeUp());
  }

  private async nextLook(interval: number): Promise<void> {
    const { time, emulator } = this.memory;
    const since = time.now();
    await time.sleep(interval);
    if (!emulator.builds.every(({ state }) => isTerminal(state))) return;
    await new Promise<void>((resolve) => this.sleepers.push(resolve));
    // They look when they would have looked anyway.
    await time.sleep(interval - (time.now() - since) % interval);
  }

  private say(action: 'RESUME' | 'STOP', imageBuildVersionArn: string, stepExecutionId: string): void {
    const input = { action, imageBuildVersionArn, stepExecutionId, reason: 'It was looked at.', clientToken: randomUUID() };
    if (attempt(() => this.call('SendWorkflowStepAction', input))) this.approvals.push({ imageArn: imageBuildVersionArn, at: this.memory.time.now(), action });
  }

  private call(operation: string, input: object): Record<string, unknown> {
    const { emulator } = this.memory;
    try {
      return emulator.answer(operation, input, { region: REGION, accountId: ACCOUNT }) as Record<string, unknown>;
    } finally {
      this.calls.add(emulator.calls[emulator.calls.length - 1]);
    }
  }
}

/** Undefined if the service refuses the call. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
