import { CfnImage, CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { adviseOnGate } from './gate-advice';
import { whyRegistryDoesNotScan } from './private/registry-scan';
import { VulnerabilityGate } from './vulnerability-gate';
import { onValidation } from '../private/checks/on-validation';
import { warn } from '../private/checks/warnings';
import { whyFindingsCannotBeRead } from '../private/facts/readable-findings';
import { resourceOf } from '../private/facts/resource-of';

/** How a status treats a scan that nobody can read. */
export interface UnreadableScanOptions {
  /** Whether such a scan would fail each deployment, so that synthesis rejects it. Otherwise, synthesis warns. */
  readonly failsDeployment: boolean;
}

/** Checks the gate that holds back the images of a build. */
export function checkGateOfBuild(build: IConstruct, gate: VulnerabilityGate): void {
  checkGateOfStatus(build, gate, build, { failsDeployment: true });
}

/** Checks the gate of a status, and that the findings of the build can be read. */
export function checkGateOfStatus(status: IConstruct, gate: VulnerabilityGate, build: IConstruct, options: UnreadableScanOptions): void {
  adviseOnGate(status, gate._render());
  checkScanIsReadable(status, build, 'The gate cannot be evaluated', options);
}

/**
 * Rejects a status whose scan nobody can read, since it would fail every deployment. If the status only reports, warns
 * instead.
 *
 * @param consequence the start of the message, such as `The gate cannot be evaluated`
 */
export function checkScanIsReadable(status: IConstruct, build: IConstruct, consequence: string, { failsDeployment }: UnreadableScanOptions): void {
  onValidation(status, () => {
    const resource = resourceOf(build, CfnImage, CfnImagePipeline);
    const problem = resource && (whyFindingsCannotBeRead(resource) ?? whyRegistryDoesNotScan(resource));
    if (!problem) return [];
    const message = `${consequence}: ${problem}`;
    if (failsDeployment) return [message];
    warn(status, 'gateWithoutFindings', message);
    return [];
  });
}
