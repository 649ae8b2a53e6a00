import { GOLDEN_IMAGES_PATH, ReleaseTagValue, SUPERSEDED_BY_TAG } from '../../../contract/release';
import { GateResult } from '../../image/gate';
import { imageIdOf, ImageReport, imageUriOf, listPipelineImages } from '../../image/image-report';
import { readLastTry } from '../../image/last-try';
import { newestFirst } from '../../image/newest-first';
import { releaseTagOf } from '../../image/release-tag';
import { stateOf } from '../../image/states';
import { NO_GATE, recordedVerdict } from '../../image/verdict';
import { CallError, undefinedIfNotFound } from '../../services/call-error';
import { ImageBuilder } from '../../services/image-builder';
import { shortName, arnParts } from '../../values/arn';
import { agoText } from '../../values/duration';
import { asArray, asObject, asText, JsonObject } from '../../values/json';
import { mapAtOnce } from '../../values/map-at-once';
import { timeOf } from '../../values/time';
import { withProfile } from '../advised-command';
import { CliCommand, CommandContext } from '../command';
import { ExitCode } from '../exit-code';
import { FIND_IMAGE_ACTIONS, findImage, imagesOf } from '../find-image';
import { stateText } from '../image-result';
import { Session } from '../session';
import { table } from '../terminal/table';
import { faint, good, Text } from '../terminal/text';

/** Builds whose last try is read at the same time. */
const AT_ONCE = 4;

interface Build {
  readonly image: string;
  readonly created: string;
  readonly state: string;
  readonly gate: GateResult;
  /** `RELEASED` is the one that users get. */
  readonly release: ReleaseTagValue | '';
  readonly supersededBy: string;
  /** The AMI or the container image in the Region. */
  readonly id: string;
}

interface Publication {
  readonly parameter: string;
  readonly value: string;
  readonly at: string;
  readonly by: string;
}

export const RELEASE_HISTORY: CliCommand = {
  name: 'release-history',
  argument: '<golden image>',
  summary: 'List the builds of a golden image with verdict and release, and the history of its parameter',
  actions: [...FIND_IMAGE_ACTIONS, 'imagebuilder:ListWorkflowExecutions', 'imagebuilder:ListWorkflowStepExecutions', 'ssm:GetParameterHistory'],
  async run({ argument, options, output, open }: CommandContext): Promise<ExitCode> {
    const session = await open(argument);
    const image = await session.images.getImage(await findImage(session, argument));
    const pipelineArn = asText(image.sourcePipelineArn);
    const summaries = newestFirst(await summariesOf(image, pipelineArn, session.images));
    const { builds, unreadTry } = await buildsOf(summaries, session);
    const { publications, unreadParameter } = await publicationsOf(image, session);
    const unread = [unreadTry, unreadParameter].filter(Boolean).join(' ');
    if (options.json) {
      output.json({ pipeline: pipelineArn, builds, publications, ...unread === '' ? {} : { unread } });
    } else {
      output.lines(buildLines(builds, output.columns));
      output.lines(publicationLines(publications, output.columns));
      if (unread !== '') output.error(faint(unread));
    }
    return ExitCode.OK;
  },
};

/** The images of a pipeline; if it was deleted, those of the image's name. The service may then list none, or refuse to: neither is recorded. */
async function summariesOf(image: JsonObject, pipelineArn: string, api: ImageBuilder): Promise<JsonObject[]> {
  if (pipelineArn === '') return [image];
  const listed = await listPipelineImages(api, pipelineArn).catch(undefinedIfNotFound) ?? [];
  return listed.length > 0 ? listed : imagesOf(api, arnParts(asText(image.arn)).name);
}

/** The builds, with the verdicts on their last tries. Without permission to tell those from others, the last verdicts are listed. */
async function buildsOf(summaries: JsonObject[], { images, region }: Session): Promise<{ builds: Build[]; unreadTry: string }> {
  let unreadTry = '';
  const builds = await mapAtOnce(AT_ONCE, summaries, async (summary) => {
    try {
      return buildOf(await readLastTry(images, summary), region);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      unreadTry = `A verdict may be that on an earlier try of its image: ${error.message}`;
      return buildOf(summary, region);
    }
  });
  return { builds, unreadTry };
}

function buildOf(summary: JsonObject, region: string): Build {
  const report: ImageReport = { arn: asText(summary.arn), image: summary, state: '', stateReason: '', workflows: [], findings: { unknown: '' } };
  return {
    image: report.arn,
    created: asText(summary.dateCreated),
    state: stateOf(summary),
    gate: recordedVerdict(summary),
    release: releaseTagOf(summary) ?? '',
    supersededBy: asText(asObject(summary.tags)[SUPERSEDED_BY_TAG]),
    id: imageIdOf(report, region) || imageUriOf(report, region),
  };
}

/** The earlier values of the parameters in the Region. Without permission to read them, the builds are still listed. */
async function publicationsOf(image: JsonObject, session: Session): Promise<{ publications: Publication[]; unreadParameter: string }> {
  const publications: Publication[] = [];
  let unreadParameter = '';
  for (const parameter of parametersOf(image, session.region)) {
    try {
      const history = await session.parameters.historyOf(parameter);
      publications.push(...history.map(({ Value = '', LastModifiedDate, LastModifiedUser = '' }) => (
        { parameter, value: Value, at: LastModifiedDate?.toISOString() ?? '', by: LastModifiedUser }
      )));
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      // An AMI without a parameter is complete without one.
      if (error.code !== 'ParameterNotFound') unreadParameter = error.message;
      else if (isContainer(image)) unreadParameter = unknownParameterText(parameter, session);
    }
  }
  return { publications: publications.reverse(), unreadParameter };
}

/** The parameters that its distribution writes in the Region, or else the one that a golden image has by default. */
function parametersOf(image: JsonObject, region: string): string[] {
  const distributions = asArray(asObject(image.distributionConfiguration).distributions).map(asObject).filter((one) => one.region === region);
  const written = distributions.flatMap(({ ssmParameterConfigurations }) => asArray(ssmParameterConfigurations)).map(asObject);
  const names = [...new Set(written.map(({ parameterName }) => asText(parameterName)).filter(Boolean))];
  return names.length > 0 ? names : [`${GOLDEN_IMAGES_PATH}${arnParts(asText(image.arn)).name}`];
}

function isContainer({ containerRecipe }: JsonObject): boolean {
  return asObject(containerRecipe).arn !== undefined;
}

/** The function of the stack writes the parameter of a container image, so Image Builder does not know its name. */
function unknownParameterText(parameter: string, { region, profile }: Session): string {
  const command = withProfile(`aws ssm get-parameter-history --region ${region} --name <parameterName>`, { profile });
  return `Parameter ${parameter} does not exist. If the golden image has another parameterName, this command shows its history: ${command}`;
}

function buildLines(builds: Build[], columns: number): Text[] {
  const rows = builds.map(({ image, created, state, gate, release, id }): Text[] => [
    shortName(image), ago(created), stateText(state), releaseText(release), gateText(gate), id, gate.reason,
  ]);
  return table(['BUILD', 'BUILT', 'STATE', 'RELEASE', 'GATE', 'IMAGE', 'REASON'], rows, columns);
}

function gateText(gate: GateResult): Text {
  return gate.status === NO_GATE.status && gate.reason === NO_GATE.reason ? faint('no verdict') : stateText(gate.status);
}

function releaseText(release: Build['release']): Text {
  return release === 'RELEASED' ? good(release) : release;
}

function publicationLines(publications: Publication[], columns: number): Text[] {
  if (publications.length === 0) return [];
  const rows = publications.map(({ parameter, value, at, by }): Text[] => [parameter, ago(at), value, by.split(/[/:]/).pop() ?? '']);
  return ['', ...table(['PARAMETER', 'SET', 'TO', 'BY'], rows, columns)];
}

function ago(time: string): string {
  const at = timeOf(time);
  return at === undefined ? '' : agoText(Date.now() - at);
}
