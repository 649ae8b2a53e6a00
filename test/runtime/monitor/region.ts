import { GATE_REASON_TAG, GATE_STATUS_TAG, RELEASE_TAG } from '../../../src/contract/release';
import { poll } from '../../../src/runtime/monitor/poll';
import { Settings } from '../../../src/runtime/monitor/settings';
import { ImageBuilder } from '../../../src/runtime/services/image-builder';
import { Metrics } from '../../../src/runtime/services/metrics';
import { TopicMessage, Topics } from '../../../src/runtime/services/topics';
import { JsonObject } from '../../../src/runtime/values/json';

export const HOUR = 3_600_000;
const REGION = 'arn:aws:imagebuilder:eu-west-1:123456789012';
const TAG_KEY = 'cdk-image-builder:monitor-test';

/** How a build may end. */
export type End = 'AVAILABLE' | 'FAILED' | 'REFUSED' | 'CANCELLED' | 'SUPERSEDED';

export interface ModelImage {
  readonly arn: string;
  readonly pipeline: ModelPipeline;
  readonly created: number;
  status: string;
  reason: string;
  ended?: number;
  /** How it ended, as the tests tell ends apart. */
  end?: End;
  waiting?: { readonly id: string; readonly since: number };
  /** The action of the step that failed, if it is not that of the gate. */
  failedAction?: string;
  /** The executions that retries have replaced. */
  readonly replaced: JsonObject[];
  /** The status of its scan, if it has one. */
  scan?: string;
  tags: Record<string, string>;
}

export interface ModelPipeline {
  readonly name: string;
  readonly arn: string;
  readonly created: number;
  readonly images: ModelImage[];
  /** Name of its recipe, and so of the images that it builds from now on. */
  imageName: string;
  status: 'ENABLED' | 'DISABLED';
  /** Empty for a pipeline that only people start. */
  schedule: string;
  /** Scheduled builds that have failed in a row. */
  failures: number;
  tags: Record<string, string>;
}

/** A notice that was published. */
export interface SentNotice {
  readonly topic: string;
  readonly notice: string;
  readonly imageName: string;
  readonly title: string;
  readonly mail: string;
  readonly chat: JsonObject;
  readonly subject: string;
}

/** The pipelines of a Region in memory, with a topic, metrics and a clock. */
export class Region {
  public now = Date.parse('2026-01-01T00:00:00Z');
  public readonly pipelines: ModelPipeline[];
  public readonly notices: SentNotice[] = [];
  public readonly data: Array<{ readonly image: string; readonly name: string; readonly value: number }> = [];
  public calls: string[] = [];
  /** Fails a call, if a test wants it to; `about` is what it reads or writes. */
  public fault?: (call: string, about: string) => Error | undefined;
  private steps = 0;

  public constructor(count: number, private readonly settings: Partial<Settings> = {}) {
    this.pipelines = Array.from({ length: count }, (_, i) => ({
      name: `p${i}`, arn: `${REGION}:image-pipeline/p${i}`, created: this.now, images: [], imageName: `p${i}`, status: 'ENABLED' as const, schedule: 'rate(1 day)', failures: 0, tags: {},
    }));
  }

  public start(pipeline: ModelPipeline): ModelImage {
    const earlier = this.allImages.filter(({ arn }) => arn.includes(`:image/${pipeline.imageName}/`));
    const image: ModelImage = {
      arn: `${REGION}:image/${pipeline.imageName}/1.0.0/${earlier.length + 1}`, pipeline, created: this.now, status: 'BUILDING', reason: '', replaced: [], tags: {},
    };
    pipeline.images.push(image);
    return image;
  }

  public end(image: ModelImage, end: End, reason = 'broken'): void {
    const said = end === 'REFUSED' || end === 'SUPERSEDED' ? `The execution of Gate returned terminal state FAILED: ${reason}` : reason;
    Object.assign(image, { end, ended: this.now, waiting: undefined, status: end === 'REFUSED' || end === 'SUPERSEDED' ? 'FAILED' : end, reason: end === 'AVAILABLE' ? '' : said });
    if (end === 'REFUSED') Object.assign(image.tags, { [GATE_STATUS_TAG]: 'FAILED', [GATE_REASON_TAG]: 'critical 1 = 0 allowed : CVE-2024-3094' });
    // The turn follows a gate that has passed.
    if (end === 'SUPERSEDED') Object.assign(image.tags, { [GATE_STATUS_TAG]: 'PASSED', [GATE_REASON_TAG]: 'critical 0 = 0 allowed', [RELEASE_TAG]: 'SUPERSEDED' });
  }

  /** Builds an image again from where it failed. Its tags stay until a gate writes others. */
  public retry(image: ModelImage): void {
    image.replaced.push({ ...workflow(image), retried: true });
    Object.assign(image, { end: undefined, ended: undefined, status: 'DISTRIBUTING', reason: '' });
  }

  public wait(image: ModelImage): string {
    image.waiting = { id: `step-${++this.steps}`, since: this.now };
    return image.waiting.id;
  }

  /** One poll of the monitor; throws what it could not do. */
  public async poll(named: readonly string[] = [], settings: Partial<Settings> = {}): Promise<void> {
    const { errors, metricsError } = await poll(this.services(), {
      pipelines: this.pipelines.map(({ name }) => ({ name })),
      topics: ['topic'],
      notices: ['FAILED', 'REFUSED', 'WAITING', 'DISABLED', 'OVERDUE', 'RECOVERED'],
      tagKey: TAG_KEY,
      ...this.settings,
      ...settings,
    }, named, this.now);
    const problems = [...errors, ...metricsError === undefined ? [] : [metricsError]];
    if (problems.length > 0) throw new Error(problems.join('\n'));
  }

  private services() {
    const images = {
      listImagePipelines: () => this.answer('ListImagePipelines', () => this.pipelines.map((pipeline) => this.describe(pipeline))),
      listWaitingWorkflowSteps: () => this.answer('ListWaitingWorkflowSteps', () => this.allImages.filter(({ waiting }) => waiting).map((image) => ({
        stepExecutionId: image.waiting!.id, imageBuildVersionArn: image.arn, name: 'Approve', startTime: iso(image.waiting!.since),
      }))),
      listImagePipelineImages: (arn: string) => this.answer('ListImagePipelineImages', () => this.pipeline(arn).images.map(summary).reverse(), arn),
      getImage: (arn: string) => this.answer('GetImage', () => ({ ...summary(this.image(arn)), sourcePipelineArn: this.image(arn).pipeline.arn }), arn),
      getWorkflowStepExecution: () => this.answer('GetWorkflowStepExecution', () => ({ timeoutSeconds: 7200 })),
      listWorkflowExecutions: (arn: string) => this.answer('ListWorkflowExecutions', () => [workflow(this.image(arn)), ...this.image(arn).replaced], arn),
      listWorkflowStepExecutions: (id: string) => this.answer('ListWorkflowStepExecutions', () => [{ name: 'Gate', action: this.image(id).failedAction ?? 'ExecuteStateMachine', status: 'FAILED', message: this.image(id).reason }]),
      listImageScanFindingAggregations: (arn: string) => this.answer('ListImageScanFindingAggregations', () => [], arn),
      tagResource: (arn: string, tags: Record<string, string>) => this.answer('TagResource', () => {
        const target = arn.includes(':image-pipeline/') ? this.pipeline(arn) : this.image(arn);
        target.tags = { ...target.tags, ...tags };
        for (const value of Object.values(tags)) if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value)) throw new Error(`no value of a tag: ${value}`);
      }, arn),
    };
    const topics = { publish: (topic: string, message: TopicMessage) => this.answer('Publish', () => { this.notices.push(sentNoticeOf(topic, message)); }, topic) };
    const metrics = {
      put: (data: Array<{ MetricName: string; Value: number; Dimensions: Array<{ Value: string }> }>) => this.answer('PutMetricData', () => {
        for (const { MetricName: name, Value: value, Dimensions: [{ Value: image }] } of data) this.data.push({ image, name, value });
      }),
    };
    return { images: images as unknown as ImageBuilder, topics: topics as unknown as Topics, metrics: metrics as unknown as Metrics };
  }

  private async answer<T>(call: string, answer: () => T, about = ''): Promise<T> {
    this.calls.push(call);
    const error = this.fault?.(call, about);
    if (error) throw error;
    return answer();
  }

  private get allImages(): ModelImage[] {
    return this.pipelines.flatMap(({ images }) => images);
  }

  private pipeline(arn: string): ModelPipeline {
    return this.pipelines.find((pipeline) => pipeline.arn === arn)!;
  }

  private image(arn: string): ModelImage {
    return this.allImages.find((image) => image.arn === arn)!;
  }

  private describe({ name, arn, created, images, imageName, status, schedule, failures, tags }: ModelPipeline): JsonObject {
    const last = images[images.length - 1];
    return {
      arn,
      name,
      status,
      tags,
      dateCreated: iso(created),
      imageRecipeArn: `${REGION}:image-recipe/${imageName}/1.0.0`,
      schedule: schedule === '' ? undefined : { scheduleExpression: schedule },
      lastRunStatus: last?.status,
      dateLastRun: last && iso(last.created),
      consecutiveFailures: failures,
    };
  }
}

function summary({ arn, created, status, reason, scan, tags }: ModelImage): JsonObject {
  const scanned = scan === undefined ? {} : { imageScanningConfiguration: { imageScanningEnabled: true }, scanState: { status: scan } };
  return { arn, dateCreated: iso(created), state: { status, reason }, ...scanned, tags };
}

function workflow({ arn, created, ended, end, reason }: ModelImage): JsonObject {
  const status = end === 'AVAILABLE' ? 'COMPLETED' : 'FAILED';
  return {
    workflowExecutionId: arn,
    type: 'DISTRIBUTION',
    status: ended === undefined ? 'RUNNING' : status,
    message: reason,
    startTime: iso(created),
    endTime: ended === undefined ? undefined : iso(ended),
  };
}

function sentNoticeOf(topic: string, { subject, bodies }: TopicMessage): SentNotice {
  const chat = JSON.parse(bodies.default);
  return { topic, notice: chat.metadata.eventType, imageName: chat.metadata.threadId, title: chat.content.title, mail: bodies.email, chat, subject };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
