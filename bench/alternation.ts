/** Milliseconds that one run takes. */
export type Run = () => number | Promise<number>;

/**
 * The median of the ratios of two kinds of runs, measured in pairs whose order alternates,
 * so that what changes on the machine meanwhile meets both.
 */
export async function medianRatio(a: Run, b: Run, pairs: { readonly warmUp: number; readonly measured: number }): Promise<number> {
  const ratios: number[] = [];
  for (let i = -pairs.warmUp; i < pairs.measured; i++) {
    const first = i % 2 === 0 ? a : b;
    const x = await first();
    const y = await (first === a ? b : a)();
    if (i >= 0) ratios.push(first === a ? x / y : y / x);
  }
  return median(ratios);
}

export function median(values: number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}
