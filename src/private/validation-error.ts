import { IConstruct } from 'constructs';

/** A rule that a user's input breaks, told together with the construct it was given to. */
export class ValidationError extends Error {
  constructor(scope: IConstruct, message: string) {
    super(`${message} [at ${scope.node.path || 'the app'}]`);
    this.name = 'ValidationError';
  }
}
