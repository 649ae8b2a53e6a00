import { AspectPriority, Aspects } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** Runs a check at synthesis, because the app may add things after the construct. */
export function onSynthesis(scope: IConstruct, check: () => void): void {
  Aspects.of(scope).add({ visit: (node) => node === scope && check() }, { priority: AspectPriority.READONLY });
}
