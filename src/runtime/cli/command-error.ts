import { Account } from './account';
import { withProfile } from './advised-command';
import { CallError } from '../services/call-error';
import { oneLine } from '../values/text';

/** Why a command cannot run, in one sentence that says what to do. */
export class CommandError extends Error {
  public constructor(message: string) {
    super(message);
    this.name = 'CommandError';
  }
}

/** A person at the terminal answered no, or gave no answer. */
export class Declined extends Error {}

const NO_CREDENTIALS = /^(CredentialsProvider|TokenProvider)Error$/;
const EXPIRED = /^(ExpiredToken|RequestExpired|ExpiredTokenException)/;
const REFUSED_CREDENTIALS = /^(UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|AuthFailure|MissingAuthenticationToken|IncompleteSignature|OptInRequired|SubscriptionRequired)/;
const NEEDS_MFA = /Profile (\S+) requires multi-factor authentication/;
const UNREACHABLE = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)\b|TimeoutError/;

/** A failed call, in a sentence for the person at the terminal. */
export function commandErrorOf(error: CallError, { region, profile }: Account): CommandError {
  if (NO_CREDENTIALS.test(error.code)) return new CommandError(credentialsMissing(error.message, profile));
  if (EXPIRED.test(error.code)) return new CommandError(`The AWS credentials have expired: sign in again, for example with ${signIn(profile)}.`);
  if (REFUSED_CREDENTIALS.test(error.code)) {
    return new CommandError(`AWS does not accept these credentials in ${region ?? 'the Region'}: check them, and that the Region is enabled in the account.`);
  }
  if (UNREACHABLE.test(error.message)) return new CommandError(`${error.call?.service.name ?? 'AWS'} in ${region ?? 'the Region'} cannot be reached: check the network and the Region; this command uses no proxy. ${error.message}`);
  return new CommandError(error.message);
}

/**
 * Why no credentials could be loaded. The service that issues them may have refused, such as the one that assumes the role of a
 * profile, and that in one Region only.
 */
export function credentialsErrorOf({ name, message }: Error): CallError {
  return new CallError(/^(AccessDenied|RegionDisabled)/.test(name) ? 'DENIED' : 'OTHER', `The AWS credentials cannot be used. ${name}: ${oneLine(message)}`, name);
}

/** Whether these credentials cannot use a Region: it is not enabled, it has no Image Builder, or a policy denies it. */
export function isRegionClosed(error: CallError): boolean {
  return error.kind === 'DENIED' || REFUSED_CREDENTIALS.test(error.code) || /\bENOTFOUND\b/.test(error.message);
}

function signIn(profile?: string): string {
  return withProfile('aws sso login', { profile });
}

function credentialsMissing(message: string, given?: string): string {
  const isMissing = /Could not load credentials from any providers/.test(message);
  const profile = /using profile: \[([^\]]*)\]/.exec(message)?.[1] ?? (isMissing ? given : undefined);
  if (profile !== undefined) return `The profile "${profile}" has no usable credentials: check its name with aws configure list-profiles, or sign in with ${signIn(profile)}.`;
  const [, withMfa] = NEEDS_MFA.exec(message) ?? [];
  if (withMfa !== undefined) return `The profile "${withMfa}" needs an MFA code, and this command cannot ask for one: set the variables that ${withProfile('aws configure export-credentials --format env', { profile: withMfa })} prints, unset AWS_PROFILE, and leave out --profile.`;
  if (isMissing) {
    return 'There are no AWS credentials: sign in with aws sso login or aws configure, or name a profile with --profile.';
  }
  return `The AWS credentials cannot be used: ${oneLine(message.replace(/^.*?(CredentialsProvider|TokenProvider)Error: /, ''))}`;
}
