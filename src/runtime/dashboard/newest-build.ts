import { Build } from './build';
import { Clock, roundTimes } from './clock';
import { icon } from './icon';
import { Detail, Layout } from './layout';
import { html, Markup, NOTHING } from './markup';
import { rounded, Scale } from './scale';
import { nameIn, StepRows } from './step-rows';
import { inWords, toneOf } from './tone';
import { answerCommand } from '../../contract/release';
import { stepOption } from '../monitoring/step-option';
import { Timeline, TimelineWorkflow } from '../monitoring/timeline';
import { durationText } from '../values/duration';
import { cutToWords } from '../values/text';

/** The maximum number of workflows that are drawn. Most builds have three. */
const MAX_WORKFLOWS = 12;
/** The maximum length of an ARN that is shown. */
const MAX_ARN = 300;
/** The room of a time below the timeline. */
const HOUR_PIXELS = 88;

/** Draws a build with a row for each workflow and step. */
export function newestBuild(build: Build, detail: Detail, layout: Layout, clock: Clock): Markup {
  const facts = [build.verdict(detail.message), build.findings(detail.message), build.output].filter(Boolean);
  return html`<div class="newest">
<div class="head">${build.state}<span class="name text">${build.name} ${build.version}</span>${build.badge}<span class="secondary">${build.time}</span>${build.links}</div>
<div class="facts">${facts.map((fact) => html`<span class="text">${fact}</span>`)}</div>
${failure(build, detail)}${waits(build, clock)}
${lines(build.timeline, detail, layout, clock)}
</div>`;
}

function failure(build: Build, { message }: Detail): Markup {
  const reason = build.reason(message);
  if (reason === '') return NOTHING;
  const step = build.failedStep;
  const title = build.tone === 'bad' && step !== '' ? html`<div class="title">${icon('bad')}${step} failed</div>` : NOTHING;
  return html`<div class="box ${build.tone}">${title}<div class="text">${reason}</div>${build.hint}</div>`;
}

/** The steps that wait for a person, and how to answer. */
function waits({ timeline: { workflows, report } }: Build, clock: Clock): Markup[] {
  const arn = cutToWords(report.arn, MAX_ARN);
  const waiting = workflows.flatMap(({ execution, steps }) => steps.filter(({ status }) => status === 'WAITING').map((step) => ({ execution, step })));
  return waiting.slice(0, MAX_WORKFLOWS).map(({ execution, step }) => {
    const since = step.start === undefined ? '' : ` since ${clock.dateTime(step.start)} ${clock.zone}`;
    const option = stepOption(step, waiting.map((one) => one.step));
    return html`<div class="box waiting"><div class="title">${icon('waiting')}${nameIn(execution.type)}/${nameIn(step.name)} waits for a person${since}</div><div class="text">To approve it: ${answerCommand('approve', arn, option)}</div><div class="text">To reject it: ${answerCommand('reject', arn, option)}</div></div>`;
  });
}

function lines({ workflows, start, end, isRunning }: Timeline, detail: Detail, layout: Layout, clock: Clock): Markup {
  if (start === undefined || workflows.length === 0) return html`<div class="facts">No workflows are recorded for this build.</div>`;
  const scale = new Scale(start, end ?? start, layout.track);
  const rows = new StepRows(scale, layout, clock, isRunning);
  const shown = workflows.slice(0, MAX_WORKFLOWS);
  const each = Math.max(detail.rows > 0 ? 1 : 0, Math.floor(detail.rows / shown.length));
  const more = workflows.length - shown.length;
  return html`<div class="lines">
<div class="grid">${ticks(scale, clock)}</div>
${shown.map((workflow) => html`${workflowRow(workflow, scale, isRunning)}${rows.render(workflow.steps, each)}${unknownSteps(workflow, detail)}`)}
${more > 0 ? html`<div class="secondary">${more} more workflows</div>` : NOTHING}
</div>`;
}

function workflowRow({ execution, steps, start, end }: TimelineWorkflow, scale: Scale, isRunning: boolean): Markup {
  const tone = toneOf(execution.status, isRunning);
  const [type, name] = [inWords(nameIn(execution.type)), nameIn(execution.name)];
  const counted = execution.steps ?? steps.length;
  const title = `${type} ${name}: ${inWords(nameIn(execution.status))}, ${execution.succeeded ?? 0} of ${counted} steps succeeded`;
  const bar = start === undefined ? NOTHING : scale.bar(start, end ?? start, tone);
  const took = start === undefined || end === undefined ? inWords(nameIn(execution.status)) : durationText(end - start);
  return html`<div class="row workflow" title="${title}"><span class="label">${type} <span class="plain">${name}</span></span><span class="track">${bar}</span><span class="value secondary">${took}</span></div>`;
}

function unknownSteps({ stepsUnknown }: TimelineWorkflow, { message }: Detail): Markup {
  return stepsUnknown === undefined ? NOTHING : html`<div class="secondary text">The steps cannot be read: ${cutToWords(stepsUnknown, message)}</div>`;
}

/** Round times. A label that would stick out is left out. */
function ticks(scale: Scale, clock: Clock): Markup[] {
  const most = Math.max(2, Math.floor(scale.pixels / HOUR_PIXELS));
  const margin = 24 / scale.pixels * 100;
  const isLong = scale.end - scale.start > 36 * 3_600_000;
  return roundTimes(scale.start, scale.end, most, clock).map((time) => {
    const place = scale.percent(time);
    const text = isLong ? clock.date(time).slice(5) : clock.time(time);
    const hour = place < margin || place > 100 - margin ? NOTHING : html`<span class="hour" style="left:${rounded(place)}%">${text}</span>`;
    return html`<span class="tick" style="left:${rounded(place)}%"></span>${hour}`;
  });
}
