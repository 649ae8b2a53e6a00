import { randomUUID } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { ImageBuilderEmulator } from './emulator';
import { invalidRequest, ServiceError } from './errors';
import { Operation, operations, shapeOf } from './model';
import { Place } from './names';

const routes = new Map(Object.entries(operations).map(([name, { method, uri }]) => [`${method} ${uri}`, name]));
const labelledRoutes = Object.entries(operations).filter(([, { uri }]) => uri.includes('{'))
  .map(([name, operation]) => ({ name, operation, prefix: operation.uri.split('{')[0] }));

/** A request in the service's protocol, rest-json. */
export interface RestRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly authorization?: string;
  readonly body: string;
}

export interface RestResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Answers a request that came over HTTP. */
export function handleRequest(
  emulator: ImageBuilderEmulator,
  request: IncomingMessage,
  body: string,
  response: ServerResponse,
  accountId: string,
): void {
  const { method, url, headers } = request;
  const answer = handleRest(emulator, { method: method!, url: url!, authorization: headers.authorization, body }, accountId);
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
}

export function handleRest(emulator: ImageBuilderEmulator, request: RestRequest, accountId: string): RestResponse {
  const headers = { 'content-type': 'application/json', 'x-amzn-RequestId': randomUUID() };
  try {
    const url = new URL(request.url, 'http://localhost');
    const { name, operation, label } = route(request.method, url.pathname);
    const output = emulator.answer(name, readInput(operation, label, url.searchParams, request.body), placeOf(request.authorization, accountId));
    return { status: 200, headers, body: JSON.stringify(output) };
  } catch (error) {
    const refusal = error instanceof ServiceError ? error : new ServiceError('ServiceException', String(error));
    return { status: refusal.status, headers: { ...headers, 'x-amzn-ErrorType': refusal.code }, body: JSON.stringify({ message: refusal.message }) };
  }
}

/** The name of the operation that a request is for. */
export function operationOf(method: string, path: string): string {
  return route(method, path).name;
}

/** Finds the operation; a URI of the model may end in a label, as `/tags/{resourceArn}`. */
function route(method: string, path: string): { name: string; operation: Operation; label?: string } {
  const exact = routes.get(`${method} ${path}`);
  if (exact !== undefined) return { name: exact, operation: operations[exact] };
  for (const { name, operation, prefix } of labelledRoutes) {
    if (operation.method === method && path.startsWith(prefix) && path.length > prefix.length) {
      return { name, operation, label: decode(path.slice(prefix.length)) };
    }
  }
  throw new ServiceError('UnknownOperationException', `There is no operation ${method} ${path}.`, 404);
}

/** Gathers the members of the input from the places that the model gives them. */
function readInput(operation: Operation, label: string | undefined, query: URLSearchParams, body: string): object {
  const input: Record<string, unknown> = { ...parseBody(body) };
  for (const [name, member] of Object.entries(shapeOf(operation.input).members ?? {})) {
    if (member.location === undefined) continue;
    delete input[name];
    const values = query.getAll(member.locationName ?? name);
    if (member.location === 'uri') {
      input[name] = label;
    } else if (values.length > 0) {
      input[name] = shapeOf(member.shape).type === 'list' ? values : values[0];
    }
  }
  return input;
}

function parseBody(body: string): object {
  if (body === '') return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw invalidRequest('The request body is not valid JSON.');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw invalidRequest('The request body must be a JSON object.');
  return parsed;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidRequest(`'${text}' is not a valid part of an address.`);
  }
}

/** The Region that the request was signed for. Signatures are not checked. */
function placeOf(authorization = '', accountId: string): Place {
  const credential = /Credential=[^/]+\/[0-9]{8}\/([a-z0-9-]+)\//.exec(authorization);
  return { region: credential?.[1] ?? 'us-east-1', accountId };
}
