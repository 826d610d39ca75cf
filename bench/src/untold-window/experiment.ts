import type { Experiment } from '../experiment.ts';
import { windowRows } from './contestants/index.ts';
import { windowPlanFor } from './plan.ts';
import { runWindowRound } from './race.ts';
import { aboutWindows, windowTable } from './report.ts';
import { type WindowRound, windowResults } from './result.ts';
import { ruleOnWindows } from './verdict.ts';

export const untoldWindow: Experiment = {
  name: 'untold-window',
  title:
    'a fetch that is told nothing of a window is refused in the first one only, and needs hardly more than the optimum',
  async run(request, { signal, show }) {
    const plan = windowPlanFor(request);
    const rounds: WindowRound[] = [];
    for (const seed of plan.seeds) {
      const onEnded = (rows: number): void =>
        show(`untold-window, seed ${seed}: ${rows} of ${windowRows.length} clients have ended`);
      onEnded(0);
      rounds.push(await runWindowRound({ plan, seed, onEnded }, signal));
    }
    const results = windowResults(windowRows, rounds);
    const { verdict, reasons, figure } = ruleOnWindows(results);
    return {
      verdict,
      lines: [
        ...aboutWindows(plan),
        '',
        ...windowTable(results),
        '',
        ...reasons,
        `untold-window: ${verdict}; ${figure}`,
      ],
      json: { plan, results, reasons },
    };
  },
};
