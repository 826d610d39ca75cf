/** Colours a padded cell. */
export type PaintCell = (cell: string, row: number, column: number) => string;

const GAP = '  ';

/** A line for each row, in columns as wide as their widest cells. A line wider than `width` has its last cell cut. */
export function columns(
  rows: readonly (readonly string[])[],
  width: number,
  paint: PaintCell = (cell) => cell,
): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const last = count - 1;
  const before = widths.slice(0, last).reduce((sum, each) => sum + each + GAP.length, 0);
  return rows.map((row, r) => {
    const cells = widths.map((each, i) => {
      const cell = row[i] ?? '';
      return paint(i === last ? cut(cell, width - before) : cell.padEnd(each), r, i);
    });
    return cells.join(GAP).trimEnd();
  });
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
