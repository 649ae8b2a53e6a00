import { IConstruct } from 'constructs';
import { inCallersLanguage } from './callers-language';

/**
 * The user's input breaks a rule. The message names the construct. A value that has no construct is checked when it is
 * created, so that the stack trace starts there. Names are spelled as in the language that calls the library.
 */
export class ValidationError extends Error {
  public constructor(scope: IConstruct | undefined, message: string) {
    const text = inCallersLanguage(message);
    super(scope ? `${text} [at ${scope.node.path || 'the app'}]` : text);
    this.name = 'ValidationError';
  }
}
