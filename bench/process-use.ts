/** The time and memory that a process used. */
export interface ProcessUse {
  /** Processor time, which depends less on other processes than a clock does. */
  readonly milliseconds: number;
  /** The maximum memory. */
  readonly kilobytes: number;
}

/** The time and memory that this process has used so far. */
export function processUse(): ProcessUse {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { milliseconds: (userCPUTime + systemCPUTime) / 1000, kilobytes: maxRSS };
}
