import { forgetOldestSteps, MutableNoticeState, parsePipelineTag, PipelineNoticeState, pipelineTag, shortId, wholeSeconds } from './notice-state';
import { NoticeContext } from './texts';
import { PipelineOverview } from '../monitoring/fleet';
import { ImageBuilder } from '../services/image-builder';
import { timeOf } from '../values/time';

/** The memory of a monitor about a pipeline during one poll. A tag of the pipeline keeps it until the next poll. */
export class PipelineRecord {
  /** The memory as the poll before left it; undefined in the first poll of a pipeline, or of its images' present name. */
  public readonly before?: PipelineNoticeState;
  public readonly state: MutableNoticeState;
  private saved?: string;

  /** @param now milliseconds since 1970 */
  public constructor(
    private readonly images: ImageBuilder, private readonly tagKey: string, public readonly overview: PipelineOverview, public readonly now: number,
  ) {
    this.saved = overview.tags[tagKey];
    const remembered = parsePipelineTag(this.saved);
    const imageName = shortId(overview.imageName);
    const isRenamed = (remembered?.imageName ?? imageName) !== imageName;
    // Builds of an earlier name have the same numbers.
    this.before = isRenamed ? undefined : remembered;
    this.state = {
      ...this.before ?? { seen: '', isOpen: false, since: 0, disabledNotifiedAt: remembered?.disabledNotifiedAt },
      imageName,
      renamedAt: isRenamed ? now : remembered?.renamedAt,
      waitingNotifiedAt: new Map(this.before?.waitingNotifiedAt),
    };
  }

  /** Writes the tag. Each notice is recorded at once, so that a later failure repeats none. */
  public async save(): Promise<void> {
    forgetOldestSteps(this.state, (id) => this.startOf(id));
    const value = pipelineTag(this.state);
    if (value === this.saved) return;
    await this.images.tagResource(this.overview.arn, { [this.tagKey]: value });
    this.saved = value;
  }

  /** When a waiting step began to wait, by its {@link shortId}, as precisely as the tag; undefined if that is not known. */
  public startOf(id: string): number | undefined {
    const step = this.overview.waitingSteps.find(({ stepExecutionId }) => shortId(stepExecutionId) === id);
    const start = timeOf(step?.startTime ?? '');
    return start === undefined ? undefined : wholeSeconds(start);
  }

  /** Whether a waiting step had its notice, and the tag had no room for it. */
  public hasForgotten(id: string): boolean {
    const { waitingNotifiedAt, waitingKnownUntil } = this.state;
    const start = this.startOf(id);
    return !waitingNotifiedAt.has(id) && start !== undefined && waitingKnownUntil !== undefined && start <= waitingKnownUntil;
  }

  public get context(): NoticeContext {
    const { released, renamedAt } = this.state;
    return { overview: this.overview, released, renamedAt, now: this.now };
  }

  /** Milliseconds since the released image was created, or else the pipeline was, or its images got their name; undefined if none is known. */
  public imageAge(): number | undefined {
    const { released, renamedAt } = this.state;
    const created = released?.created ?? renamedAt ?? timeOf(this.overview.created);
    return created === undefined ? undefined : Math.max(0, this.now - created);
  }

  /** @param maximumAge in milliseconds; undefined if no image is too old */
  public isOverdue(maximumAge: number | undefined): boolean {
    const age = this.imageAge();
    return age !== undefined && maximumAge !== undefined && age > maximumAge;
  }
}
