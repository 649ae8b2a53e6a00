import { CfnImage, CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { adviseOnGate } from './gate-advice';
import { VulnerabilityGate } from './vulnerability-gate';
import { inCallersLanguage } from '../private/checks/callers-language';
import { warn } from '../private/checks/warnings';
import { whyFindingsCannotBeRead } from '../private/facts/readable-findings';
import { resourceOf } from '../private/facts/resource-of';

/** Checks the gate of a status, a pipeline or an image, and that the findings of the build can be read. */
export function checkGate(status: IConstruct, gate: VulnerabilityGate, build: IConstruct, failsDeployment: boolean): void {
  adviseOnGate(status, gate._render());
  checkScanIsReadable(status, build, 'The gate cannot be evaluated', failsDeployment);
}

/**
 * Rejects a status whose scan nobody can read, since it would fail every deployment. If the status only reports, warns
 * instead.
 *
 * @param consequence the start of the message, such as `The gate cannot be evaluated`
 */
export function checkScanIsReadable(status: IConstruct, build: IConstruct, consequence: string, failsDeployment: boolean): void {
  status.node.addValidation({
    validate: () => {
      const resource = resourceOf(build, CfnImage, CfnImagePipeline);
      const problem = resource && whyFindingsCannotBeRead(resource);
      if (!problem) return [];
      const message = `${consequence}: ${problem}`;
      if (failsDeployment) return [inCallersLanguage(message)];
      warn(status, 'gateWithoutFindings', message);
      return [];
    },
  });
}
