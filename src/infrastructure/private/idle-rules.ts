import { Stack, Token } from 'aws-cdk-lib';
import { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { warn } from '../../private/checks/warnings';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-rules.html';
/** The fewest and the most days of a unit. */
const DAYS: { [unit: string]: [fewest: number, most: number] | undefined } = { DAYS: [1, 1], WEEKS: [7, 7], MONTHS: [28, 31], YEARS: [365, 366] };

type Rule = CfnLifecyclePolicy.PolicyDetailProperty;

/** Warns of rules for images of an age at which another rule has already deleted them. */
export function warnOfIdleRules(scope: IConstruct, rules: Rule[]): void {
  const deletion = rules.find((rule) => actionOf(rule) === 'DELETE' && !retainsSome(rule));
  const deleted = deletion && daysOf(deletion);
  if (!deleted) return;
  for (const rule of rules) {
    const age = daysOf(rule);
    if (!age || age[0] <= deleted[1] || !spareTheSame(scope, rule, deletion)) continue;
    warn(scope, 'lifecycleRuleIdle', `The rule to ${actionOf(rule).toLowerCase()} images has no effect, because another rule of the policy deletes them at a lower age: give the deletion a higher age, or leave out one of the two. See ${SEE}`);
  }
}

function actionOf({ action }: Rule): string {
  return (action as CfnLifecyclePolicy.ActionProperty).type;
}

function retainsSome({ filter }: Rule): boolean {
  return (filter as CfnLifecyclePolicy.FilterProperty).retainAtLeast !== undefined;
}

function spareTheSame(scope: IConstruct, ...rules: Rule[]): boolean {
  const [one, other] = rules.map(({ exclusionRules }) => JSON.stringify(Stack.of(scope).resolve(exclusionRules)));
  return one === other;
}

function daysOf({ filter }: Rule): [fewest: number, most: number] | undefined {
  const { type, value, unit } = filter as CfnLifecyclePolicy.FilterProperty;
  const days = type === 'AGE' && !Token.isUnresolved(value) ? DAYS[unit ?? ''] : undefined;
  return days && [days[0] * value, days[1] * value];
}
