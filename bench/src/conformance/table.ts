import { columns } from './columns.ts';
import type { Row } from './run.ts';
import type { CaseResult } from './run-case.ts';
import { OURS, scoreOf } from './score.ts';
import type { Reason } from './verdict.ts';

type Colour = 'green' | 'red' | 'yellow' | 'dim' | 'bold';
export type Paint = (colour: Colour, text: string) => string;

export interface Room {
  name: string;
  rows: readonly Row[];
}

/** The width of a whole line. */
export const WIDTH = 140;
/** Some names take two lines. */
const HEAD_LINES = 2;

const marks = { passed: '✓', failed: '✗', 'not-applicable': '–' } as const;
const colours: Readonly<Record<string, Colour>> = { '✓': 'green', '✗': 'red', '–': 'dim' };

/** A line for each case under its room's name, a column for each contestant, and at the end how many each passes. */
export function caseTable(rooms: readonly Room[], contestants: readonly string[], paint: Paint): string[] {
  const rows = rooms.flatMap((room) => room.rows);
  const heads = contestants.map((name) => name.split(/(?<=\+)| /));
  const scores = contestants.map((name) => {
    const { passed, of } = scoreOf(rows, name);
    return `${passed}/${of}`;
  });
  const cells = [
    ['', ...heads.map(([first = '']) => first), 'trap', 'source'],
    ['', ...heads.map(([, ...rest]) => rest.join(' '))],
    ...rows.map(({ case: { id, trap, source }, results }) => [
      `  ${id}`,
      ...contestants.map((name) => markOf(results[name])),
      `${trap ?? ''}`,
      source,
    ]),
    ['passed/applicable', ...scores],
  ];
  const lines = columns(cells, WIDTH, (cell, row, column) => {
    if (cell.trim() === '') return cell;
    const colour = colours[cell.trim()];
    if (colour !== undefined && column > 0) return paint(colour, cell);
    return row < HEAD_LINES || column > contestants.length ? paint('dim', cell) : cell;
  });
  const body = lines.slice(HEAD_LINES);
  const headed = rooms.flatMap((room) => [paint('bold', room.name), ...body.splice(0, room.rows.length)]);
  return [...lines.slice(0, HEAD_LINES), ...headed, ...body];
}

/** A line for each failure of a peer. */
export function peersReasons(rows: readonly Row[], contestants: readonly string[], paint: Paint): string[] {
  return contestants
    .filter((name) => name !== OURS)
    .flatMap((name) =>
      rows.flatMap(({ case: { id }, results }) => {
        const end = results[name];
        return end?.result === 'failed' ? [`${paint('dim', '✗')} ${name} fails ${id}: ${end.why}`] : [];
      }),
    );
}

/** A line for each reason of the verdict. */
export function reasonLines(reasons: readonly Reason[], paint: Paint): string[] {
  return reasons.map(({ verdict, text }) => `${verdict === 'FAIL' ? paint('red', '✗') : paint('yellow', '?')} ${text}`);
}

function markOf(end: CaseResult | undefined): string {
  return end === undefined ? '' : marks[end.result];
}
