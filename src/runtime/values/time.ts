/** Milliseconds since 1970 of a time as the service writes it (ISO 8601), or undefined if it is not one. */
export function timeOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/** Seconds since a time by the clock; 0 if it cannot be read, or is still to come. */
export function secondsSince(text: string): number {
  const now = Date.now();
  return Math.max(0, (now - (timeOf(text) ?? now)) / 1000);
}
