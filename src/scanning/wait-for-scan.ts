import { IConstruct } from 'constructs';
import { VulnerabilityGate } from './vulnerability-gate';
import { ValidationError } from '../private/checks/validation-error';

/** Refuses to gate on the findings of a scan that is not waited for. */
export function checkWaitForScan(scope: IConstruct, gate: VulnerabilityGate | undefined, waitForScan: boolean | undefined): void {
  if (!gate || waitForScan !== false) return;
  throw new ValidationError(scope, "A gate waits for the scan whose findings it judges, got 'waitForScan' false with a 'gate': leave out one of them.");
}
