import { Demands } from './script';
import { ACCOUNT, REGION } from '../../../local-cloud/conductor/in-memory/memory-cloud';
import { Build } from '../../../local-cloud/image-builder';
import { Memory } from '../memory';

interface Finding {
  readonly severity: string;
  readonly packageVulnerabilityDetails: { readonly vulnerabilityId: string };
}

/** The severity of which a gate has too many; undefined if it passes. */
export function refusal(gate: NonNullable<Demands['gate']>, findings: Finding[]): string | undefined {
  const excepted = (gate.Except ?? []).map(({ VulnerabilityId }) => VulnerabilityId);
  const counted = findings.filter(({ packageVulnerabilityDetails }) => !excepted.includes(packageVulnerabilityDetails.vulnerabilityId));
  const over = ([severity, maximum]: [string, string | undefined]) =>
    maximum !== undefined && counted.filter((finding) => finding.severity === severity).length > Number(maximum);
  return ([['CRITICAL', gate.MaximumCritical], ['HIGH', gate.MaximumHigh]] as [string, string | undefined][]).find(over)?.[0];
}

/** The findings of a build, by the list. */
export function findingsOf({ arn }: Build, emulator: Memory['emulator']): Finding[] {
  const all: Finding[] = [];
  let nextToken: string | undefined;
  do {
    const input = { filters: [{ name: 'imageBuildVersionArn', values: [arn] }], nextToken };
    const page = call(emulator, 'ListImageScanFindings', input) as { findings: Finding[]; nextToken?: string };
    all.push(...page.findings);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return all;
}

function call(emulator: Memory['emulator'], operation: string, input: object): object {
  return emulator.answer(operation, input, { region: REGION, accountId: ACCOUNT });
}
