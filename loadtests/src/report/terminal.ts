import { styleText } from 'node:util';
import { formatDuration, type Verdict } from '@evenkeel/tools/command-line';
import { decide } from '../verdict/decide.ts';
import type { Result } from '../verdict/result.ts';
import { countsLine, durationsLine } from './counts-line.ts';
import { objectiveHeads, objectiveRow } from './objective-row.ts';
import type { RunReport } from './run-report.ts';
import { type Column, table } from './table.ts';

type Colour = 'green' | 'red' | 'yellow' | 'dim' | 'bold';
export type Paint = (colour: Colour, text: string) => string;

export const paintFor = (colours: boolean): Paint =>
  colours ? (colour, text) => styleText(colour, text, { validateStream: false }) : (_, text) => text;

const colourOf: Record<Verdict, Colour> = { PASS: 'green', FAIL: 'red', INCONCLUSIVE: 'yellow' };

const columns: readonly Column[] = objectiveHeads.map((head) => ({
  head,
  align: head === 'objective' || head === 'alert' ? 'left' : 'right',
}));

/** One scenario's verdict: the table, the assertions, the counts, the reasons. */
export function runLines({ title, facts, result, durations, notes }: RunReport, paint: Paint): string[] {
  const { reasons } = decide(facts);
  const troubled = new Set(reasons.map((reason) => reason.about));
  const colourCell = (cell: string, row: number, column: number): string => {
    const reading = facts.readings[row];
    if (reading === undefined || column === 1) return cell;
    if (column === columns.length - 1) return reading.alert === 'firing' ? paint('red', cell) : cell;
    return troubled.has(reading.objective.name) && column > 1 ? paint('red', cell) : cell;
  };
  const width = Math.max(0, ...facts.assertions.map((assertion) => assertion.name.length));
  const mark = { true: paint('green', '✓'), false: paint('red', '✗'), null: paint('yellow', '?') };
  return [
    '',
    `${paint('bold', result.scenario)}  ${paint('dim', title)}`,
    ...(facts.fault === null ? [] : [paint('yellow', `with the fault ${facts.fault.name}`)]),
    ...(facts.readings.length === 0 ? [] : table(columns, facts.readings.map(objectiveRow), colourCell)),
    ...facts.assertions.map(
      (assertion) => `${mark[`${assertion.ok}`]} ${assertion.name.padEnd(width)}  ${assertion.seen}`,
    ),
    ...(result.counts.sent === 0 ? [] : [countsLine(result.counts)]),
    ...[durationsLine(durations)].filter((line) => line !== null),
    ...notes.map((note) => paint('dim', note)),
    ...reasons.map(
      (reason) => `${paint(colourOf[reason.verdict], reason.verdict === 'FAIL' ? '✗' : '?')} ${reason.text}`,
    ),
    `${paint(colourOf[result.verdict], result.verdict)} ${paint('dim', `after ${formatDuration(result.durationMs)}, seed ${result.seed}`)}`,
  ];
}

/** The last line of all: the verdict, and why. */
export function finalLine({ verdict, scenario, reasons, durationMs }: Result, paint: Paint): string {
  const names = scenario.split(',').join(', ');
  const why = verdict === 'PASS' ? `${names} in ${formatDuration(durationMs)}` : reasons.join(' ');
  return `${paint(colourOf[verdict], verdict)}: ${why}`;
}
