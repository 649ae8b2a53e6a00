import { IConstruct } from 'constructs';
import { VulnerabilityGate } from './vulnerability-gate';
import { ValidationError } from '../private/checks/validation-error';

/** Rejects a gate if nothing waits for the scan that it evaluates. */
export function checkWaitForScan(scope: IConstruct, gate: VulnerabilityGate | undefined, waitForScan: boolean | undefined): void {
  if (!gate || waitForScan !== false) return;
  throw new ValidationError(scope, "A gate must wait for the scan that it evaluates, got false for 'waitForScan' with a 'gate': leave out one of them.");
}
