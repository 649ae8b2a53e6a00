import { Build } from './build';
import { icon } from './icon';
import { Detail, Layout } from './layout';
import { html, Markup } from './markup';
import { strip } from './strip';

/** Draws a build in one line, with its outcome and findings below. */
export function earlierBuild(build: Build, { parts, message }: Detail, { track }: Layout): Markup {
  const reason = build.reason(Math.min(message, 300));
  const failed = build.failedStep && build.tone === 'bad' ? `${build.failedStep} failed: ${reason}` : reason;
  const notes = [build.time, failed, build.verdict(message), build.findings(message)].filter(Boolean);
  return html`<div class="row strip"><span class="label" title="${build.version}">${icon(build.tone)}${build.version} ${build.badge}</span>${strip(build.timeline, parts, track)}<span class="value secondary">${build.took}</span></div>
<div class="notes"><span class="text">${notes.join(' · ')}</span>${build.links}</div>`;
}
