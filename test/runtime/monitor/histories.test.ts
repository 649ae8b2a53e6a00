import * as fc from 'fast-check';
import { End, HOUR, ModelImage, ModelPipeline, Region, SentNotice } from './region';

/*
 * Random lives of pipelines. The notices that a person should have got are worked out beside the monitor, from what really happened and
 * from the moments at which it polled.
 */

const RUNS = Number(process.env.MONITOR_RUNS ?? 300);
const MAXIMUM_AGE = 72 * HOUR;

beforeAll(() => { jest.spyOn(console, 'log').mockImplementation(() => undefined); });
afterAll(() => { jest.restoreAllMocks(); });

interface Step {
  readonly act: 'start' | 'end' | 'retry' | 'wait' | 'answer' | 'disable' | 'enable' | 'delete' | 'event' | 'poll' | 'time';
  readonly pipeline: number;
  readonly end: End;
  readonly reason: string;
  readonly hours: number;
}

const STEP: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom('start', 'start', 'end', 'end', 'end', 'retry', 'wait', 'answer', 'disable', 'enable', 'delete', 'event', 'event', 'poll', 'poll', 'time'),
  pipeline: fc.nat(2),
  end: fc.constantFrom('AVAILABLE', 'AVAILABLE', 'FAILED', 'FAILED', 'REFUSED', 'CANCELLED', 'SUPERSEDED'),
  reason: fc.constantFrom('broken', 'out of disk'),
  hours: fc.nat(90),
});

/** Long ones: what goes wrong takes several builds. */
const HISTORY = fc.array(STEP, { minLength: 20, maxLength: 80, size: 'max' });

/** The notices that people should get about one pipeline, from what happened and when the monitor polled. */
class Expectation {
  public readonly notices: string[] = [];
  private readonly reported = new Map<ModelImage, string>();
  private trouble?: { readonly image: ModelImage; readonly ended: number };
  private readonly waiting = new Set<string>();
  private isDisabled = false;
  private isOverdue = false;
  private isFirst = true;

  public constructor(private readonly pipeline: ModelPipeline) {}

  public poll(now: number): void {
    const images = this.pipeline.images.filter(({ status }) => status !== 'DELETED');
    const newest = images.filter(({ end }) => end).at(-1);
    for (const image of images) {
      if (!image.end) this.reported.delete(image);
      // Builds that ended before the monitor's first poll are not reported, except for the newest.
      else if (this.isFirst && image !== newest) this.reported.set(image, endOf(image));
    }
    const users = images.filter(({ end }) => end === 'AVAILABLE').at(-1);
    const isOverdue = now - (users?.created ?? this.pipeline.created) > MAXIMUM_AGE;
    const news = images.filter((image) => image.end && this.reported.get(image) !== endOf(image)).sort((a, b) => a.ended! - b.ended!);
    for (const image of news) {
      this.reported.set(image, endOf(image));
      if (image.end === 'FAILED' || image.end === 'REFUSED') this.notices.push(`${image.end} ${image.arn}`);
      if (image.end === 'AVAILABLE') {
        const wasOverdue = this.isOverdue && !isOverdue;
        if (this.trouble || wasOverdue) this.notices.push(`RECOVERED ${image.arn}`);
        if (wasOverdue) this.isOverdue = false;
        this.trouble = undefined;
      }
      if (image.end === 'FAILED' || image.end === 'REFUSED') this.trouble = { image, ended: image.ended! };
    }
    for (const { waiting } of images) {
      if (!waiting || this.waiting.has(waiting.id)) continue;
      this.waiting.add(waiting.id);
      this.notices.push(`WAITING ${waiting.id}`);
    }
    if (this.pipeline.status === 'DISABLED' && !this.isDisabled) this.notices.push('DISABLED');
    if (this.pipeline.status === 'ENABLED' && this.isDisabled) this.notices.push('RECOVERED pipeline');
    this.isDisabled = this.pipeline.status === 'DISABLED';
    if (isOverdue && !this.isOverdue) this.notices.push('OVERDUE');
    this.isOverdue = isOverdue;
    this.isFirst = false;
  }
}

function endOf({ end, reason }: ModelImage): string {
  return end === 'AVAILABLE' ? end : `${end} ${reason}`;
}

/** A notice in the words of {@link Expectation}. */
function keyOf({ notice, chat }: SentNotice): string {
  const { ImageBuildVersionArn: image, StepExecutionId: step } = (chat.metadata as { additionalContext: Record<string, string> }).additionalContext;
  switch (notice) {
    case 'WAITING': return `WAITING ${step}`;
    case 'RECOVERED': return `RECOVERED ${image ?? 'pipeline'}`;
    case 'FAILED': case 'REFUSED': return `${notice} ${image}`;
    default: return notice;
  }
}

/** Does a step, and returns the ARNs that its events would name. */
function act(region: Region, { act: what, pipeline: number, end, reason, hours }: Step): string[] {
  const pipeline = region.pipelines[number % region.pipelines.length];
  const { images } = pipeline;
  // No two things happen in the same second: their order could not be told.
  region.now += 1000;
  const running = images.filter(({ status }) => status === 'BUILDING' || status === 'DISTRIBUTING');
  const newest = images.at(-1);
  switch (what) {
    case 'start': {
      // Builds of a pipeline may overlap.
      if (running.length < 2) region.start(pipeline);
      return [];
    }
    case 'end': {
      const image = running[hours % Math.max(1, running.length)];
      if (!image) return [];
      region.end(image, end, reason);
      return [image.arn];
    }
    case 'retry': {
      if (newest?.status === 'FAILED') region.retry(newest);
      return [];
    }
    case 'wait': {
      const image = running[0];
      if (!image || image.waiting) return [];
      region.wait(image);
      return [image.arn];
    }
    case 'answer': {
      running.forEach((image) => { image.waiting = undefined; });
      return [];
    }
    case 'disable': case 'enable': {
      pipeline.status = what === 'disable' ? 'DISABLED' : 'ENABLED';
      return [pipeline.arn];
    }
    case 'delete': {
      const failed = images.slice(0, -1).find(({ status }) => status === 'FAILED');
      if (failed) failed.status = 'DELETED';
      return [];
    }
    default: {
      region.now += what === 'time' ? hours * HOUR : 0;
      return [];
    }
  }
}

/** Plays a history; events are delivered, lost, doubled or late, as the steps say. */
async function play(
  steps: readonly Step[], poll: (region: Region, named: readonly string[]) => Promise<void>,
): Promise<{ sent: string[]; expected: string[] }> {
  const region = new Region(2, { maximumImageAge: MAXIMUM_AGE });
  const expectations = region.pipelines.map((pipeline) => new Expectation(pipeline));
  const late: string[] = [];
  const pollNow = async (named: readonly string[]) => {
    expectations.forEach((expectation) => expectation.poll(region.now));
    await poll(region, named);
  };
  for (const step of steps) {
    late.push(...act(region, step));
    // An event arrives some time, maybe twice, or never.
    if (step.act === 'event' && late.length > 0) await pollNow([late[step.hours % late.length]]);
    if (step.act === 'poll') await pollNow([]);
  }
  await pollNow([]);
  return { sent: region.notices.map(keyOf).sort(), expected: expectations.flatMap(({ notices }) => notices).sort() };
}

test('within one poll, people get one notice of each thing that happened, and of nothing else', async () => {
  await fc.assert(fc.asyncProperty(HISTORY, async (steps) => {
    const { sent, expected } = await play(steps, (region, named) => region.poll(named));
    expect(sent).toEqual(expected);
  }), { numRuns: RUNS });
});

test('a second poll at the same moment sends no further notice', async () => {
  await fc.assert(fc.asyncProperty(HISTORY, async (steps) => {
    const { sent, expected } = await play(steps, async (region, named) => {
      await region.poll(named);
      await region.poll(region.pipelines.map(({ arn }) => arn));
    });
    expect(sent).toEqual(expected);
  }), { numRuns: RUNS });
});

test('the next poll makes up for one that is interrupted before it sends anything', async () => {
  const before = ['ListImagePipelines', 'ListImagePipelineImages', 'ListWorkflowExecutions', 'Publish'];
  await fc.assert(fc.asyncProperty(HISTORY, fc.array(fc.nat(12), { minLength: 1 }), async (steps, faults) => {
    let polls = 0;
    const { sent, expected } = await play(steps, async (region, named) => {
      let calls = 0;
      const fails = faults[polls++ % faults.length];
      region.fault = (call) => (before.includes(call) && calls++ === fails ? new Error('interrupted') : undefined);
      await region.poll(named).catch(() => undefined);
      region.fault = undefined;
      await region.poll(named);
    });
    expect(sent).toEqual(expected);
  }), { numRuns: RUNS });
});
