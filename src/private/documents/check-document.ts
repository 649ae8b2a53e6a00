import { Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { DocumentText, parseDocumentText } from './document-text';
import { MAX_FINGERPRINT_LENGTH, MIN_FINGERPRINT_LENGTH } from './fingerprint';
import { knownLength } from './known-length';
import { verbatim } from '../checks/callers-language';
import { onSynthesis } from '../checks/on-synthesis';
import { Problem } from '../checks/structure-check';
import { ValidationError } from '../checks/validation-error';
import { warn, Warning } from '../checks/warnings';

/** Image Builder takes 16,000 characters, and the document gets a fingerprint. */
const MAX_LENGTH = 16000;
const MAX_INLINE_LENGTH = MAX_LENGTH - MAX_FINGERPRINT_LENGTH;

/** A likely mistake that the guide neither allows nor forbids. */
export interface DocumentWarning extends Warning {
  /** The path, as in a problem. */
  readonly path: string;
}

/** The rules for a kind of document. */
export interface DocumentRules {
  /** The document, in the user's words: `The component document`. */
  readonly what: string;
  readonly problems: (document: unknown) => Problem[];
  readonly warnings: (document: unknown) => DocumentWarning[];
  /** Reports a text that cannot be parsed. */
  readonly problemsOfText: (text: string) => Problem[];
  /** The page that states the rules. */
  readonly see: string;
}

/** Rejects a structure that breaks the rules, and warns of likely mistakes. */
export function checkDocument(scope: IConstruct, document: unknown, rules: DocumentRules, text?: DocumentText): void {
  refuse(scope, rules.problems(document).map((problem) => formatProblem(problem, document, text)), rules);
  for (const { id, message, path } of rules.warnings(document)) {
    const problem = formatProblem(new Problem(path, message), document, text);
    warn(scope, id, `${rules.what} may not do what you mean: ${verbatim(problem)}. See ${rules.see}`);
  }
}

/** Checks a text in YAML or JSON, and returns its structure; undefined if tokens hide it. */
export function checkDocumentText(scope: IConstruct, text: string, rules: DocumentRules): unknown {
  const parsed = parseDocumentText(text);
  if (parsed === undefined) {
    refuse(scope, rules.problemsOfText(text).map((problem) => formatProblem(problem, undefined)), rules);
    return undefined;
  }
  refuse(scope, parsed.problems, rules);
  checkDocument(scope, parsed.content, rules, parsed);
  return parsed.content;
}

/** Rejects a text that is empty, or too long for the template. Only the known parts of a text with tokens count. */
export function checkInlineLength(scope: IConstruct, text: string, { what, see }: DocumentRules, remedy: string): void {
  const refuseLength = (length: string) => {
    throw new ValidationError(scope, `${what} must have 1 to ${MAX_INLINE_LENGTH} characters, got ${length}. See ${see}`);
  };
  if (Token.isUnresolved(text)) {
    return onSynthesis(scope, () => {
      const length = knownLength(Stack.of(scope).resolve(text));
      if (length > MAX_LENGTH - MIN_FINGERPRINT_LENGTH) refuseLength(`at least ${length}: ${remedy}`);
    });
  }
  if (text.length === 0) refuseLength('0');
  if (text.length > MAX_INLINE_LENGTH) refuseLength(`${text.length}: ${remedy}`);
}

function refuse(scope: IConstruct, problems: readonly string[], { what, see }: DocumentRules): void {
  if (problems.length > 0) throw new ValidationError(scope, `${what} is not valid:\n${problems.map((problem) => `  - ${verbatim(problem)}`).join('\n')}\nSee ${see}`);
}

/** Formats a problem for an error: with its line in the text, and with the name of the step for users of the typed API. */
function formatProblem({ path, message }: Problem, content: unknown, text?: DocumentText): string {
  const line = text?.lineOf(path);
  const step = stepOf(content, path);
  const place = [line === undefined ? undefined : `line ${line}`, step].filter((part) => part !== undefined).join(', ');
  return `${place ? `${place}: ` : ''}${path}: ${message}`;
}

function stepOf(content: unknown, path: string): string | undefined {
  const [, phaseIndex, stepIndex] = /^(?:phases\[(\d+)\]\.)?steps\[(\d+)\]/.exec(path) ?? [];
  if (stepIndex === undefined) return undefined;
  const phase = phaseIndex === undefined ? undefined : at(at(content, 'phases'), phaseIndex);
  const step = at(at(at(phase ?? content, 'steps'), stepIndex), 'name');
  if (typeof step !== 'string') return undefined;
  const phaseName = at(phase, 'name');
  return `step '${step}'${typeof phaseName === 'string' ? ` of ${phaseName}` : ''}`;
}

function at(holder: unknown, key: string): unknown {
  return typeof holder === 'object' && holder !== null ? (holder as Record<string, unknown>)[key] : undefined;
}
