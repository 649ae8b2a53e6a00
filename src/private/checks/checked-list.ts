import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { checkText, TextRule } from './text-rules';
import { ValidationError } from './validation-error';

/** The limits of a list. */
export interface ListRule {
  /** The items of the list, in the user's words: `target accounts`. */
  readonly what: string;
  readonly maxCount?: number;
  /** The page that states the rule. */
  readonly see: string;
}

/** Checks the length of a list. Returns undefined for an empty list, since Image Builder rejects it. */
export function checkedList<T>(scope: IConstruct, list: readonly T[] | undefined, rule: ListRule): T[] | undefined {
  if (!list?.length) return undefined;
  const { maxCount = Infinity, see, what } = rule;
  if (!Token.isUnresolved(list) && list.length > maxCount) {
    throw new ValidationError(scope, `There may be at most ${maxCount} ${what}, got ${list.length}. See ${see}`);
  }
  return [...list];
}

/** Like `checkedList`, for texts that each follow a rule. */
export function checkedTexts(scope: IConstruct, list: readonly string[] | undefined, rule: ListRule, text: TextRule): string[] | undefined {
  if (Token.isUnresolved(list)) return list as string[];
  const texts = checkedList(scope, list, rule);
  for (const value of texts ?? []) checkText(scope, value, text);
  return texts;
}

/** Checks account ids: at most 1,536, of 12 digits each. */
export function checkedAccounts(scope: IConstruct, accounts: readonly string[] | undefined, what: string, see: string): string[] | undefined {
  return checkedTexts(scope, accounts, { what, maxCount: 1536, see }, accountRule(`each of the ${what}`, see));
}

/** The rule for an account id. */
export function accountRule(what: string, see: string): TextRule {
  return { what, pattern: /^[0-9]{12}$/, form: 'exactly 12 digits', see };
}
