import { NO_GATE } from '../../image/evaluation';
import { GateResult } from '../../image/gate';
import { listPipelineImages } from '../../image/image-report';
import { verdictOf } from '../../image/verdict';
import { PipelineOverview, readFleet } from '../../monitoring/fleet';
import { CallError } from '../../services/call-error';
import { agoText } from '../../values/duration';
import { asObject, asText } from '../../values/json';
import { timeOf } from '../../values/time';
import { CliCommand, CommandContext } from '../command';
import { isRegionClosed } from '../command-error';
import { ExitCode } from '../exit-code';
import { isRefused, stateText } from '../image-result';
import { regionsBeside } from '../regions';
import { Session } from '../session';
import { table } from '../terminal/table';
import { attention, bad, faint, Text } from '../terminal/text';

/** Regions that are read at the same time. */
const CONCURRENCY = 8;

interface Row {
  readonly region: string;
  readonly pipeline: PipelineOverview;
  /** The verdict of the last build, which is read only if it failed. */
  readonly gate: GateResult;
}

export const PIPELINES: CliCommand = {
  name: 'pipelines',
  summary: 'List the image pipelines of a Region: last build and verdict, schedule, failures in a row, steps that wait for a person',
  options: [{ flags: '--all-regions', description: 'list the pipelines of every Region that is enabled in the account' }],
  actions: ['imagebuilder:ListImagePipelines', 'imagebuilder:ListWaitingWorkflowSteps', 'imagebuilder:ListImagePipelineImages', 'imagebuilder:GetImage'],
  async run({ options, output, open }: CommandContext): Promise<ExitCode> {
    const session = await open();
    const { rows, closed } = options.allRegions ? await rowsOfRegions(session, open) : { rows: await rowsOf(session), closed: [] };
    if (options.json) {
      output.json(rows.map(({ region, pipeline, gate }) => ({ region, ...pipeline, gateStatus: gate.status, gateReason: gate.reason })));
      return ExitCode.OK;
    }
    const where = options.allRegions ? 'any Region that is enabled' : session.region;
    if (rows.length === 0) output.line(`There is no image pipeline in ${where}: give another Region with --region, or list all Regions with --all-regions.`);
    else output.lines(table([...options.allRegions ? ['REGION'] : [], ...HEAD], rows.map((row) => cells(row, Boolean(options.allRegions))), output.columns));
    if (closed.length > 0) output.error(faint(`Not enabled for these credentials: ${closed.join(', ')}.`));
    return ExitCode.OK;
  },
};

const HEAD = ['PIPELINE', 'LAST BUILD', 'STARTED', 'FAILURES', 'WAITING', 'SCHEDULE', 'REASON'];

async function rowsOf(session: Session): Promise<Row[]> {
  const fleet = await readFleet(session.images);
  const rows = await Promise.all(fleet.map(async (pipeline) => ({ region: session.region, pipeline, gate: await gateOf(pipeline, session) })));
  return rows.sort((a, b) => a.pipeline.name.localeCompare(b.pipeline.name));
}

/** Whether a gate refused the last build; one call, only where that build failed. */
async function gateOf({ arn, lastRunStatus }: PipelineOverview, { images }: Session): Promise<GateResult> {
  if (lastRunStatus !== 'FAILED') return NO_GATE;
  const built = await listPipelineImages(images, arn);
  const [last] = built.sort((a, b) => (timeOf(asText(b.dateCreated)) ?? 0) - (timeOf(asText(a.dateCreated)) ?? 0));
  return (last && asText(asObject(last.state).status) === 'FAILED' ? verdictOf(last) : undefined) ?? NO_GATE;
}

/** The pipelines of every Region. A Region that is not enabled is left out, unless none is. */
async function rowsOfRegions(own: Session, open: CommandContext['open']): Promise<{ rows: Row[]; closed: string[] }> {
  const queue = [...regionsBeside(own.region)];
  const read = new Map<string, Row[]>();
  const closed = new Map<string, CallError>();
  await Promise.all(Array.from({ length: CONCURRENCY }, async () => {
    for (let region = queue.shift(); region !== undefined; region = queue.shift()) {
      try {
        read.set(region, await rowsOf(region === own.region ? own : await open('', region)));
      } catch (error) {
        if (!(error instanceof CallError) || !isRegionClosed(error)) throw error;
        closed.set(region, error);
      }
    }
  }));
  if (read.size === 0) throw closed.get(own.region);
  return { rows: regionsBeside(own.region).flatMap((region) => read.get(region) ?? []), closed: [...closed.keys()].sort() };
}

function cells({ region, pipeline, gate }: Row, withRegion: boolean): Text[] {
  const { name, lastRunStatus, lastRun, consecutiveFailures = 0, waitingSteps, schedule, status } = pipeline;
  const at = timeOf(lastRun);
  const refused = isRefused(gate);
  return [
    ...withRegion ? [region] : [],
    name,
    refused ? bad('REFUSED') : lastRunStatus === '' ? faint('never built') : stateText(lastRunStatus),
    at === undefined ? '' : agoText(Date.now() - at),
    consecutiveFailures === 0 ? '0' : bad(String(consecutiveFailures)),
    waitingSteps.length === 0 ? '' : attention(waitingSteps.map((step) => step.name).join(', ')),
    status === 'DISABLED' ? attention('disabled') : schedule || faint('none'),
    refused ? gate.reason : '',
  ];
}
