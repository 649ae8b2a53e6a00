/** A number that was measured, and the most that it may be. */
export interface Measurement {
  readonly what: string;
  readonly value: number;
  /** How the number is shown; by default as it is. */
  readonly shown?: string;
  /** Undefined for a number that is only told. */
  readonly bound?: number;
}

export function isOver({ value, bound }: Measurement): boolean {
  return bound !== undefined && value > bound;
}

/** The measurements in columns. */
export function table(measurements: Measurement[]): string {
  const rows = [
    ['', 'measured', 'bound', ''],
    ...measurements.map((one) => [one.what, one.shown ?? String(one.value), String(one.bound ?? '-'), one.bound === undefined ? '' : isOver(one) ? 'OVER' : 'ok']),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  ')).join('\n');
}
