import type { Random } from '@evenkeel/toolkit';
import { seededRandom } from '@evenkeel/toolkit/testing';
import { costs, ESTIMATE_FACTOR, type LoadPlan, OVERLOAD } from './plan.ts';

/** A call that a client has to make. */
export interface Call {
  /** From 0, in the order in which they come. */
  number: number;
  /** When it comes, from the beginning. */
  atMs: number;
  /** How many tokens its client thinks that it takes, and how many it does. */
  estimate: number;
  actual: number;
  /** Which of the processes makes it. */
  process: number;
}

/**
 * The calls of a round: the same for each client. They come as their costs add up to more than what the tokens' bucket has
 * given so far, by a constant factor: as many as find it full within the time of the burst, and the others as it is refilled.
 * So something waits at every moment from then on, for a client that uses all it may.
 */
export function callsOf({ limits, loadMs, burstMs, processes }: LoadPlan, seed: number): Call[] {
  const random = seededRandom(seed);
  const { amount, refillPerSecond } = limits.tokens;
  const atFirst = amount + (burstMs * refillPerSecond) / 1_000;
  const calls: Call[] = [];
  for (let sum = 0; ; ) {
    const given = sum / OVERLOAD;
    const atMs = given < atFirst ? (given / atFirst) * burstMs : ((given - amount) / refillPerSecond) * 1_000;
    if (atMs > loadMs) return calls;
    const actual = clamp(lognormal(costs.mean, costs.sigma, random), costs.least, costs.most);
    const estimate = Math.round(actual * ESTIMATE_FACTOR ** (2 * random() - 1));
    calls.push({ number: calls.length, atMs, estimate, actual, process: Math.floor(random() * processes) });
    sum += actual;
  }
}

const clamp = (value: number, least: number, most: number): number =>
  Math.round(Math.min(most, Math.max(least, value)));

/** A draw from the lognormal distribution of a mean. */
export function lognormal(mean: number, sigma: number, random: Random): number {
  // Box and Muller; 1 - random() is never 0.
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return mean * Math.exp(sigma * normal - sigma ** 2 / 2);
}

/** A call's id on the wire. */
export const idOf = ({ number }: Pick<Call, 'number'>): string => `call.${number}`;
export const numberOf = (id: string): number => Number(id.split('.')[1]);
