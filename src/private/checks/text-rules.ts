import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { quoted } from './callers-language';
import { stringifiedObjectIn } from './stringified-objects';
import { ValidationError } from './validation-error';

/** The rules for a text. */
export interface TextRule {
  /** The text, in the user's words: `the repository name`. */
  readonly what: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: RegExp;
  /** The characters of the pattern in words, for the error: `lower-case letters, digits and hyphens`. */
  readonly allowed?: string;
  /** The pattern in words if it is more than a set of characters: `exactly 12 digits`. */
  readonly form?: string;
  /** The page that states the rule. */
  readonly see: string;
  /** Whether the text is a document, whose parts are checked one by one. */
  readonly isDocument?: boolean;
}

/** Rejects a text that breaks the rule; a token passes, since its value is not known yet. */
export function checkText(scope: IConstruct | undefined, value: string | undefined, rule: TextRule): void {
  if (value === undefined || Token.isUnresolved(value)) return;
  const { minLength = 1, maxLength = Infinity } = rule;
  const object = rule.isDocument ? undefined : stringifiedObjectIn(value);
  if (object) throw new ValidationError(scope, `${capitalize(rule.what)} ${object}.`);
  if (value.length < minLength || value.length > maxLength) {
    throw new ValidationError(scope, `${capitalize(rule.what)} must have ${lengthRange(minLength, maxLength)}, got ${value.length}: ${quoted(shortened(value))}. See ${rule.see}`);
  }
  if (rule.pattern && !rule.pattern.test(value)) {
    throw new ValidationError(scope, `${capitalize(rule.what)} ${rule.form ? `must be ${rule.form}` : `may hold only ${rule.allowed ?? `what matches ${rule.pattern}`}`}, got '${shortened(value)}'. See ${rule.see}`);
  }
}

/** Rejects anything but an integer in the range; a token passes. */
export function checkInteger(scope: IConstruct | undefined, value: number | undefined, what: string, min: number, max: number, see: string): void {
  if (value === undefined || Token.isUnresolved(value)) return;
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new ValidationError(scope, `${capitalize(what)} must be an integer ${max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`}, got ${typeof value === 'number' ? value : `the ${typeof value} '${value}'`}. See ${see}`);
  }
}

function lengthRange(min: number, max: number): string {
  if (max === Infinity) return `at least ${min} character${min === 1 ? '' : 's'}`;
  return min === 0 ? `at most ${max} characters` : `${min} to ${max} characters`;
}

/** Capitalizes the first letter of a sentence; the name of a property stays unchanged. */
function capitalize(text: string): string {
  return /^[a-z]+[A-Z]/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}
