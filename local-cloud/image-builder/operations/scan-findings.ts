import { invalidRequest, invalidValue } from '../errors';
import { countSeverities, Finding } from '../findings';
import { openBehaviourOf, savedFindings } from '../image';
import { PageRequest } from '../pagination';
import { Call, Handlers } from './call';
import { Filter, list, ListRequest } from './listing';

export const scanFindingOperations: Handlers = {
  ListImageScanFindings: listFindings,
  ListImageScanFindingAggregations: listAggregations,
};

const keys: Record<string, (finding: Finding) => string | undefined> = {
  accountId: (finding) => finding.awsAccountId,
  imageBuildVersionArn: (finding) => finding.imageBuildVersionArn,
  imagePipelineArn: (finding) => finding.imagePipelineArn,
  vulnerabilityId: (finding) => finding.packageVulnerabilityDetails.vulnerabilityId,
  severity: (finding) => finding.severity,
};
const FINDING_FILTERS = ['imageBuildVersionArn', 'imagePipelineArn', 'vulnerabilityId', 'severity'];
const AGGREGATIONS: Record<string, string> = {
  accountId: 'accountAggregation',
  imageBuildVersionArn: 'imageAggregation',
  imagePipelineArn: 'imagePipelineAggregation',
  vulnerabilityId: 'vulnerabilityIdAggregation',
};

function listFindings(input: ListRequest, call: Call) {
  const [filter] = input.filters ?? [];
  if (filter) checkFilter(filter, FINDING_FILTERS);
  const findings = findingsOf(call, filter).filter((finding) => !filter || filter.values.includes(keys[filter.name](finding)!));
  const { filters, ...request } = input;
  const { page, nextToken } = list({ ...call, operation: `${call.operation} ${JSON.stringify(filters)}` }, findings, request, []);
  return { findings: page, nextToken };
}

/** One aggregation for each value of the filter of which a scan has saved its findings. */
function listAggregations(input: PageRequest & { filter?: Filter }, call: Call) {
  const filter = input.filter ?? { name: 'accountId', values: [call.accountId] };
  checkFilter(filter, Object.keys(AGGREGATIONS));
  const responses = filter.values.flatMap((value) => {
    const scanned = scannedImages(call, { name: filter.name, values: [value] });
    if (scanned.length === 0) return [];
    const findings = scanned.flat().filter((finding) => keys[filter.name](finding) === value);
    if (filter.name === 'vulnerabilityId' && findings.length === 0) return [];
    return [{ [AGGREGATIONS[filter.name]]: { [filter.name]: value, severityCounts: countSeverities(findings) } }];
  });
  const { page, nextToken } = list({ ...call, operation: `${call.operation} ${JSON.stringify(input.filter)}` }, responses, { nextToken: input.nextToken }, []);
  return { aggregationType: filter.name, responses: page, nextToken };
}

function checkFilter(filter: Partial<Filter>, names: string[]): void {
  if (filter.name === undefined || filter.values === undefined) throw invalidRequest('A filter needs a name and values.');
  if (!names.includes(filter.name)) throw invalidValue('filter', `The filter '${filter.name}' is not one of ${names.join(', ')}.`);
}

function findingsOf(call: Call, filter?: Filter): Finding[] {
  return scannedImages(call, filter).flat();
}

/** The saved findings of each scanned image that the filter may select. */
function scannedImages(call: Call, filter?: Filter): Finding[][] {
  return call.store.imagesIn(call)
    .filter((image) => filter?.name !== 'imageBuildVersionArn' || filter.values.includes(image.arn))
    .filter((image) => filter?.name !== 'imagePipelineArn' || (image.pipeline !== undefined && filter.values.includes(image.pipeline.arn)))
    .map((image) => ({ image, findings: savedFindings(image, call.clock.now()) }))
    .flatMap(({ image, findings }) => !findings || (findings.length === 0 && openBehaviourOf(image).zeroFindings === 'NOTHING') ? [] : [findings]);
}
