import { findingsOf } from '../../image/findings';
import { GateResult } from '../../image/gate';
import { readLastTry } from '../../image/last-try';
import { isBeingScanned } from '../../image/scan';
import { recordedVerdict } from '../../image/verdict';
import { asCallError } from '../../services/call-error';
import { shortName } from '../../values/arn';
import { asArray, asObject, asText, JsonObject } from '../../values/json';
import { CliCommand, CommandContext } from '../command';
import { CommandError } from '../command-error';
import { ExitCode } from '../exit-code';
import { FIND_IMAGE_ACTIONS, findImage } from '../find-image';
import { gateViewOf, gateViewText, ViewedFinding } from '../gate-view';
import { isRefused, verdictText } from '../image-result';
import { table } from '../terminal/table';
import { attention, bad, faint, strong, Text } from '../terminal/text';

/** The worst first, as Amazon Inspector names them. */
const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL', 'UNTRIAGED'];
/** Nobody reads a longer list in a terminal; `--all` lists all. */
const SHOWN = 50;

/** A vulnerability in a package, and the version that fixes it. */
interface FindingRow extends ViewedFinding {
  readonly severity: string;
  readonly id: string;
  readonly package: string;
  readonly version: string;
  /** Empty if there is none, or none is known. */
  readonly fixedIn: string;
  /** `YES`, `NO`, `PARTIAL`, or empty. */
  readonly fixAvailable: string;
  readonly title: string;
  readonly url: string;
}

export const FINDINGS: CliCommand = {
  name: 'findings',
  argument: '<image>',
  summary: 'List the vulnerabilities of an image, the worst first, with package, fix, and how the gate counts each',
  options: [
    { flags: '--severity <severity>', description: `list only findings of this severity or worse: ${SEVERITIES.join(', ').toLowerCase()}` },
    { flags: '--all', description: `list all findings instead of the first ${SHOWN}` },
  ],
  actions: [
    ...FIND_IMAGE_ACTIONS, 'imagebuilder:ListImageScanFindingAggregations', 'imagebuilder:ListImageScanFindings',
    'imagebuilder:ListWorkflowExecutions', 'imagebuilder:ListWorkflowStepExecutions',
  ],
  async run({ argument, options, output, open }: CommandContext): Promise<ExitCode> {
    const severities = atLeast(asText(options.severity));
    const session = await open(argument);
    const api = session.images;
    const image = await api.getImage(await findImage(session, argument));
    const arn = asText(image.arn);
    const gate = recordedVerdict(await readLastTry(api, image));
    const found = await findingsOf(image, await api.listImageScanFindingAggregations(arn).catch(asCallError), api);
    if ('unknown' in found) {
      if (options.json) output.json({ image: arn, unknown: found.unknown, gateStatus: gate.status, gateReason: gate.reason });
      else output.lines([[strong(shortName(arn)), ': the findings are not known: ', found.unknown, '.'], ['Gate: ', verdictText(gate)]]);
      return isBeingScanned(image) || !isRefused(gate) ? ExitCode.NOT_ENDED : ExitCode.HELD_BACK;
    }
    const rows = (await api.listImageScanFindings(arn)).map((finding) => rowOf(finding, gate))
      .filter(({ severity }) => severities.includes(severity) || !SEVERITIES.includes(severity));
    rows.sort((a, b) => rank(a) - rank(b) || a.package.localeCompare(b.package) || a.id.localeCompare(b.id));
    if (options.json) {
      output.json({ image: arn, totals: found.totals, gateStatus: gate.status, gateReason: gate.reason, findings: rows });
    } else {
      const { all, critical, high, medium } = found.totals;
      output.lines([
        [strong(shortName(arn)), `: ${all} findings, ${critical} critical, ${high} high, ${medium} medium`],
        ['Gate: ', verdictText(gate)],
      ]);
      const shown = options.all ? rows : rows.slice(0, SHOWN);
      if (shown.length > 0) output.lines(['', ...table(HEAD, shown.map((row) => cells(row, gate)), output.columns)]);
      if (shown.length < rows.length) output.line(faint(`${rows.length - shown.length} more: --all lists them.`));
    }
    return isRefused(gate) ? ExitCode.HELD_BACK : ExitCode.OK;
  },
};

const HEAD = ['SEVERITY', 'VULNERABILITY', 'PACKAGE', 'VERSION', 'FIXED IN', 'GATE', 'TITLE'];

function atLeast(severity: string): string[] {
  if (severity === '') return SEVERITIES;
  const index = SEVERITIES.indexOf(severity.toUpperCase());
  if (index < 0) throw new CommandError(`"${severity}" is not a severity: give one of ${SEVERITIES.join(', ').toLowerCase()}.`);
  return SEVERITIES.slice(0, index + 1);
}

function rowOf(finding: JsonObject, { counts }: GateResult): FindingRow {
  const details = asObject(finding.packageVulnerabilityDetails);
  const packages = asArray(details.vulnerablePackages).map(asObject);
  const list = (member: string) => [...new Set(packages.map((one) => asText(one[member])).filter(Boolean))].join(', ');
  const severity = asText(finding.severity).toUpperCase();
  const id = asText(details.vulnerabilityId);
  const fixAvailable = asText(finding.fixAvailable);
  return {
    severity,
    id,
    package: list('name'),
    version: list('version'),
    fixedIn: list('fixedInVersion') === 'NotAvailable' ? '' : list('fixedInVersion'),
    fixAvailable,
    ...gateViewOf({ id, severity, fixAvailable }, counts),
    title: asText(finding.title),
    url: asText(details.sourceUrl),
  };
}

function cells(row: FindingRow, { counts }: GateResult): Text[] {
  const fix = row.fixAvailable === 'NO' ? faint('no fix') : row.fixedIn || faint(row.fixAvailable === 'YES' ? 'yes' : 'not known');
  return [severityText(row.severity), row.id, row.package, row.version, fix, counts ? gateViewText(row) : '', row.title];
}

function severityText(severity: string): Text {
  if (severity === 'CRITICAL') return bad(severity);
  return severity === 'HIGH' ? attention(severity) : severity;
}

/** A severity that this version does not know comes first: it may be the worst. */
function rank({ severity }: FindingRow): number {
  return SEVERITIES.indexOf(severity);
}
