import { HarnessFault } from '@evenkeel/tools/command-line';
import { sum } from '../statistics.ts';
import type { CeilingContestant } from './contestant.ts';
import { peers, reference, tested } from './contestants/index.ts';
import type { Measured } from './measure.ts';
import type { Plan } from './plan.ts';
import { prepare, type Starter } from './race.ts';

export interface Round {
  seed: number;
  /** What was measured, by contestant. */
  measured: Readonly<Record<string, Measured>>;
}

/**
 * Runs all contestants side by side, each with a mock server of its own, so that
 * anything else on the machine slows all of them alike. Most calls are sent before
 * the ceiling falls, so the peers start only when it has fallen for ours; all at
 * once might be more than the machine can keep up with.
 *
 * @throws HarnessFault where it takes longer than planned
 */
export async function runRound(
  plan: Plan,
  seed: number,
  signal: AbortSignal,
  onProgress: (ended: number) => void,
): Promise<Round> {
  const late = AbortSignal.timeout(plan.longestRoundMs);
  const over = new AbortController();
  const ends = AbortSignal.any([signal, late, over.signal]);
  const ready = (contestants: readonly CeilingContestant[]): Promise<Starter[]> =>
    Promise.all(contestants.map((each) => prepare(each, plan, seed, ends)));
  try {
    const [first, then] = await Promise.all([ready([reference, tested]), ready(peers)]);
    const ended = new Map<CeilingContestant, number>();
    const run = async ({ contestant, start }: Starter, onHalf = (): void => {}): Promise<[string, Measured]> => {
      const onEnded = (calls: number): void => onProgress(sum([...ended.set(contestant, calls).values()]));
      return [contestant.name, await start({ onEnded, onHalf })];
    };
    const calm = Promise.withResolvers<void>();
    let busy = first.length;
    const onHalf = (): void => {
      busy -= 1;
      if (busy === 0) calm.resolve();
    };
    const running = first.map((starter) => run(starter, onHalf));
    await Promise.race([calm.promise, Promise.all(running)]);
    running.push(...then.map((starter) => run(starter)));
    return { seed, measured: Object.fromEntries(await Promise.all(running)) };
  } catch (error) {
    if (!late.aborted || signal.aborted) throw error;
    throw new HarnessFault(`The round with seed ${seed} was not over after ${plan.longestRoundMs / 1_000} s.`);
  } finally {
    over.abort();
  }
}
