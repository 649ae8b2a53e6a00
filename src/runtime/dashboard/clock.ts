const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

/** Writes times in the time zone of the viewer. */
export class Clock {
  /** Such as `UTC` or `UTC+05:30`. */
  public readonly zone: string;

  /** @param offset minutes east of UTC */
  public constructor(public readonly offset: number) {
    const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
    this.zone = offset === 0 ? 'UTC' : `UTC${offset < 0 ? '-' : '+'}${twoDigits(hours)}:${twoDigits(minutes)}`;
  }

  /** Such as `2026-11-28 12:41`. */
  public dateTime(time: number): string {
    return `${this.date(time)} ${this.time(time)}`;
  }

  /** Such as `2026-11-28`. */
  public date(time: number): string {
    return this.iso(time).slice(0, 10);
  }

  /** Such as `12:41`. */
  public time(time: number): string {
    return this.iso(time).slice(11, 16);
  }

  private iso(time: number): string {
    return new Date(time + this.offset * MINUTE).toISOString();
  }
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

const STEPS = [MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY];

/** Round times in a span, up to a maximum number; fewer if the span is short. */
export function roundTimes(start: number, end: number, most: number, { offset }: Clock): number[] {
  const smallest = (end - start) / Math.max(1, most);
  const step = STEPS.find((one) => one >= smallest) ?? Math.ceil(smallest / DAY) * DAY;
  const shift = offset * MINUTE;
  const times: number[] = [];
  for (let time = Math.ceil((start + shift) / step) * step - shift; time <= end; time += step) times.push(time);
  return times;
}
