import { invalidValue } from '../errors';
import { PageRequest, paginate } from '../pagination';
import { Call } from './call';

export interface Filter {
  readonly name: string;
  readonly values: string[];
}

export interface ListRequest extends PageRequest {
  readonly filters?: Filter[];
}

/** A page of the items that pass the filters; a filter's name is a member of an item. */
export function list<T extends object>(call: Call, items: T[], request: ListRequest, filterNames: string[]): { page: T[]; nextToken?: string } {
  for (const { name } of request.filters ?? []) {
    if (!filterNames.includes(name)) throw invalidValue('filters', `The filter '${name}' is not one of ${filterNames.join(', ')}.`);
  }
  const selected = items.filter((item) => (request.filters ?? []).every((filter) => passes(item, filter)));
  const { maxResults, nextToken, ...query } = request;
  return paginate(`${call.operation} ${call.region} ${JSON.stringify(query)}`, selected, request);
}

function passes(item: object, filter: Filter): boolean {
  const value = Object.entries(item).find(([name]) => name === filter.name)?.[1];
  return [value].flat().some((element) => filter.values.includes(String(element)));
}
