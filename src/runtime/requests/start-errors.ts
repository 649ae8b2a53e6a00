import { hintFor } from '../image/explain';
import { CallError } from '../services/call-error';

/** The remedy for a build that could not be started. */
export function explainStart(error: CallError): string {
  const hint = hintOf(error);
  return hint ? `${error.message.replace(/\.*$/, '.')} ${hint}` : error.message;
}

function hintOf({ code, kind, message }: CallError): string {
  if (/disabled/i.test(message)) return 'Enable the pipeline (enabled: true), or take the execution out of the stack.';
  // The message of a denied call names the principal that lacks the permission.
  const hint = kind === 'DENIED' ? undefined : hintFor({ step: '', action: '', message: `${code}: ${message}` });
  return hint ? `${hint.explanation.cause} ${hint.explanation.remedy}\nMore: ${hint.explanation.page}` : '';
}
