const GAP = '  ';
/** Numbers, with what they count. */
const NUMBER = /^[-–+]?[\d.,]*\d\b/;

/** One line a row, in columns as wide as their widest cell; numbers are set to the right, with their heading. */
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
