const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A span of time as people say it: hours up to two days, then whole days. */
export function spanText(milliseconds: number): string {
  if (milliseconds < HOUR) return 'less than an hour';
  const [count, unit] = milliseconds < 2 * DAY ? [Math.floor(milliseconds / HOUR), 'hour'] : [Math.floor(milliseconds / DAY), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** A time as people read it, in UTC. */
export function timeText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
