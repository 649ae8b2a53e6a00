import { cut, strong, Text, widthOf } from './text';

const GAP = 2;
/** A column is not made narrower than this. */
const NARROWEST = 5;

/**
 * Rows in columns; a column without any content is left out.
 *
 * @param width the columns of the terminal; the widest columns are cut until the table fits
 */
export function table(head: readonly string[], rows: ReadonlyArray<readonly Text[]>, width = Infinity): Text[] {
  const filled = head.map((_, column) => column).filter((column) => rows.length === 0 || rows.some((row) => widthOf(row[column]) > 0));
  const lines = [head.map((title): Text => strong(title)), ...rows].map((line) => filled.map((column) => line[column]));
  const widths = filled.map((_, column) => Math.max(...lines.map((line) => widthOf(line[column]))));
  const room = width - GAP * (filled.length - 1);
  while (sum(widths) > room && Math.max(...widths) > NARROWEST) widths[widths.indexOf(Math.max(...widths))]--;
  return lines.map((line) => line.flatMap((cell, column) => (column === line.length - 1 ? [cut(cell, widths[column])] : [padded(cell, widths[column]), ' '.repeat(GAP)])));
}

function padded(text: Text, width: number): Text {
  return [cut(text, width), ' '.repeat(Math.max(0, width - widthOf(text)))];
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
