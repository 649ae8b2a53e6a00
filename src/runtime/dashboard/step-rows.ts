import { Clock } from './clock';
import { icon } from './icon';
import { Layout } from './layout';
import { html, Markup, NOTHING } from './markup';
import { Scale } from './scale';
import { inWords, Tone, toneOf } from './tone';
import { TimelineStep } from '../monitoring/timeline';
import { durationText } from '../values/duration';
import { cutToCharacters } from '../values/text';

/** The maximum length of a name. */
const MAX_NAME = 80;

/** The tones by which a reader looks for a step, the most important one first. */
const IMPORTANT: readonly Tone[] = ['bad', 'waiting', 'running'];

export function nameIn(text: string): string {
  return cutToCharacters(text, MAX_NAME);
}

/** A step that has not started is not running, even in a running build. */
export function toneOfStep({ status }: TimelineStep, isRunning: boolean): Tone {
  return status === 'PENDING' ? 'idle' : toneOf(status, isRunning);
}

/** Draws rows of steps. */
export class StepRows {
  public constructor(
    private readonly scale: Scale, private readonly layout: Layout, private readonly clock: Clock, private readonly isRunning: boolean,
  ) {}

  /** The steps in order. The least important ones are counted in summary rows. */
  public render(steps: readonly TimelineStep[], most: number): Markup[] {
    const shown = new Set(steps.length <= most ? steps : this.mostImportant(steps, most));
    const rows: Markup[] = [];
    let hidden: TimelineStep[] = [];
    for (const step of [...steps, undefined]) {
      if (step && !shown.has(step)) {
        hidden.push(step);
        continue;
      }
      if (hidden.length === 1) rows.push(this.row(hidden[0]));
      if (hidden.length > 1) rows.push(this.hiddenRow(hidden));
      hidden = [];
      if (step) rows.push(this.row(step));
    }
    return rows;
  }

  private mostImportant(steps: readonly TimelineStep[], most: number): TimelineStep[] {
    const rank = (step: TimelineStep) => {
      const place = IMPORTANT.indexOf(toneOfStep(step, this.isRunning));
      return place < 0 ? IMPORTANT.length : place;
    };
    return [...steps].sort((a, b) => rank(a) - rank(b) || lengthOf(b) - lengthOf(a)).slice(0, most);
  }

  private row(step: TimelineStep): Markup {
    const tone = toneOfStep(step, this.isRunning);
    const name = nameIn(step.name);
    const times = step.start === undefined ? '' : `, ${this.clock.dateTime(step.start)}, ${durationText(lengthOf(step))}`;
    const title = `${name} (${nameIn(step.action)}): ${stateOf(step)}${times}`;
    const bar = step.start === undefined ? NOTHING : this.scale.bar(step.start, step.end ?? step.start, tone);
    return html`<div class="row step" title="${title}"><span class="label">${icon(tone)}${name}</span><span class="track">${bar}</span>${this.value(step, tone)}</div>`;
  }

  private value(step: TimelineStep, tone: Tone): Markup {
    const took = step.start === undefined || step.status === 'SKIPPED' ? '' : durationText(lengthOf(step));
    const isTold = took === '' || (tone !== 'good' && !this.layout.isNarrow);
    const text = [isTold ? stateOf(step) : '', took].filter(Boolean).join(', ');
    return html`<span class="value ${tone === 'good' || tone === 'idle' ? 'secondary' : tone}">${text}</span>`;
  }

  private hiddenRow(steps: readonly TimelineStep[]): Markup {
    const counts = new Map<string, number>();
    for (const step of steps) counts.set(stateOf(step), (counts.get(stateOf(step)) ?? 0) + 1);
    const title = [...counts].slice(0, 6).map(([state, count]) => `${count} ${nameIn(state).toLowerCase()}`).join(', ');
    const tones = steps.map((step) => toneOfStep(step, this.isRunning));
    const tone = worst(tones);
    const { start, end } = spanOfAll(steps);
    const bar = start === undefined ? NOTHING : this.scale.bar(start, end ?? start, tone);
    const took = start === undefined || end === undefined ? '' : durationText(end - start);
    return html`<div class="row step" title="${title}"><span class="label secondary">${icon(tone)}${steps.length} more steps</span><span class="track">${bar}</span><span class="value secondary">${took}</span></div>`;
  }
}

/** The tone that a reader must not miss. */
export function worst(tones: readonly Tone[]): Tone {
  return [...IMPORTANT, 'good' as const].find((tone) => tones.includes(tone)) ?? 'idle';
}

/** From the first start to the last end. */
export function spanOfAll(spans: ReadonlyArray<{ readonly start?: number; readonly end?: number }>): { start?: number; end?: number } {
  const starts = spans.flatMap(({ start }) => start ?? []);
  const ends = spans.flatMap(({ end }) => end ?? []);
  return { start: starts.length > 0 ? Math.min(...starts) : undefined, end: ends.length > 0 ? Math.max(...ends) : undefined };
}

function stateOf({ status }: TimelineStep): string {
  return status === 'PENDING' ? 'Not started' : inWords(nameIn(status)) || 'Unknown';
}

function lengthOf({ start, end }: TimelineStep): number {
  return start === undefined || end === undefined ? 0 : end - start;
}
