import type { Outcome } from '../experiment.ts';
import type { Case } from './case.ts';
import type { Contestant } from './contestant.ts';
import type { CommandContext } from './outcome.ts';
import { comparisonJson } from './report-json.ts';
import type { Rooms } from './rooms.ts';
import { runAll } from './run.ts';
import { caseTable, peersReasons, type Room, reasonLines } from './table.ts';
import { figure, judge } from './verdict.ts';

interface Comparison {
  rooms: Rooms;
  cases: readonly Case[];
  contestants: readonly Contestant[];
  rounds: number;
  /** Whether to say why the peers fail, too. */
  why: boolean;
  /** Whether no case and no contestant was left out. */
  whole: boolean;
}

/** Finds out which contestant passes which case. */
export async function compare(comparison: Comparison, { signal, onProgress, paint }: CommandContext): Promise<Outcome> {
  const { cases, contestants, rounds, why, whole } = comparison;
  const rows = await runAll(cases, contestants, {
    rounds,
    signal,
    onProgress: (done, of) => onProgress(done, of, 'runs'),
  });
  const names = contestants.map(({ name }) => name);
  const rooms = Object.entries(comparison.rooms)
    .map(([name, of]): Room => ({ name, rows: rows.filter((row) => of.includes(row.case)) }))
    .filter((room) => room.rows.length > 0);
  const judgement = judge(rows, names, whole);
  return {
    verdict: judgement.verdict,
    lines: [
      ...caseTable(rooms, names, paint),
      ...(why ? peersReasons(rows, names, paint) : []),
      ...reasonLines(judgement.reasons, paint),
      figure(rows, names, whole),
    ],
    json: comparisonJson(rooms, names, judgement, rounds),
  };
}
