import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { checkText } from './text-rules';
import { ValidationError } from './validation-error';

const SEE = 'https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html';
const MAX_LEVELS = 15;

/**
 * Rejects invalid names of SSM parameters; a token passes.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
 */
export function checkParameterName(scope: IConstruct, name: string | undefined, see = SEE): void {
  checkText(scope, name, {
    what: 'the name of the parameter',
    maxLength: 1011,
    pattern: /^[a-zA-Z0-9_.\-/]+$/,
    allowed: "letters, digits and '_.-/'",
    see,
  });
  if (name === undefined || Token.isUnresolved(name)) return;
  if (name.includes('/') && !name.startsWith('/')) {
    throw new ValidationError(scope, `The name of a parameter with '/' must begin with it: use '/${name}' instead of '${name}'. See ${SEE}`);
  }
  if (/\/(?:\/|$)/.test(name)) {
    throw new ValidationError(scope, `Each '/' in the name of a parameter must be followed by a name, got '${name}'. See ${SEE}`);
  }
  if (/^\/?(?:aws|ssm)(?:\/|$)|^(?:aws|ssm)/i.test(name)) {
    throw new ValidationError(scope, `The names of parameters that begin with 'aws' and 'ssm' are reserved, got '${name}': use another name. See ${SEE}`);
  }
  const levels = name.split('/').length - 1;
  if (levels > MAX_LEVELS) {
    throw new ValidationError(scope, `The name of a parameter may have at most ${MAX_LEVELS} levels, got ${levels}: '${name}'. See ${SEE}`);
  }
}
