/**
 * The fields that are not undefined. As properties of a construct, undefined ones would replace the defaults of a property
 * injector, which usually puts the given properties after its own.
 */
export function withoutUndefined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
