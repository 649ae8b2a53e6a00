/**
 * A period in the units of lifecycle policies, which run once a day and therefore do not count hours.
 *
 * The value is a whole number: 1 to 1,000 for the age of images, 1 to 365 for the last launch of an AMI.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailFilter.html
 */
export class LifecyclePeriod {
  /**
   * A period in days.
   *
   * @param value the number of days
   */
  public static days(value: number): LifecyclePeriod {
    return new LifecyclePeriod(value, 'DAYS');
  }

  /**
   * A period in weeks.
   *
   * @param value the number of weeks
   */
  public static weeks(value: number): LifecyclePeriod {
    return new LifecyclePeriod(value, 'WEEKS');
  }

  /**
   * A period in months.
   *
   * @param value the number of months
   */
  public static months(value: number): LifecyclePeriod {
    return new LifecyclePeriod(value, 'MONTHS');
  }

  /**
   * A period in years.
   *
   * @param value the number of years
   */
  public static years(value: number): LifecyclePeriod {
    return new LifecyclePeriod(value, 'YEARS');
  }

  private constructor(
    /** The number of units. */
    public readonly value: number,
    /** The unit, as the service names it: `DAYS`, `WEEKS`, `MONTHS` or `YEARS`. */
    public readonly unit: string,
  ) {}
}
