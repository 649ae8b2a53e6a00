import { CallError } from '../services/call-error';

const QUOTAS = 'https://docs.aws.amazon.com/general/latest/gr/imagebuilder.html';

/** What a person can do about a build that could not be started. */
export function explainStart(error: CallError): string {
  const hint = hintOf(error);
  return hint ? `${error.message} ${hint}` : error.message;
}

function hintOf({ code, message }: CallError): string {
  if (code === 'ServiceQuotaExceededException') {
    return `So many builds run in this account and Region as its quota allows (concurrent builds, 100 unless raised): deploy again when one has ended, or have the quota raised. See ${QUOTAS}`;
  }
  if (/disabled/i.test(message)) return 'Enable the pipeline (enabled: true), or take the execution out of the stack.';
  if (code === 'ResourceInUseException') return 'The pipeline is being changed, or its build is: deploy again in a minute.';
  return '';
}
