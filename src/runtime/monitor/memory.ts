import { hashOf } from '../values/hash';

/*
 * What a monitor remembers of a pipeline and of its images, each as the value of one tag. A tag holds at most 256 characters of
 * letters, digits, spaces and `_.:/=+-@`, so times are seconds in base 36.
 */

/** A build that did not come through. */
export type Trouble = 'FAILED' | 'REFUSED';

/** How a build ended; `OTHER` where a person cancelled it, or a newer image is released instead. */
export type Outcome = 'AVAILABLE' | Trouble | 'OTHER';

/** The last build of a pipeline, if it did not come through. */
export interface StandingTrouble {
  readonly trouble: Trouble;
  /** Version and build number of the image, as `1.0.3/2`. */
  readonly build: string;
  /** All times are in milliseconds since 1970, in whole seconds. */
  readonly ended: number;
  readonly toldAt: number;
}

/** The image that users get. */
export interface ReleasedImage {
  readonly build: string;
  readonly created: number;
}

/** What a monitor remembers of a pipeline. */
export interface PipelineMemory {
  /** A hash of what the list of pipelines said when the images were read last. */
  readonly seen: string;
  /** An image was being built or scanned then. */
  readonly isOpen: boolean;
  /** Images that ended before this monitor, and were created before this, are no news. */
  readonly since: number;
  readonly released?: ReleasedImage;
  readonly trouble?: StandingTrouble;
  /** When it was told that the released image is too old. */
  readonly overdueTold?: number;
  /** When it was told that the pipeline is disabled. */
  readonly disabledTold?: number;
  /** When it was told of each waiting step, by {@link shortId}. */
  readonly waitingTold: Map<string, number>;
}

/** What a monitor remembers of an image. */
export interface ImageMemory {
  /** A hash of how the build ended; undefined if it had not. */
  readonly end?: string;
  readonly ended: number;
  /** The findings were published, or there are none to come. */
  readonly isScanned: boolean;
}

/** More would not fit into the tag. Whoever has so many steps waiting is told of some of them twice. */
const MAX_WAITING = 6;

/** An id that is short enough for a tag. */
export function shortId(id: string): string {
  return hashOf(id).slice(0, 8);
}

export function pipelineTag(memory: PipelineMemory): string {
  const { released, trouble, overdueTold, disabledTold } = memory;
  const waiting = [...memory.waitingTold].slice(-MAX_WAITING).map(([id, told]) => `${id}:${seconds(told)}`);
  return [
    `seen=${memory.seen}`,
    memory.isOpen && 'open=yes',
    `since=${seconds(memory.since)}`,
    released && `released=${released.build}:${seconds(released.created)}`,
    trouble && `trouble=${trouble.trouble}:${trouble.build}:${seconds(trouble.ended)}:${seconds(trouble.toldAt)}`,
    overdueTold !== undefined && `overdue=${seconds(overdueTold)}`,
    disabledTold !== undefined && `disabled=${seconds(disabledTold)}`,
    waiting.length > 0 && `waiting=${waiting.join('+')}`,
  ].filter(Boolean).join(' ');
}

/** The memory in the value of a tag; undefined if there is none that can be read. */
export function pipelineMemoryOf(value: string | undefined): PipelineMemory | undefined {
  const { seen, open, since, released, trouble, overdue, disabled, waiting = '' } = membersOf(value);
  if (seen === undefined || since === undefined) return undefined;
  const [releasedBuild, created] = (released ?? '').split(':');
  const [kind, build, ended, toldAt] = (trouble ?? '').split(':');
  const steps = waiting.split('+').filter(Boolean).map((step) => step.split(':'));
  return {
    seen,
    isOpen: open !== undefined,
    since: time(since),
    released: released === undefined ? undefined : { build: releasedBuild, created: time(created) },
    trouble: kind === 'FAILED' || kind === 'REFUSED' ? { trouble: kind, build, ended: time(ended), toldAt: time(toldAt) } : undefined,
    overdueTold: overdue === undefined ? undefined : time(overdue),
    disabledTold: disabled === undefined ? undefined : time(disabled),
    waitingTold: new Map(steps.map(([id, told]) => [id, time(told)])),
  };
}

export function imageTag({ end, ended, isScanned }: ImageMemory): string {
  return [end === undefined ? 'end=none' : `end=${end}:${seconds(ended)}`, isScanned && 'scanned=yes'].filter(Boolean).join(' ');
}

export function imageMemoryOf(value: string | undefined): ImageMemory | undefined {
  const { end, scanned } = membersOf(value);
  if (end === undefined) return undefined;
  const [hash, ended] = end.split(':');
  return { end: hash === 'none' ? undefined : hash, ended: time(ended), isScanned: scanned !== undefined };
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
