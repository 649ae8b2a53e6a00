const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Such as `45 s`, `3 min 5 s`, `2 h 10 min` or `3 d`. */
export function durationText(milliseconds: number): string {
  const time = Math.max(0, Math.round(milliseconds / SECOND)) * SECOND;
  if (time < MINUTE) return `${time / SECOND} s`;
  if (time < HOUR) return parts(time, MINUTE, 'min', SECOND, 's');
  if (time < 2 * DAY) return parts(time, HOUR, 'h', MINUTE, 'min');
  return `${Math.floor(time / DAY)} d`;
}

/** Such as `3 d ago`; a time in the future, by a clock that is wrong, is `now`. */
export function agoText(milliseconds: number): string {
  return milliseconds < SECOND ? 'now' : `${durationText(milliseconds)} ago`;
}

function parts(time: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((time % large) / small);
  return `${Math.floor(time / large)} ${largeUnit}${rest === 0 ? '' : ` ${rest} ${smallUnit}`}`;
}
