import type { Finding } from './mutants/examine.ts';
import { reasonsOf } from './mutants/verdict.ts';
import { scoreOf } from './score.ts';
import type { Room } from './table.ts';
import { traps } from './traps.ts';
import type { Judgement } from './verdict.ts';

/** What `--json` writes: the content of the table, and the reasons of all failures. */
export function comparisonJson(
  rooms: readonly Room[],
  contestants: readonly string[],
  { verdict, reasons }: Judgement,
  rounds: number,
): object {
  const rows = rooms.flatMap((room) => room.rows);
  return {
    verdict,
    reasons: reasons.map(({ text }) => text),
    rounds,
    contestants: contestants.map((name) => {
      const { passed, of } = scoreOf(rows, name);
      return { name, passed, applicable: of };
    }),
    cases: rooms.flatMap((room) =>
      room.rows.map(({ case: { id, title, source, trap }, results }) => ({
        id,
        room: room.name,
        title,
        source,
        ...(trap !== undefined && { trap }),
        results,
      })),
    ),
    traps: Object.entries(traps).map(([trap, what]) => ({
      trap: Number(trap),
      what,
      cases: rows.filter((row) => row.case.trap === Number(trap)).map((row) => row.case.id),
    })),
  };
}

/** What `--json` writes of a run with `--mutants`. */
export function mutantsJson(findings: readonly Finding[], { verdict, reasons }: Judgement): object {
  return {
    verdict,
    reasons: reasons.map(({ text }) => text),
    bugs: findings.map((finding) => {
      const { bug, own, known } = finding.planting;
      const { alsoFails, ...planted } = bug;
      const end = 'error' in finding ? { error: finding.error } : { failures: finding.failures };
      return { cases: own, ...planted, alsoFails: known, holds: reasonsOf(finding).length === 0, ...end };
    }),
  };
}
