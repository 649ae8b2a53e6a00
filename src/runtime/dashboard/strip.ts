import { html, Markup } from './markup';
import { Scale } from './scale';
import { nameIn, spanOfAll, toneOfStep, worst } from './step-rows';
import { inWords, Tone, toneOf } from './tone';
import { Timeline, TimelineWorkflow } from '../monitoring/timeline';
import { durationText } from '../values/duration';

interface Part {
  readonly tone: Tone;
  readonly start: number;
  readonly end: number;
  readonly title: string;
}

/** Draws a build in one line: its steps one after the other, by time and state. */
export function strip(timeline: Timeline, most: number, pixels: number): Markup {
  const parts = timeline.workflows.flatMap((workflow) => partsOf(workflow, timeline.isRunning));
  const { start, end } = spanOfAll(parts);
  if (start === undefined || end === undefined) return html`<span class="track"></span>`;
  const scale = new Scale(start, end, pixels);
  return html`<span class="track">${merged(parts, most).map((part) => scale.bar(part.start, part.end, part.tone, part.title))}</span>`;
}

/** The steps that took time; the workflow as a whole if they cannot be read. */
function partsOf({ execution, steps, start, end }: TimelineWorkflow, isRunning: boolean): Part[] {
  const timed = steps.flatMap((step) => {
    if (step.start === undefined || step.status === 'SKIPPED') return [];
    const until = step.end ?? step.start;
    const title = `${nameIn(execution.type)}/${nameIn(step.name)}: ${inWords(nameIn(step.status))}, ${durationText(until - step.start)}`;
    return [{ tone: toneOfStep(step, isRunning), start: step.start, end: until, title }];
  });
  if (timed.length > 0 || start === undefined) return timed;
  return [{ tone: toneOf(execution.status, isRunning), start, end: end ?? start, title: `${nameIn(execution.type)}: ${inWords(nameIn(execution.status))}` }];
}

/** Joins neighbours if there are too many parts; the worst of them decides the colour. */
function merged(parts: readonly Part[], most: number): Part[] {
  const each = Math.ceil(parts.length / most);
  if (each <= 1) return [...parts];
  const groups = Array.from({ length: Math.ceil(parts.length / each) }, (_, i) => parts.slice(i * each, (i + 1) * each));
  return groups.map((group) => ({
    tone: worst(group.map(({ tone }) => tone)),
    start: Math.min(...group.map(({ start }) => start)),
    end: Math.max(...group.map(({ end }) => end)),
    title: `${group.length} steps, ${group[0].title}`,
  }));
}
