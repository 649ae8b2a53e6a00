import { IConstruct } from 'constructs';

/**
 * The user's input breaks a rule. The message names the construct. A value that has no construct is checked when it is
 * created, so that the stack trace starts there.
 */
export class ValidationError extends Error {
  public constructor(scope: IConstruct | undefined, message: string) {
    super(scope ? `${message} [at ${scope.node.path || 'the app'}]` : message);
    this.name = 'ValidationError';
  }
}
