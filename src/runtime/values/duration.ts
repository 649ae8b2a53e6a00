const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];

/** Such as `45 s`, `3 min 5 s`, `34 min`, `2 h 10 min` or `3 d`: hours up to two days, then whole days. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / SECOND));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 600) return joined(seconds, 'min', 's');
  const minutes = Math.round(milliseconds / MINUTE);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return joined(minutes, 'h', 'min');
  return `${Math.floor(minutes / (24 * 60))} d`;
}

/** Such as `3 d ago`; a time in the future, due to a wrong clock, is `now`. */
export function agoText(milliseconds: number): string {
  return milliseconds < SECOND ? 'now' : `${durationText(milliseconds)} ago`;
}

/** A duration in a sentence: hours up to two days, then whole days. */
export function durationInWords(milliseconds: number): string {
  if (milliseconds < HOUR) return 'less than an hour';
  const [count, unit] = milliseconds < 2 * DAY ? [Math.floor(milliseconds / HOUR), 'hour'] : [Math.floor(milliseconds / DAY), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function joined(count: number, unit: string, restUnit: string): string {
  const rest = count % 60;
  return `${Math.floor(count / 60)} ${unit}${rest === 0 ? '' : ` ${rest} ${restUnit}`}`;
}
