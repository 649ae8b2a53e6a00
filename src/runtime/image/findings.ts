import { CallError } from '../services/call-error';
import { ImageBuilder } from '../services/image-builder';
import { asCount, asObject, asText, JsonObject } from '../values/json';
import { oneLine } from '../values/text';

/** The counts of findings: `all`, and each severity that has a count of its own. */
export const SEVERITIES = ['all', 'critical', 'high', 'medium'] as const;

/** The number of findings of an image. `all` counts every severity, including those without a count of their own. */
export interface FindingTotals {
  readonly all: number;
  readonly critical: number;
  readonly high: number;
  readonly medium: number;
}

/** Why the totals are unknown. */
export interface UnknownFindings {
  readonly unknown: string;
  /** Whether a retry in a minute may help. */
  readonly mayChange?: boolean;
  /** The status of the scan, if it is not completed. */
  readonly scanStatus?: string;
}

/** The totals, or why they are unknown. */
export type Findings = { readonly totals: FindingTotals } | UnknownFindings;

/** Whether a scan is said to have found nothing at all. */
export function hasNoFindings(findings: Findings): boolean {
  return 'totals' in findings && findings.totals.all === 0;
}

/** The response to the request for totals, which may have failed. */
export type AggregationResponse = JsonObject[] | CallError;

/** The type of scan whose findings Image Builder lists; a container scan has no type. */
const LISTED_TYPE = 'TEST_INSTANCE_CVE';

/** The findings of an image: not known unless its scan is completed and its findings could be read. */
export async function findingsOf(image: JsonObject, aggregations: AggregationResponse, api: ImageBuilder): Promise<Findings> {
  const { status, reason } = asObject(image.scanState);
  const scanStatus = asText(status);
  const types = [asObject(image.imageScanningConfiguration).imageScanningTypes ?? []].flat();
  if (scanStatus === '') return { unknown: 'the image was not scanned' };
  if (scanStatus !== 'COMPLETED') {
    return { unknown: [`the scan is ${scanStatus}`, oneLine(asText(reason)).replace(/\.+$/, '')].filter(Boolean).join(': '), scanStatus };
  }
  if (types.some((type) => type !== LISTED_TYPE)) {
    return { unknown: `the findings of a scan of type ${types.map(String).join(', ')} are not among those that Image Builder lists` };
  }
  if (aggregations instanceof CallError) return { unknown: aggregations.message, mayChange: true };

  const arn = asText(image.arn);
  const own = aggregations
    .map(({ imageAggregation }) => asObject(imageAggregation))
    .filter(({ imageBuildVersionArn }) => imageBuildVersionArn === arn);
  if (aggregations.length === 0) return confirmedZero(arn, api);
  const totals = own.length === 1 ? totalsOf(asObject(own[0].severityCounts)) : undefined;
  return totals ? { totals } : { unknown: 'the finding totals that Image Builder sent cannot be read', mayChange: true };
}

/** Missing totals mean either no findings or totals that do not exist yet; the list of findings decides. */
async function confirmedZero(arn: string, api: ImageBuilder): Promise<Findings> {
  try {
    const findings = await api.listImageScanFindings(arn);
    return findings.length === 0
      ? { totals: { all: 0, critical: 0, high: 0, medium: 0 } }
      : { unknown: 'Image Builder lists findings of the image but has no totals of them yet', mayChange: true };
  } catch (error) {
    if (error instanceof CallError) return { unknown: error.message, mayChange: true };
    throw error;
  }
}

function totalsOf(counts: JsonObject): FindingTotals | undefined {
  const [all, critical, high, medium] = [counts.all, counts.critical, counts.high, counts.medium].map(asCount);
  if (all === undefined || critical === undefined || high === undefined || medium === undefined) return undefined;
  return all >= critical + high + medium ? { all, critical, high, medium } : undefined;
}
