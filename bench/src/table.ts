const GAP = '  ';
/** A number, possibly with a unit behind it. */
const NUMBER = /^[-–+]?[\d.,]*\d\b/;

/** A line for each row, in columns as wide as their widest cells. Columns with numbers are aligned to the right. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const columns = Array.from({ length: count }, (_, at) => rows.map((row) => row[at] ?? ''));
  const widths = columns.map((cells) => Math.max(...cells.map((cell) => cell.length)));
  const right = columns.map((cells) => cells.some((cell) => NUMBER.test(cell)));
  return rows.map((row) =>
    widths
      .map((width, at) => (right[at] ? (row[at] ?? '').padStart(width) : (row[at] ?? '').padEnd(width)))
      .join(GAP)
      .trimEnd(),
  );
}
