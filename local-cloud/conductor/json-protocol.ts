/** A refusal as services that speak AWS JSON send it. */
export class AwsError extends Error {
  public constructor(public readonly code: string, message: string) {
    super(message);
    this.name = 'AwsError';
  }
}

export type Operations = Readonly<Record<string, (input: never) => object>>;

export interface JsonResponse {
  readonly status: number;
  readonly body: string;
}

/**
 * Answers a call in the protocol AWS JSON, which names the operation in a header.
 *
 * @param target such as `AmazonSSM.GetParameter`
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export function handleJson(services: Readonly<Record<string, Operations>>, target: string, body: string): JsonResponse {
  try {
    const [service, operation] = target.split('.');
    if (!Object.hasOwn(services, service) || !Object.hasOwn(services[service], operation)) {
      throw new AwsError('UnknownOperationException', `There is no operation ${target}.`);
    }
    return { status: 200, body: JSON.stringify(services[service][operation](JSON.parse(body) as never)) };
  } catch (error) {
    if (!(error instanceof AwsError)) return { status: 500, body: JSON.stringify({ __type: 'InternalServerError', message: String(error) }) };
    return { status: 400, body: JSON.stringify({ __type: error.code, message: error.message }) };
  }
}
