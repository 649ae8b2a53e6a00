import { hashOf } from '../values/hash';

/*
 * The memory of a monitor about a pipeline and its images, each as the value of one tag. A tag holds at most 256 characters of
 * letters, digits, spaces and `_.:/=+-@`, so times are seconds in base 36.
 */

/** The result of a build that released no image. */
export type FailedResult = 'FAILED' | 'REFUSED';

/** How a build ended; `OTHER` where a person cancelled it, or a newer image is released instead. */
export type BuildResult = 'AVAILABLE' | FailedResult | 'OTHER';

/** The last build of a pipeline, if it failed or was refused. */
export interface OpenFailure {
  readonly result: FailedResult;
  /** Version and build number of the image, as `1.0.3/2`. */
  readonly build: string;
  /** All times are in milliseconds since 1970, in whole seconds. */
  readonly ended: number;
  /** When the last notice about it went out. */
  readonly notifiedAt: number;
}

/** The image that users get. */
export interface ReleasedImage {
  readonly build: string;
  readonly created: number;
}

/** The memory of a monitor about a pipeline. */
export interface PipelineNoticeState {
  /** The {@link shortId} of the name of its images, which all builds below have; undefined in the tag of an earlier version. */
  readonly imageName?: string;
  /** When the monitor first saw that name; undefined if it has seen no other. */
  readonly renamedAt?: number;
  /** A hash of the pipeline's entry in the list when the images were last read. */
  readonly seen: string;
  /** Whether an image was being built or scanned then. */
  readonly isOpen: boolean;
  /** Images created before this time, whose builds ended before the monitor existed, cause no notice. */
  readonly since: number;
  readonly released?: ReleasedImage;
  readonly failure?: OpenFailure;
  /** When the last notice said that the released image is too old. */
  readonly overdueNotifiedAt?: number;
  /** When the last notice said that the pipeline is disabled. */
  readonly disabledNotifiedAt?: number;
  /** When the last notice about each waiting step went out, by {@link shortId}. */
  readonly waitingNotifiedAt: Map<string, number>;
  /** Steps that began to wait until this time had their notice, if they are not in the map, which is too long for all of them. */
  readonly waitingKnownUntil?: number;
}

/** The memory of a monitor about a pipeline, while a poll changes it. */
export type MutableNoticeState = { -readonly [Member in keyof PipelineNoticeState]: PipelineNoticeState[Member] };

/** The memory of a monitor about an image. */
export interface ImageNoticeState {
  /** A hash of how the build ended; undefined if it had not. */
  readonly end?: string;
  readonly ended: number;
  /** Whether a topic took the notice, or none was due. */
  readonly isNotified: boolean;
  /** Whether the metrics of the end were published. */
  readonly isCounted: boolean;
  /** Whether the findings were published, or no scan is pending. */
  readonly isScanned: boolean;
}

/** The maximum length of a tag's value. */
const MAX_CHARACTERS = 256;

/** An id that is short enough for a tag. */
export function shortId(id: string): string {
  return hashOf(id).slice(0, 8);
}

/**
 * Forgets when the notices about the oldest waiting steps went out, until the tag can hold the rest: their notices are not
 * repeated.
 *
 * @param startOf when a step began to wait, in milliseconds since 1970; undefined if that is not known
 */
export function forgetOldestSteps(state: MutableNoticeState, startOf: (id: string) => number | undefined): void {
  const byStart = [...state.waitingNotifiedAt.keys()].sort((a, b) => (startOf(a) ?? 0) - (startOf(b) ?? 0));
  for (const id of byStart) {
    if (pipelineTag(state).length <= MAX_CHARACTERS) return;
    state.waitingNotifiedAt.delete(id);
    const start = startOf(id);
    if (start !== undefined) state.waitingKnownUntil = Math.max(state.waitingKnownUntil ?? 0, start);
  }
}

export function pipelineTag(state: PipelineNoticeState): string {
  const { imageName, renamedAt, released, failure, overdueNotifiedAt, disabledNotifiedAt, waitingKnownUntil } = state;
  const waiting = [...state.waitingNotifiedAt].map(([id, notifiedAt]) => `${id}:${seconds(notifiedAt)}`);
  return [
    imageName !== undefined && `image=${imageName}${renamedAt === undefined ? '' : `:${seconds(renamedAt)}`}`,
    `seen=${state.seen}`,
    state.isOpen && 'open=yes',
    `since=${seconds(state.since)}`,
    released && `released=${released.build}:${seconds(released.created)}`,
    failure && `trouble=${failure.result}:${failure.build}:${seconds(failure.ended)}:${seconds(failure.notifiedAt)}`,
    overdueNotifiedAt !== undefined && `overdue=${seconds(overdueNotifiedAt)}`,
    disabledNotifiedAt !== undefined && `disabled=${seconds(disabledNotifiedAt)}`,
    waitingKnownUntil !== undefined && `known=${seconds(waitingKnownUntil)}`,
    waiting.length > 0 && `waiting=${waiting.join('+')}`,
  ].filter(Boolean).join(' ');
}

/** The state in the value of a tag; undefined if the tag is missing or cannot be read. */
export function parsePipelineTag(value: string | undefined): PipelineNoticeState | undefined {
  const { image, seen, open, since, released, trouble: failure, overdue, disabled, known, waiting = '' } = membersOf(value);
  if (seen === undefined || since === undefined) return undefined;
  const [imageName, renamedAt] = (image ?? '').split(':');
  const [releasedBuild, created] = (released ?? '').split(':');
  const [result, build, ended, notifiedAt] = (failure ?? '').split(':');
  const steps = waiting.split('+').filter(Boolean).map((step) => step.split(':'));
  return {
    imageName: imageName || undefined,
    renamedAt: renamedAt === undefined ? undefined : time(renamedAt),
    seen,
    isOpen: open !== undefined,
    since: time(since),
    released: released === undefined ? undefined : { build: releasedBuild, created: time(created) },
    failure: result === 'FAILED' || result === 'REFUSED' ? { result, build, ended: time(ended), notifiedAt: time(notifiedAt) } : undefined,
    overdueNotifiedAt: overdue === undefined ? undefined : time(overdue),
    disabledNotifiedAt: disabled === undefined ? undefined : time(disabled),
    waitingKnownUntil: known === undefined ? undefined : time(known),
    waitingNotifiedAt: new Map(steps.map(([id, at]) => [id, time(at)])),
  };
}

/** An image that is being built. */
export const NOT_ENDED: ImageNoticeState = { ended: 0, isNotified: true, isCounted: true, isScanned: false };

export function imageTag({ end, ended, isNotified, isCounted, isScanned }: ImageNoticeState): string {
  const due = [!isNotified && 'notice', !isCounted && 'metrics'].filter(Boolean);
  return [
    end === undefined ? 'end=none' : `end=${end}:${seconds(ended)}`,
    due.length > 0 && `due=${due.join('+')}`,
    isScanned && 'scanned=yes',
  ].filter(Boolean).join(' ');
}

export function parseImageTag(value: string | undefined): ImageNoticeState | undefined {
  const { end, due = '', scanned } = membersOf(value);
  if (end === undefined) return undefined;
  const [hash, ended] = end.split(':');
  const isDue = (what: string) => due.split('+').includes(what);
  return {
    end: hash === 'none' ? undefined : hash,
    ended: time(ended),
    isNotified: !isDue('notice'),
    isCounted: !isDue('metrics'),
    isScanned: scanned !== undefined,
  };
}

/** A time as a tag keeps it. */
export function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000;
}

function membersOf(value = ''): Record<string, string | undefined> {
  return Object.fromEntries(value.split(' ').map((member) => {
    const [name, ...rest] = member.split('=');
    return [name, rest.join('=')];
  }));
}

function seconds(milliseconds: number): string {
  return Math.floor(milliseconds / 1000).toString(36);
}

function time(text: string | undefined): number {
  const value = parseInt(text ?? '', 36);
  return Number.isSafeInteger(value) ? value * 1000 : 0;
}
