import { Token } from 'aws-cdk-lib';

/** Whether a structure contains a value that is known only at deployment. */
export function holdsToken(value: unknown): boolean {
  if (Token.isUnresolved(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, entry]) => Token.isUnresolved(key) || holdsToken(entry));
}
