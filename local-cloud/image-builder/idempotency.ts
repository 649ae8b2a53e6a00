import { ServiceError } from './errors';

interface Answered {
  readonly input: string;
  readonly output: object;
}

/** Gives a repeated request the answer that the first one got. */
export class IdempotencyTokens {
  private readonly answered = new Map<string, Answered>();

  public answer(scope: string, input: object, respond: () => object): object {
    const { clientToken } = input as { clientToken?: string };
    if (clientToken === undefined) return respond();
    const key = `${scope} ${clientToken}`;
    const parameters = JSON.stringify(input);
    const earlier = this.answered.get(key);
    if (!earlier) {
      const output = respond();
      this.answered.set(key, { input: parameters, output });
      return output;
    }
    if (earlier.input !== parameters) {
      throw new ServiceError('IdempotentParameterMismatchException', `The client token '${clientToken}' was used with other parameters.`);
    }
    return earlier.output;
  }

  public reset(): void {
    this.answered.clear();
  }
}
