import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { GateProperty } from '../contract/contract';
import { warn } from '../private/checks/warnings';

/** Warns of parts of a gate that have no effect: an expired exception, or a ceiling above the ceiling `all`. */
export function adviseOnGate(scope: IConstruct, gate: GateProperty): void {
  for (const { VulnerabilityId: id, Expires: expires } of gate.Except ?? []) {
    if (expires === undefined || !(Date.parse(expires) <= Date.now())) continue;
    warn(scope, 'gateExceptionExpired', `The exception for ${id} expired on ${expires.slice(0, 'YYYY-MM-DD'.length)}, so the vulnerability counts again: remove the exception, or give it a later day.`);
  }
  const all = gate.MaximumAll;
  if (all === undefined || Token.isUnresolved(all)) return;
  const { MaximumCritical: critical, MaximumHigh: high, MaximumMedium: medium } = gate;
  for (const [name, ceiling] of Object.entries({ critical, high, medium })) {
    if (ceiling === undefined || Token.isUnresolved(ceiling) || Number(ceiling) <= Number(all)) continue;
    warn(scope, 'gateCeilingIdle', `The ceiling '${name}' (${ceiling}) of a vulnerability gate has no effect, since 'all' allows no more than ${all} finding${all === '1' ? '' : 's'}: lower '${name}', or raise 'all'.`);
  }
}
