import type { WindowRow } from './contestants/index.ts';
import type { WindowFigures } from './measure.ts';
import type { Said } from './plan.ts';

/** What was measured in a round, by row. */
export interface WindowRound {
  seed: number;
  figures: ReadonlyMap<WindowRow, WindowFigures>;
}

/** What came of a contestant at a kind of server, over all rounds. */
export interface WindowResult {
  name: string;
  part: 'ours' | 'best' | 'peer';
  knows: string;
  said: Said;
  rounds: readonly (WindowFigures & {
    seed: number;
    /** Its time, divided by that of the measured best in the same round. */
    ofBest: number;
  })[];
}

export function windowResults(rows: readonly WindowRow[], rounds: readonly WindowRound[]): WindowResult[] {
  const bestMs = rounds.map(({ figures }) => {
    const best = rows.find(({ contestant }) => contestant.part === 'best');
    return best === undefined ? Number.NaN : (figures.get(best)?.tookMs ?? Number.NaN);
  });
  return rows.map((row) => {
    const { name, part, knows } = row.contestant;
    const measured = rounds.flatMap(({ seed, figures }, at) => {
      const own = figures.get(row);
      return own === undefined ? [] : { seed, ...own, ofBest: own.tookMs / (bestMs[at] as number) };
    });
    return { name, part, knows, said: row.said, rounds: measured };
  });
}
