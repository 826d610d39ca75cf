import { formatPercent } from '../format.ts';
import type { Measurement } from './measure.ts';
import type { Promises } from './plan.ts';

/** A sentence for each promise that a round of ours does not hold. */
export function unkept(name: string, seed: number, measured: Measurement, promised: Promises): string[] {
  const { used, refusalRatio, lost, unfinished, aboveBound, worst, tripsPerCall, errors } = measured;
  const found: string[] = [];
  const say = (what: string): void => {
    found.push(`"${name}" ${what} with seed ${seed}`);
  };
  // What was not measured may be NaN, which must fail too.
  if (!(used >= promised.used)) {
    say(`used ${formatPercent(used)} of the tokens' limit (at least ${formatPercent(promised.used)} is promised)`);
  }
  if (!(refusalRatio <= promised.refusalRatio)) {
    say(`got ${refusals(refusalRatio)} (at most ${refusals(promised.refusalRatio)} is promised)`);
  }
  if (lost > 0) say(`lost ${lost} calls (${Object.keys(errors).join(' ')})`);
  if (unfinished > 0) say(`had not ended ${unfinished} calls when it was stopped`);
  if (promised.boundsWaits && aboveBound > 0 && worst !== null) {
    const ms = (value: number): string => `${value.toFixed(0)} ms`;
    say(`let ${aboveBound} calls wait beyond their bound, one ${ms(worst.waitMs)} instead of ${ms(worst.boundMs)},`);
  }
  const { shareError } = promised;
  for (const [build, share] of measured.shares.entries()) {
    const fair = 1 / measured.shares.length;
    if (shareError === null || Math.abs(share - fair) <= shareError * fair) continue;
    say(`let build ${build} have ${formatPercent(share)} of all (${formatPercent(fair)} is its part)`);
  }
  const { tripsPerCall: most } = promised;
  if (most !== null && !(tripsPerCall <= most)) {
    say(`made ${tripsPerCall.toFixed(2)} trips to the store a call (at most ${most} is promised)`);
  }
  if (promised.tripsPerSecond !== null && !(measured.tripsPerSecond <= promised.tripsPerSecond)) {
    const trips = `${measured.tripsPerSecond.toFixed(2)} trips to the store a second for each process`;
    say(`made ${trips} (at most ${promised.tripsPerSecond} is promised)`);
  }
  return found.map((sentence) => `${sentence.replace(/,? with seed/, ' with seed')}.`);
}

const refusals = (ratio: number): string => `${(ratio * 100).toFixed(2)} 429s for a hundred admitted calls`;
