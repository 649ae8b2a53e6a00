import { consoleUrl } from './console-url';
import { copyAttributes } from './copies';
import { FindingTotals } from './findings';
import { GateResult } from './gate';
import { imageIdOf, ImageReport, imageUriOf } from './image-report';
import { hasNoImage, isBuilt } from './states';
import { statusOfType, sum, times, workflowLine } from './workflows';
import { STATUS_ATTRIBUTES, StatusAttributes } from '../../contract/contract';
import { asObject, asText } from '../values/json';

/** All attributes, all empty except the reason. */
export function unknownAttributes(reason: string, gate: GateResult, copies: unknown): StatusAttributes {
  return { ...EMPTY, ...copyAttributes(copies), ImageStateReason: reason, GateStatus: gate.status, GateReason: gate.reason };
}

/**
 * Converts the report of an image to attributes. Unknown values are empty strings.
 *
 * @param copies the copies of the image that the template asks for
 */
export function attributesOf(report: ImageReport, gate: GateResult, region: string, copies: unknown): StatusAttributes {
  const { workflows, failedStep, findings, image } = report;
  // Image Builder also lists what a gate refused, or what waits for a person: a template must not launch that.
  const usable = isBuilt(report.state) ? report : undefined;
  const time = times(workflows, isBuilt(report.state) || hasNoImage(report.state));
  const scan = asObject(image.scanState);
  const scanStatus = asText(scan.status);
  const count = (name: 'steps' | 'succeeded' | 'failed' | 'skipped') => String(sum(workflows, name) ?? '');
  const found = (severity: keyof FindingTotals) => ('totals' in findings ? String(findings.totals[severity]) : '');
  return {
    ...EMPTY,
    ...copyAttributes(copies, usable),
    ImageBuildVersionArn: report.arn,
    ImageState: report.state,
    ImageStateReason: report.stateReason,
    ImageId: usable ? imageIdOf(usable, region) : '',
    ImageUri: usable ? imageUriOf(usable, region) : '',
    ScanState: scanStatus,
    ScanStateReason: [asText(scan.reason), scanStatus === 'COMPLETED' && 'unknown' in findings ? findings.unknown : ''].filter(Boolean).join('; '),
    WorkflowStatus: workflowLine(workflows),
    BuildWorkflowStatus: statusOfType(workflows, 'BUILD'),
    TestWorkflowStatus: statusOfType(workflows, 'TEST'),
    DistributionWorkflowStatus: statusOfType(workflows, 'DISTRIBUTION'),
    TotalStepCount: count('steps'),
    TotalStepsSucceeded: count('succeeded'),
    TotalStepsFailed: count('failed'),
    TotalStepsSkipped: count('skipped'),
    FailedStep: failedStep?.step ?? '',
    FailedStepMessage: failedStep?.message ?? '',
    FindingsAll: found('all'),
    FindingsCritical: found('critical'),
    FindingsHigh: found('high'),
    FindingsMedium: found('medium'),
    GateStatus: gate.status,
    GateReason: gate.reason,
    StartTime: time.start,
    EndTime: time.end,
    DurationSeconds: time.seconds,
    ConsoleUrl: consoleUrl(report.arn),
  };
}

const EMPTY = Object.fromEntries(STATUS_ATTRIBUTES.map((name) => [name, ''])) as StatusAttributes;
