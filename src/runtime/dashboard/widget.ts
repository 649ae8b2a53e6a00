import { Build } from './build';
import { Clock } from './clock';
import { earlierBuild } from './earlier-build';
import { Detail, DETAILS, Layout, layoutFor, LEAST_DETAIL } from './layout';
import { html, Markup, NOTHING } from './markup';
import { newestBuild } from './newest-build';
import { nameIn } from './step-rows';
import { styleSheet, Theme } from './style';
import { Timeline } from '../monitoring/timeline';
import { arnParts } from '../values/arn';
import { cutToWords, oneLine } from '../values/text';

/** Far below Lambda's limit for a response, and small enough for a page with many widgets. */
const MAX_BYTES = 100_000;

const MAX_MESSAGE = 600;

/** How a widget is drawn. */
export interface View {
  readonly theme: Theme;
  /** In pixels. */
  readonly width: number;
  readonly clock: Clock;
}

/** A build of a pipeline, or why it cannot be read. */
export type ShownBuild = Timeline | { readonly arn: string; readonly unreadable: string };

/** Draws the last builds of a pipeline, the newest first and largest. */
export function buildsWidget(builds: readonly ShownBuild[], view: View): string {
  for (const detail of DETAILS) {
    const drawn = draw(builds, detail, view);
    if (drawn.bytes <= MAX_BYTES) return drawn.text;
  }
  return draw(builds.slice(0, 1), LEAST_DETAIL, view, builds.length - 1).text;
}

/** Draws a widget that only shows a message. */
export function messageWidget(message: string, { theme, width }: View): string {
  return page(html`<div class="text">${cutToWords(oneLine(message), MAX_MESSAGE)}</div>`, theme, layoutFor(width)).text;
}

/** @param omitted builds that are not drawn */
function draw(builds: readonly ShownBuild[], detail: Detail, { theme, width, clock }: View, omitted = 0): Markup {
  const layout = layoutFor(width);
  const [newest, ...earlier] = builds;
  const rest = earlier.map((one) => (isUnreadable(one) ? unreadable(one) : earlierBuild(new Build(one, clock), detail, layout)));
  return page(html`${isUnreadable(newest) ? unreadable(newest) : newestBuild(new Build(newest, clock), detail, layout, clock)}
${rest.length === 0 ? NOTHING : html`<div class="earlier"><div class="title">Earlier builds</div>${rest}</div>`}
${omitted === 0 ? NOTHING : html`<div class="earlier secondary">Earlier builds not shown, because the widget would be too large: ${omitted}</div>`}`, theme, layout);
}

function page(content: Markup, theme: Theme, layout: Layout): Markup {
  return html`<div class="cib">${styleSheet(theme, layout)}${content}</div>`;
}

function isUnreadable(build: ShownBuild): build is Exclude<ShownBuild, Timeline> {
  return 'unreadable' in build;
}

function unreadable({ arn, unreadable: reason }: Exclude<ShownBuild, Timeline>): Markup {
  return html`<div class="text secondary">Build ${nameIn(arnParts(arn).version)} cannot be read: ${cutToWords(oneLine(reason), MAX_MESSAGE)}</div>`;
}
