import { Clock } from './clock';
import { icon } from './icon';
import { html, Markup, NOTHING } from './markup';
import { nameIn } from './step-rows';
import { inWords, Tone, toneOf } from './tone';
import { consoleUrl, logStreamUrl } from '../image/console-url';
import { hintOf } from '../image/explain';
import { imageIdOf, imageUriOf, logGroupOf } from '../image/image-report';
import { releaseTagOf } from '../image/release-tag';
import { Timeline } from '../monitoring/timeline';
import { arnParts } from '../values/arn';
import { durationText } from '../values/duration';
import { cutInside, cutToCharacters, cutToWords, oneLine } from '../values/text';

const MAX_URI = 300;
const IMAGE_ARN = /^arn:aws[a-z-]*:imagebuilder:[a-z0-9-]+:\d{12}:image\/[a-z0-9-]+\/[0-9.]+\/\d+$/;
/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
const LOG_GROUP = /^[\w./#-]{1,512}$/;

/** The parts of a build whose text is the same in a large and in a small drawing. */
export class Build {
  public readonly tone: Tone;

  public constructor(public readonly timeline: Timeline, private readonly clock: Clock) {
    this.tone = toneOf(timeline.report.state, timeline.isRunning);
  }

  /** Such as `1.0.0/2`. */
  public get version(): string {
    return nameIn(arnParts(this.timeline.report.arn).version);
  }

  public get name(): string {
    return cutToCharacters(arnParts(this.timeline.report.arn).name, 128);
  }

  public get state(): Markup {
    return html`<span class="state ${this.tone}">${icon(this.tone)}${inWords(nameIn(this.timeline.report.state))}</span>`;
  }

  /** `Released` on the image that users get. */
  public get badge(): Markup {
    return releaseTagOf(this.timeline.report.image) === 'RELEASED' ? html`<span class="badge">Released</span>` : NOTHING;
  }

  /** Such as `2026-11-28 12:41 UTC, 34 min`. */
  public get time(): string {
    const { start, end, isRunning } = this.timeline;
    if (start === undefined) return '';
    const since = `${this.clock.dateTime(start)} ${this.clock.zone}`;
    if (isRunning) return `${since}, running for ${durationText(end! - start)}`;
    return end === undefined ? since : `${since}, ${durationText(end - start)}`;
  }

  public get took(): string {
    const { start, end } = this.timeline;
    return start === undefined || end === undefined ? '' : durationText(end - start);
  }

  /** Links to the console. A build gets them only if its ARN has the usual form. */
  public get links(): Markup {
    const { report } = this.timeline;
    const logGroup = logGroupOf(report);
    if (!IMAGE_ARN.test(report.arn)) return NOTHING;
    const log = LOG_GROUP.test(logGroup) ? link(logStreamUrl(report.arn, logGroup), 'Log') : NOTHING;
    return html`<span class="links">${link(consoleUrl(report.arn), 'Image')}${log}</span>`;
  }

  /** The verdict of the gate. */
  public verdict(most: number): string {
    const { status, reason } = this.timeline.gate;
    if (status === 'NOT_EVALUATED' && reason === '') return '';
    return `Gate ${inWords(status).toLowerCase()}${reason && `: ${cutToWords(oneLine(reason), most)}`}`;
  }

  /** The findings of the scan, or why they are not known. */
  public findings(most: number): string {
    const { findings } = this.timeline.report;
    // The reader sees why a running or failed build has no findings.
    if ('unknown' in findings) return this.timeline.isRunning || this.tone === 'bad' ? '' : `Findings not known: ${cutToWords(oneLine(findings.unknown), most)}`;
    const { all, critical, high, medium } = findings.totals;
    return `Findings: ${critical} critical, ${high} high, ${medium} medium, ${all} in all`;
  }

  /** The AMI, or the container image. */
  public get output(): string {
    const { report } = this.timeline;
    const region = arnParts(report.arn).region;
    return imageIdOf(report, region) || cutToWords(imageUriOf(report, region), MAX_URI);
  }

  /** Where the build failed; an empty text if the message says it all. */
  public get failedStep(): string {
    const { failedStep } = this.timeline.report;
    return failedStep?.isMessageComplete ? '' : nameIn(failedStep?.step ?? '');
  }

  /** Why the build failed or was cancelled; an empty text for any other. */
  public reason(most: number): string {
    const { report: { failedStep, stateReason, state } } = this.timeline;
    const isEnded = this.tone === 'bad' || state === 'CANCELLED';
    return isEnded ? cutInside(oneLine(failedStep?.message || stateReason), most) : '';
  }

  /** The usual cause of such a failure, and what to do. */
  public get hint(): Markup {
    const hint = this.tone === 'bad' ? hintOf(this.timeline.report) : undefined;
    if (!hint) return NOTHING;
    const { explanation: { cause, remedy, page }, nextStep } = hint;
    return html`<div class="text">${[cause, remedy, nextStep].filter(Boolean).join(' ')} ${link(page, 'More')}</div>`;
  }
}

function link(url: string, text: string): Markup {
  return html`<a href="${url}" target="_blank" rel="noopener noreferrer">${text}</a>`;
}
