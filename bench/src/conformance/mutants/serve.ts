import { flushCompileCache } from 'node:module';
import type { Case } from '../case.ts';
import type { Contestant } from '../contestant.ts';
import { catchEscapes } from '../escape.ts';
import { runAll } from '../run.ts';
import { runAlone } from './alone.ts';
import type { Failure, Order, Report } from './messages.ts';
import { isPlanted } from './plant.ts';

/** Where more cases than this fail unexpectedly, it is not by chance. */
const MOST_BY_CHANCE = 3;

/** Serves a process with a bug: runs the ordered cases, reports which fail, and ends. It ends with its parent, too. */
export function serve(cases: readonly Case[], contestant: Contestant): void {
  const say = (report: Report, then?: () => void): void => void process.send?.(report, undefined, undefined, then);
  catchEscapes((error) => {
    console.error(error);
    process.exit(1);
  });
  process.once('disconnect', () => process.exit(1));
  process.once('message', async (order: Order) => {
    const failures = await failuresOf(cases, contestant, order);
    flushCompileCache();
    say({ type: 'done', planted: isPlanted(), failures }, () => process.exit(0));
  });
  say({ type: 'ready' });
}

async function failuresOf(cases: readonly Case[], contestant: Contestant, order: Order): Promise<Failure[]> {
  const chosen = order.ids.flatMap((id) => cases.find((each) => each.id === id) ?? []);
  const { signal } = new AbortController();
  const rows = await runAll(chosen, [contestant], { rounds: 1, signal });
  const failed = rows.flatMap(({ case: tested, results }) => {
    const end = results[contestant.name];
    if (end?.result === 'failed') return [{ tested, id: tested.id, why: end.why }];
    return end?.result === 'passed' ? [] : [{ tested, id: tested.id, why: 'it does not apply any more' }];
  });
  const unexpected = failed.filter(({ id }) => !order.expected.includes(id));
  const passed = new Set<string>();
  if (unexpected.length <= MOST_BY_CHANCE) {
    for (const { tested, id } of unexpected) {
      if ((await runAlone(tested, contestant)).result === 'passed') passed.add(id);
    }
  }
  return failed.filter(({ id }) => !passed.has(id)).map(({ id, why }) => ({ id, why }));
}
