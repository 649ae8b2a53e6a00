/** Marks an instance of a class, so that `isOfClass()` recognizes it even if the app has two copies of the library. */
export function markClass(instance: object, id: string): void {
  Object.defineProperty(instance, Symbol.for(id), { value: true });
}

/** Whether a value carries the mark of a class. */
export function isOfClass(x: unknown, id: string): boolean {
  return x !== null && typeof x === 'object' && Symbol.for(id) in x;
}
