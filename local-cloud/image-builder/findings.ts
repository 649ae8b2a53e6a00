import { Severity, SeverityCounts } from './scenarios';

/** The scanned image that a finding is about. */
export interface ScannedImage {
  readonly accountId: string;
  readonly imageBuildVersionArn: string;
  readonly imagePipelineArn?: string;
  readonly scannedAt: number;
}

const packages = ['openssl', 'glibc', 'curl', 'kernel', 'python3', 'libxml2', 'sudo', 'zlib'];
const fixes = ['YES', 'NO', 'PARTIAL'];
const scores: Record<Severity, number> = { CRITICAL: 9.8, HIGH: 7.5, MEDIUM: 5.3, LOW: 3.1, INFORMATIONAL: 0, UNTRIAGED: 0 };

/** The findings of a scan: the same ones each time the same counts are asked for. */
export function makeFindings(image: ScannedImage, counts: SeverityCounts) {
  return spread(counts).map((severity, index) => makeFinding(image, severity, index));
}

export type Finding = ReturnType<typeof makeFinding>;

/**
 * Counts by severity as the service gives them: all includes the severities that have no count of their own.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_SeverityCounts.html
 */
export function countSeverities(findings: Finding[]) {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return { all: findings.length, critical: count('CRITICAL'), high: count('HIGH'), medium: count('MEDIUM') };
}

function makeFinding(image: ScannedImage, severity: Severity, index: number) {
  const name = packages[index % packages.length];
  const vulnerabilityId = `CVE-2026-${10001 + index}`;
  const score = scores[severity];
  const seconds = Math.floor(image.scannedAt / 1000);
  return {
    awsAccountId: image.accountId,
    imageBuildVersionArn: image.imageBuildVersionArn,
    imagePipelineArn: image.imagePipelineArn,
    type: 'PACKAGE_VULNERABILITY',
    title: `${vulnerabilityId} - ${name}`,
    description: `A flaw in ${name} lets a crafted input do what it should not.`,
    severity,
    remediation: { recommendation: { text: `Upgrade ${name}.`, url: `https://nvd.nist.gov/vuln/detail/${vulnerabilityId}` } },
    firstObservedAt: seconds,
    updatedAt: seconds,
    inspectorScore: score,
    inspectorScoreDetails: { adjustedCvss: { scoreSource: 'NVD', cvssSource: 'NVD', version: '3.1', score, scoringVector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N' } },
    packageVulnerabilityDetails: {
      vulnerabilityId,
      vulnerablePackages: [{ name, version: '1.0.0', arch: 'X86_64', packageManager: 'OS', fixedInVersion: '1.0.1' }],
      source: 'NVD',
      sourceUrl: `https://nvd.nist.gov/vuln/detail/${vulnerabilityId}`,
      vendorSeverity: severity.toLowerCase(),
      vendorCreatedAt: seconds - 864000,
      vendorUpdatedAt: seconds - 86400,
      cvss: [{ baseScore: score, scoringVector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N', version: '3.1', source: 'NVD' }],
    },
    fixAvailable: fixes[index % fixes.length],
  };
}

/** Mixes the severities, so that no page of a list holds all the serious ones. */
function spread(counts: SeverityCounts): Severity[] {
  const entries = Object.entries(counts) as [Severity, number][];
  return entries
    .flatMap(([severity, count]) => Array.from({ length: count }, (_, index) => ({ severity, position: (index + 0.5) / count })))
    .sort((a, b) => a.position - b.position)
    .map(({ severity }) => severity);
}
