import { styleText } from 'node:util';
import { formatDuration, type Verdict } from '@evenkeel/tools/command-line';
import { countsLine, durationsLine, objectiveHeads, objectiveRows } from './describe.ts';
import type { Report } from './report.ts';
import type { VerdictFile } from './verdict-file.ts';

type Colour = 'green' | 'red' | 'yellow' | 'dim' | 'bold';
export type Paint = (colour: Colour, text: string) => string;

export const paintFor = (colours: boolean): Paint =>
  colours ? (colour, text) => styleText(colour, text, { validateStream: false }) : (_, text) => text;

/** Paints in colours on a terminal, unless NO_COLOR is set. */
export const ourPaint = paintFor(process.stdout.isTTY === true && process.env.NO_COLOR === undefined);

const colourOf: Record<Verdict, Colour> = { PASS: 'green', FAIL: 'red', INCONCLUSIVE: 'yellow' };

const columns: readonly Column[] = objectiveHeads.map((head) => ({
  head,
  align: head === 'objective' || head === 'alert' ? 'left' : 'right',
}));

/** One scenario's verdict: the table, the assertions, the counts, the reasons. */
export function runLines(report: Report, paint = ourPaint): string[] {
  const { title, evidence, assertions, reasons, verdict, notes } = report;
  const { fault, readings, durations } = evidence;
  const troubled = new Set(reasons.map((reason) => reason.about));
  const colourCell = (cell: string, row: number, column: number): string => {
    const reading = readings[row];
    if (reading === undefined || column === 1) return cell;
    if (column === columns.length - 1) return reading.alert === 'firing' ? paint('red', cell) : cell;
    return troubled.has(reading.objective.name) && column > 1 ? paint('red', cell) : cell;
  };
  const width = Math.max(0, ...assertions.map((assertion) => assertion.name.length));
  const mark = { true: paint('green', '✓'), false: paint('red', '✗'), null: paint('yellow', '?') };
  return [
    '',
    `${paint('bold', verdict.scenario)}  ${paint('dim', title)}`,
    ...(fault === null ? [] : [paint('yellow', `with the fault ${fault.name}`)]),
    ...(readings.length === 0 ? [] : table(columns, objectiveRows(report), colourCell)),
    ...assertions.map((assertion) => `${mark[`${assertion.ok}`]} ${assertion.name.padEnd(width)}  ${assertion.seen}`),
    ...(verdict.counts.sent === 0 ? [] : [countsLine(verdict.counts)]),
    ...[durationsLine(durations)].filter((line) => line !== null),
    ...notes.map((note) => paint('dim', note)),
    ...reasons.map(
      (reason) => `${paint(colourOf[reason.verdict], reason.verdict === 'FAIL' ? '✗' : '?')} ${reason.text}`,
    ),
    `${paint(colourOf[verdict.verdict], verdict.verdict)} ${paint('dim', `after ${formatDuration(verdict.durationMs)}, seed ${verdict.seed}`)}`,
  ];
}

/** The last line of all: the verdict, and why. */
export function finalLine({ verdict, scenario, reasons, durationMs }: VerdictFile, paint = ourPaint): string {
  const names = scenario.split(',').join(', ');
  const why = verdict === 'PASS' ? `${names} in ${formatDuration(durationMs)}` : reasons.join(' ');
  return `${paint(colourOf[verdict], verdict)}: ${why}`;
}

interface Column {
  head: string;
  align: 'left' | 'right';
}

/** A table with borders, as wide as its widest cells. `paint` may colour a padded cell. */
function table(
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
