import { Stack, Token } from 'aws-cdk-lib';
import { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { warn } from '../../private/checks/warnings';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-rules.html';
/** The fewest and the most days of a unit. */
const DAYS: { [unit: string]: [fewest: number, most: number] | undefined } = { DAYS: [1, 1], WEEKS: [7, 7], MONTHS: [28, 31], YEARS: [365, 366] };

type Rule = CfnLifecyclePolicy.PolicyDetailProperty;

/** The actions after which others no longer apply to an image. */
const FINAL: ReadonlyArray<{ readonly action: string; readonly does: string; readonly what: string; readonly ends: readonly string[] }> = [
  { action: 'DELETE', does: 'deletes', what: 'the deletion', ends: ['DEPRECATE', 'DISABLE'] },
  { action: 'DISABLE', does: 'disables', what: 'the rule to disable', ends: ['DEPRECATE'] },
];

/** Warns of rules for images of an age at which another rule has already deleted or disabled them. */
export function warnOfIdleRules(scope: IConstruct, rules: Rule[]): void {
  for (const { action, does, what, ends } of FINAL) {
    const final = rules.find((rule) => actionOf(rule) === action && !retainsSome(rule));
    const reached = final && daysOf(final);
    if (!reached) continue;
    for (const rule of rules.filter((other) => ends.includes(actionOf(other)))) {
      const age = daysOf(rule);
      if (!age || age[0] <= reached[1] || !spareTheSame(scope, rule, final)) continue;
      warn(scope, 'lifecycleRuleIdle', `The rule to ${actionOf(rule).toLowerCase()} images has no effect, because another rule of the policy ${does} them at a lower age: give ${what} a higher age, or leave out one of the two. See ${SEE}`);
    }
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
