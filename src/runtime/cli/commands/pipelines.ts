import { isOfLastRun, LastVerdict, lastVerdictOf } from '../../image/last-verdict';
import { NO_GATE } from '../../image/verdict';
import { overviewOf, PipelineOverview, readRegion, WaitingStep } from '../../monitoring/fleet';
import { CallError } from '../../services/call-error';
import { shortName } from '../../values/arn';
import { agoText } from '../../values/duration';
import { mapAtOnce } from '../../values/map-at-once';
import { timeOf } from '../../values/time';
import { advisedCommand } from '../advised-command';
import { CliCommand, CommandContext } from '../command';
import { CommandError, commandErrorOf, isRegionClosed } from '../command-error';
import { ExitCode } from '../exit-code';
import { isRefused, stateText } from '../image-result';
import { regionsOfPartition } from '../regions';
import { Session } from '../session';
import { table } from '../terminal/table';
import { attention, bad, faint, strong, Text } from '../terminal/text';

/** Regions that are read at the same time. */
const AT_ONCE = 8;

interface Row {
  readonly region: string;
  readonly pipeline: PipelineOverview;
  readonly verdict?: LastVerdict;
  /** Whether the verdict is on the last build, not on an earlier one. */
  readonly isOfLastBuild: boolean;
}

/** The pipelines of one or more Regions. */
interface Listing {
  readonly rows: Row[];
  /** One row for each Region in which builds without a pipeline, or of a deleted one, wait: it has only their steps. */
  readonly withoutPipeline: Row[];
}

/** A workflow in which an image can be held back. */
const OWN_DISTRIBUTION = /:\d{12}:workflow\/distribution\//;

export const PIPELINES: CliCommand = {
  name: 'pipelines',
  summary: 'List the image pipelines of a Region: last build, verdict of the gate, schedule, failures in a row, steps that wait for a person',
  options: [{ flags: '--all-regions', description: 'list the pipelines of every Region that is enabled in the account' }],
  actions: ['imagebuilder:ListImagePipelines', 'imagebuilder:ListWaitingWorkflowSteps', 'imagebuilder:GetImage'],
  async run({ options, output, open }: CommandContext): Promise<ExitCode> {
    const session = await open();
    const { rows, withoutPipeline, closed } = options.allRegions ? await listRegions(session, open) : { ...await listRegion(session), closed: [] };
    if (options.json) {
      output.json([...rows, ...withoutPipeline].map(jsonOf));
      return ExitCode.OK;
    }
    if (rows.length === 0) output.line(options.allRegions ? NOWHERE : `There is no image pipeline in ${session.region}: give another Region with --region, or list all Regions with --all-regions.`);
    else output.lines(table([...options.allRegions ? ['REGION'] : [], ...HEAD], rows.map((row) => cells(row, Boolean(options.allRegions))), output.columns));
    output.lines(withoutPipeline.flatMap(({ pipeline }) => pipeline.waitingSteps).map((step) => otherStepText(step, session)));
    if (closed.length > 0) output.error(faint(`Not open to these credentials: ${closed.join(', ')}.`));
    return ExitCode.OK;
  },
};

const NOWHERE = 'There is no image pipeline in any Region that is enabled: name a profile of another account with --profile.';
const HEAD = ['PIPELINE', 'LAST BUILD', 'STARTED', 'GATE', 'FAILURES', 'WAITING', 'SCHEDULE', 'REASON'];

async function listRegion({ images, region }: Session): Promise<Listing> {
  const { pipelines, otherSteps } = await readRegion(images);
  return {
    rows: pipelines.map((pipeline) => rowOf(region, pipeline)).sort((a, b) => a.pipeline.name.localeCompare(b.pipeline.name)),
    withoutPipeline: otherSteps.length === 0 ? [] : [rowOf(region, overviewOf({}, otherSteps))],
  };
}

function rowOf(region: string, pipeline: PipelineOverview): Row {
  const verdict = lastVerdictOf(pipeline);
  return { region, pipeline, verdict, isOfLastBuild: verdict !== undefined && isOfLastRun(verdict, pipeline.lastRun) };
}

/** The pipelines of every Region. A Region that is not enabled, or in which a policy denies the calls, is left out, unless all are. */
async function listRegions(own: Session, open: CommandContext['open']): Promise<Listing & { readonly closed: string[] }> {
  const regions = regionsOfPartition(own.region);
  const closed = new Map<string, CallError>();
  const listings = await mapAtOnce(AT_ONCE, regions, async (region): Promise<Listing> => {
    try {
      return await listRegion(region === own.region ? own : await open('', region));
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (!isRegionClosed(error)) throw new CommandError(`${region}: ${commandErrorOf(error, { region, profile: own.profile }).message}`);
      closed.set(region, error);
      return { rows: [], withoutPipeline: [] };
    }
  });
  if (closed.size === regions.length) throw closed.get(own.region);
  return {
    rows: listings.flatMap(({ rows }) => rows),
    withoutPipeline: listings.flatMap(({ withoutPipeline }) => withoutPipeline),
    closed: [...closed.keys()].sort(),
  };
}

function jsonOf({ region, pipeline, verdict, isOfLastBuild }: Row) {
  const { status, reason } = verdict?.gate ?? NO_GATE;
  return { region, ...pipeline, gateStatus: status, gateReason: reason, gateBuild: verdict?.build ?? '', isGateOfLastBuild: isOfLastBuild };
}

function cells(row: Row, withRegion: boolean): Text[] {
  const { region, pipeline: { name, lastRunStatus, lastRun, consecutiveFailures = 0, waitingSteps, schedule, status }, verdict, isOfLastBuild } = row;
  const at = timeOf(lastRun);
  const refused = isOfLastBuild && lastRunStatus === 'FAILED' && verdict && isRefused(verdict.gate);
  return [
    ...withRegion ? [region] : [],
    name,
    refused ? bad('REFUSED') : lastRunStatus === '' ? faint('never built') : stateText(lastRunStatus),
    at === undefined ? '' : agoText(Date.now() - at),
    gateText(row),
    consecutiveFailures === 0 ? '0' : bad(String(consecutiveFailures)),
    waitingSteps.length === 0 ? '' : attention(waitingSteps.map((step) => step.name).join(', ')),
    status === 'DISABLED' ? attention('disabled') : schedule || faint('none'),
    refused ? verdict.gate.reason : '',
  ];
}

/** A line about a step that no row shows; `explain` has the commands that answer it. */
function otherStepText({ name, imageArn }: WaitingStep, session: Session): Text {
  return [strong(shortName(imageArn)), ' waits for a person (', attention(name), `), and none of these pipelines builds it. To answer, run ${advisedCommand('explain', imageArn, session)}`];
}

/** The verdict; with its build if that is not known to be the last one. */
function gateText({ pipeline, verdict, isOfLastBuild }: Row): Text {
  if (verdict) return isOfLastBuild ? stateText(verdict.gate.status) : faint(`${verdict.gate.status} (${verdict.build})`);
  return faint(pipeline.workflows.some((arn) => OWN_DISTRIBUTION.test(arn)) ? 'no verdict' : 'no gate');
}
