/**
 * Severity of a vulnerability, by the labels that Amazon Inspector and Image Builder use.
 *
 * @see https://docs.aws.amazon.com/inspector/latest/user/findings-understanding-severity.html
 */
export enum Severity {
  /** No action needed. */
  INFORMATIONAL = 'INFORMATIONAL',
  /** Base score 0.1 to 3.9. */
  LOW = 'LOW',
  /** Base score 4.0 to 6.9. */
  MEDIUM = 'MEDIUM',
  /** Base score 7.0 to 8.9. */
  HIGH = 'HIGH',
  /** Base score 9.0 to 10.0. */
  CRITICAL = 'CRITICAL',
  /** Not rated yet by the vendor or the vulnerability database. */
  UNTRIAGED = 'UNTRIAGED',
}
