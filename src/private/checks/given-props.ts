/**
 * The properties that are not undefined. An undefined property would replace the default of a property injector, which usually
 * puts the given properties after its own.
 */
export function givenProps<T extends object>(props: T): T {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)) as T;
}
