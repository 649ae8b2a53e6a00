import { IConstruct } from 'constructs';

/**
 * A rule that a user's input breaks, told together with the construct it was given to. A value that is made without a
 * construct is checked when it is made, so that the stack trace begins there.
 */
export class ValidationError extends Error {
  public constructor(scope: IConstruct | undefined, message: string) {
    super(scope ? `${message} [at ${scope.node.path || 'the app'}]` : message);
    this.name = 'ValidationError';
  }
}
