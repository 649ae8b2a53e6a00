import { CfnResource, Stack } from 'aws-cdk-lib';
import { DEFAULT_CROSS_STACK_REFERENCES } from 'aws-cdk-lib/cx-api';
import { IConstruct } from 'constructs';
import { onSynthesis } from '../checks/on-synthesis';
import { outermostStack } from '../checks/outermost-stack';
import { areDifferent } from '../checks/same-place';

/**
 * Warns at synthesis if a construct imports an attribute of a resource that another stack exports. A weak reference reads an output
 * instead, which may change, and so does each reference to another account.
 */
export function ifImported(scope: IConstruct, resource: CfnResource, advise: () => void): void {
  if (outermostStack(resource) === outermostStack(scope)) return;
  const [own, other] = [Stack.of(scope), Stack.of(resource)];
  if (areDifferent(own.account, other.account)) return;
  onSynthesis(scope, () => {
    // What CrossStackReferences.of() has set is not public in aws-cdk-lib.
    const strength = resource._crossStackReferenceStrengthOverride ?? own.node.tryGetContext(DEFAULT_CROSS_STACK_REFERENCES) as unknown;
    if (strength !== 'weak') advise();
  });
}
