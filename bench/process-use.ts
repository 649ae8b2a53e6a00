/** What a process took. */
export interface ProcessUse {
  /** Of the processor: it depends less than a clock on what else runs. */
  readonly milliseconds: number;
  /** Of memory, at most. */
  readonly kilobytes: number;
}

/** What this process has taken so far. */
export function processUse(): ProcessUse {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { milliseconds: (userCPUTime + systemCPUTime) / 1000, kilobytes: maxRSS };
}
