import { IConstruct } from 'constructs';
import { checkText } from './text-rules';

/**
 * Refuses what is no name of an SSM parameter; a token passes.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
 */
export function checkParameterName(scope: IConstruct, name: string | undefined, see = 'https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html'): void {
  checkText(scope, name, {
    what: 'the name of the parameter',
    maxLength: 1011,
    pattern: /^[a-zA-Z0-9_.\-/]+$/,
    allowed: "letters, digits and '_.-/'",
    see,
  });
}
