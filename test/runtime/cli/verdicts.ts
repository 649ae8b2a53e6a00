import { evaluateGate, GateResult } from '../../../src/runtime/image/gate';
import { verdictTags } from '../../../src/runtime/image/verdict';

/** The verdict on an image with these critical vulnerabilities; the gate allows none. */
export async function gateResult(vulnerabilityIds: string[]): Promise<GateResult> {
  const findings = vulnerabilityIds.map((vulnerabilityId) => ({ severity: 'CRITICAL', packageVulnerabilityDetails: { vulnerabilityId } }));
  const read = async () => findings;
  return evaluateGate({ MaximumCritical: '0' }, totalsOf(vulnerabilityIds), { all: read, some: read }, new Date());
}

/** The tags that the function gives to such an image. */
export async function verdict(vulnerabilityIds: string[]): Promise<Record<string, string>> {
  return verdictTags(await gateResult(vulnerabilityIds), { totals: totalsOf(vulnerabilityIds) });
}

function totalsOf({ length }: string[]) {
  return { all: length, critical: length, high: 0, medium: 0 };
}
