import { EARLIER, earlierTree, thisTree } from '../earlier-tree.ts';
import type { Experiment } from '../experiment.ts';
import { median } from '../statistics.ts';
import { places, ratiosOf } from './costs.ts';
import { ratioInterval } from './interval.ts';
import { costPlanFor, measureRound, type Turn } from './measure.ts';
import { costInOneLine, costTable, MOST, verdictOf } from './report.ts';

/**
 * Compares the CPU time of a call, Nimbus' `infer` with metrics and a transport that answers at once, in this tree and
 * in the earlier one. The microseconds depend on the machine, but their ratio depends only on the code: both trees run
 * side by side, on the same Node.js and the same packages, and a busy machine slows them alike.
 */
export const callCost: Experiment = {
  name: 'call-cost',
  title: `what a call costs in CPU time, at most ${MOST} of what it cost at ${EARLIER}`,
  onlyByName: true,
  async run(order, { signal, show }) {
    const plan = costPlanFor(order);
    await using earlier = await earlierTree(EARLIER, signal);
    const trees = places.map((who) => (who === 'now' ? thisTree : earlier.folder));
    const rounds: Turn[][] = [];
    while (rounds.length < plan.rounds) {
      show(`call-cost: round ${rounds.length + 1} of ${plan.rounds}`);
      rounds.push(await measureRound(trees, plan, signal));
    }
    const ratios = rounds.map(ratiosOf);
    const cost = ratioInterval(ratios.map((each) => each.cost));
    const control = ratioInterval(ratios.map((each) => each.control));
    const microseconds = median(rounds.flat().map((turn) => turn[places.indexOf('now')] ?? Number.NaN));
    return {
      verdict: verdictOf(cost),
      lines: [...costTable(cost, control), '', costInOneLine(cost, EARLIER, microseconds)],
      json: { earlier: EARLIER, plan, cost, control, microseconds, ratios },
    };
  },
};
