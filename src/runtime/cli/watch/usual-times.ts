import { listPipelineImages } from '../../image/image-report';
import { newestFirst } from '../../image/newest-first';
import { isBuilt, stateOf } from '../../image/states';
import { readTimeline, Timeline, TimeSpan } from '../../monitoring/timeline';
import { CallError } from '../../services/call-error';
import { ImageBuilder } from '../../services/image-builder';
import { asText, JsonObject } from '../../values/json';

/** The number of earlier builds to read. */
const BUILDS = 3;

/** How long the parts of a build took in earlier builds of the pipeline, in milliseconds: the median. */
export class UsualTimes {
  /** For a build of which nothing is known, or that has ended. */
  public static readonly NONE = new UsualTimes([]);

  /** Reads the last builds of the pipeline that succeeded. Without such builds, or without the permission, no usual times are known. */
  public static async read(api: ImageBuilder, image: JsonObject): Promise<UsualTimes> {
    const pipelineArn = asText(image.sourcePipelineArn);
    if (pipelineArn === '') return UsualTimes.NONE;
    try {
      const earlier = (await listPipelineImages(api, pipelineArn))
        .filter((one) => one.arn !== image.arn && isBuilt(stateOf(one)));
      return new UsualTimes(await Promise.all(newestFirst(earlier).slice(0, BUILDS).map((one) => readTimeline(api, asText(one.arn), one))));
    } catch (error) {
      if (error instanceof CallError) return UsualTimes.NONE;
      throw error;
    }
  }

  private readonly times = new Map<string, number[]>();

  private constructor(builds: readonly Timeline[]) {
    for (const build of builds) {
      this.add('', build);
      for (const { execution, steps, ...span } of build.workflows) {
        this.add(execution.type, span);
        for (const step of steps) if (step.status === 'COMPLETED') this.add(`${execution.type}/${step.name}`, step);
      }
    }
  }

  /**
   * The usual time of a part, or undefined if none is known.
   *
   * @param part such as `BUILD` or `BUILD/ApplyBuildComponents`; the whole build without one
   */
  public of(part = ''): number | undefined {
    const times = this.times.get(part) ?? [];
    return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];
  }

  private add(part: string, { start, end }: TimeSpan): void {
    if (start === undefined || end === undefined) return;
    this.times.set(part, [...this.times.get(part) ?? [], end - start]);
  }
}
