import { evaluateGate } from '../../../src/runtime/image/gate';
import { verdictTags } from '../../../src/runtime/image/verdict';

/** The tags that the function gives to an image with so many critical vulnerabilities, of which none is allowed. */
export async function verdict(vulnerabilityIds: string[]): Promise<Record<string, string>> {
  const findings = vulnerabilityIds.map((vulnerabilityId) => ({ severity: 'CRITICAL', packageVulnerabilityDetails: { vulnerabilityId } }));
  const totals = { all: findings.length, critical: findings.length, high: 0, medium: 0 };
  const read = async () => findings;
  return verdictTags(await evaluateGate({ MaximumCritical: '0' }, totals, { all: read, some: read }, new Date()), { totals });
}
