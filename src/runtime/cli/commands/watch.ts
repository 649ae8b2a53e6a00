import { setTimeout as pause } from 'node:timers/promises';
import { explanationJson, explanationLines } from './explain';
import { Timeline } from '../../monitoring/timeline';
import { CallError, isPermanent } from '../../services/call-error';
import { shortName } from '../../values/arn';
import { durationText } from '../../values/duration';
import { advisedCommand } from '../advised-command';
import { CliCommand, CommandContext } from '../command';
import { ExitCode } from '../exit-code';
import { FIND_IMAGE_ACTIONS, findImage } from '../find-image';
import { exitCodeOf, stateText } from '../image-result';
import { Session } from '../session';
import { LiveView } from '../terminal/live-view';
import { cut, faint, Text } from '../terminal/text';
import { BuildWatch, Change, changesOf } from '../watch/build-watch';
import { frame } from '../watch/frame';
import { UsualTimes } from '../watch/usual-times';

/** Two calls a minute while nothing changes. */
const QUIET_POLL_MS = 30_000;
/** After a change, the next one is often soon. */
const BUSY_POLL_MS = 10_000;
const REDRAW_MS = 1_000;
/** Ten minutes without an answer. */
const MAX_CONSECUTIVE_ERRORS = 20;

export const WATCH: CliCommand = {
  name: 'watch',
  argument: '<pipeline|image|stack>',
  summary: 'Follow a build until it ends: workflows, steps, how long each takes and usually takes',
  actions: [
    ...FIND_IMAGE_ACTIONS, 'imagebuilder:GetImagePipeline', 'imagebuilder:ListWorkflowExecutions', 'imagebuilder:ListWorkflowStepExecutions',
    'imagebuilder:GetWorkflowExecution', 'imagebuilder:GetWorkflowStepExecution',
    'imagebuilder:ListImageScanFindingAggregations', 'imagebuilder:ListImageScanFindings',
  ],
  async run(context: CommandContext): Promise<ExitCode> {
    const session = await context.open(context.argument);
    const arn = await findImage(session, context.argument, { prefersRunning: true });
    const build = await BuildWatch.start(session, arn);
    const usual = build.timeline.isRunning ? await UsualTimes.read(session.images, build.timeline.report.image) : UsualTimes.NONE;
    const { timeline } = await new Watching(context, session, build, usual).run();
    return exitCodeOf(timeline.report, timeline.gate);
  },
};

class Watching {
  private readonly view?: LiveView;
  private shown?: Timeline;
  private problem = '';
  private errors = 0;

  public constructor(
    private readonly context: CommandContext,
    private readonly session: Session,
    private readonly build: BuildWatch,
    private readonly usual: UsualTimes,
  ) {
    if (context.output.isTerminal && !context.options.json) this.view = new LiveView(context.output);
  }

  public async run(): Promise<BuildWatch> {
    const { output, interrupted } = this.context;
    const stopRedrawing = this.view && output.onResize(() => this.show());
    try {
      this.show();
      for (let hasChanged = true; this.build.timeline.isRunning;) {
        await this.wait(hasChanged ? BUSY_POLL_MS : QUIET_POLL_MS);
        hasChanged = await this.poll();
        this.show();
      }
      this.leaveView();
      await this.showEnd();
      return this.build;
    } catch (error) {
      this.leaveView();
      if (interrupted.aborted) output.error(`Stopped watching; the build goes on. To follow it again, run ${advisedCommand('watch', this.build.timeline.report.arn, this.session)}`);
      throw error;
    } finally {
      stopRedrawing?.();
    }
  }

  /** A call that fails for a while does not end the watch; one that will never succeed does. */
  private async poll(): Promise<boolean> {
    try {
      const hasChanged = await this.build.poll();
      this.problem = '';
      this.errors = 0;
      return hasChanged;
    } catch (error) {
      const mayPass = error instanceof CallError && !isPermanent(error.kind) && ++this.errors < MAX_CONSECUTIVE_ERRORS;
      if (!mayPass || this.context.interrupted.aborted) throw error;
      this.problem = `The last poll failed: ${error.message}`;
      return false;
    }
  }

  private async wait(milliseconds: number): Promise<void> {
    const end = Date.now() + milliseconds;
    for (let left = milliseconds; left > 0; left = end - Date.now()) {
      await pause(this.view ? Math.min(left, REDRAW_MS) : left, undefined, { signal: this.context.interrupted });
      if (this.view) this.show();
    }
  }

  private show(): void {
    const { output, options } = this.context;
    const { timeline } = this.build;
    if (this.view) {
      this.view.draw(this.frame());
      return;
    }
    const changes = changesOf(this.shown, timeline);
    this.shown = timeline;
    const time = new Date().toISOString();
    for (const change of changes) {
      if (options.json) output.jsonLine({ time, ...change });
      else output.line(changeText(time, change, timeline, this.usual));
    }
  }

  private frame(): Text[] {
    return frame({ timeline: this.build.timeline, usual: this.usual, now: Date.now(), problem: this.problem }, this.context.output.rows);
  }

  /** Leaves the last picture in the terminal. */
  private leaveView(): void {
    if (!this.view) return;
    const { output } = this.context;
    this.view.close();
    output.lines(this.frame().map((line) => cut(line, output.columns)));
  }

  private async showEnd(): Promise<void> {
    const { output, options } = this.context;
    const { timeline } = this.build;
    if (options.json) output.jsonLine(await explanationJson(timeline, this.session));
    else output.lines(['', ...await explanationLines(timeline, this.session)]);
  }
}

function changeText(time: string, { part, status, milliseconds }: Change, { report }: Timeline, usual: UsualTimes): Text {
  const usually = status === 'RUNNING' ? usual.of(part) : undefined;
  return [
    faint(time), ' ', part === '' ? `Image ${shortName(report.arn)}` : part, ' ', stateText(status),
    milliseconds === undefined ? '' : ` in ${durationText(milliseconds)}`,
    usually === undefined ? '' : faint(` (usually ${durationText(usually)})`),
  ];
}
