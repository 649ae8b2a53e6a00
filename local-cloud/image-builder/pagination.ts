import { createHmac, randomBytes } from 'node:crypto';
import { ServiceError } from './errors';

export interface PageRequest {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/** The default size of a page; a caller may ask for up to 100 entries. */
const DEFAULT_PAGE = 25;
const secret = randomBytes(16);

/** Cuts one page; the token is opaque and only valid for the list it came from. */
export function paginate<T>(list: string, items: T[], request: PageRequest): { page: T[]; nextToken?: string } {
  const start = request.nextToken === undefined ? 0 : readToken(list, request.nextToken);
  const end = start + (request.maxResults ?? DEFAULT_PAGE);
  return { page: items.slice(start, end), nextToken: end < items.length ? writeToken(list, end) : undefined };
}

function writeToken(list: string, offset: number): string {
  return Buffer.from(`${offset}:${sign(list, offset)}`).toString('base64url');
}

function readToken(list: string, token: string): number {
  const [offset, signature] = Buffer.from(token, 'base64url').toString().split(':');
  if (signature !== sign(list, Number(offset))) {
    throw new ServiceError('InvalidPaginationTokenException', 'The pagination token is not valid for this request.');
  }
  return Number(offset);
}

function sign(list: string, offset: number): string {
  return createHmac('sha256', secret).update(`${list}\n${offset}`).digest('hex');
}
