/**
 * A time in the units of lifecycle policies.
 *
 * A policy runs once a day, so that it does not count in hours.
 */
export class LifecyclePeriod {
  /** So many days. */
  public static days(value: number): LifecyclePeriod {
    return new LifecyclePeriod(value, 'DAYS');
  }

  /** So many weeks. */
  public static weeks(value: number): LifecyclePeriod {
    return new LifecyclePeriod(value, 'WEEKS');
  }

  /** So many months. */
  public static months(value: number): LifecyclePeriod {
    return new LifecyclePeriod(value, 'MONTHS');
  }

  /** So many years. */
  public static years(value: number): LifecyclePeriod {
    return new LifecyclePeriod(value, 'YEARS');
  }

  private constructor(
    /** How many units. */
    public readonly value: number,
    /** The unit, as the service names it: `DAYS`, `WEEKS`, `MONTHS` or `YEARS`. */
    public readonly unit: string,
  ) {}
}
