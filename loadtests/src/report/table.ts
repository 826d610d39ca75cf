export interface Column {
  head: string;
  align: 'left' | 'right';
}

/** A table with borders, as wide as its widest cells. `paint` may colour a padded cell. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  paint: (cell: string, row: number, column: number) => string = (cell) => cell,
): string[] {
  const widths = columns.map(({ head }, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const pad = (text: string, i: number): string =>
    columns[i]?.align === 'right' ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0);
  const rule = (left: string, middle: string, right: string): string =>
    left + widths.map((width) => '─'.repeat(width + 2)).join(middle) + right;
  const line = (cells: readonly string[]): string => `│ ${cells.join(' │ ')} │`;
  return [
    rule('┌', '┬', '┐'),
    line(columns.map(({ head }, i) => pad(head, i))),
    rule('├', '┼', '┤'),
    ...rows.map((row, r) => line(columns.map((_, i) => paint(pad(row[i] ?? '', i), r, i)))),
    rule('└', '┴', '┘'),
  ];
}
