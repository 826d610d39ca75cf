import { sum as sumOf } from '../statistics.ts';
import type { SeenRequest } from './api/journal.ts';
import type { Call } from './load.ts';
import { buildOf, type LoadPlan } from './plan.ts';
import type { Told } from './race.ts';
import { type Wait, waitsOf } from './waits.ts';

/** What a contestant did, as the API saw it. */
export interface Measurement {
  /** Calls that it was given. */
  calls: number;
  ok: number;
  /** Calls that failed for good. */
  lost: number;
  /** Calls that had not ended when it was stopped. */
  unfinished: number;
  admitted: number;
  refused: number;
  /** 429s for each call that was admitted. */
  refusalRatio: number;
  /** What was admitted while calls came, of all that the tokens' bucket held and was given then. */
  usedOfAll: number;
  /** The same once as much was admitted as the full bucket held, of what was left in it and what it was given since. */
  used: number;
  /** Each build's part of what was admitted then. */
  shares: readonly number[];
  /** The call that came closest to its bound, or went beyond it by the most; null where none was admitted. */
  worst: Wait | null;
  longestWaitMs: number;
  /** How many waited longer than their bound. */
  aboveBound: number;
  /** Trips to the store for each call that was admitted. */
  tripsPerCall: number;
  /** Trips to the store a second, of each process. */
  tripsPerSecond: number;
  /** How late its processes were themselves at worst. */
  lateMs: number;
  /** Why calls failed, and how many did. */
  errors: Readonly<Record<string, number>>;
}

export interface AccountEvidence {
  plan: LoadPlan;
  calls: readonly Call[];
  /** When the load began. */
  atMs: number;
  /** The contestant's requests, in the order in which they came. */
  entries: readonly SeenRequest[];
  apiLateMs: number;
}

export function measureUse(
  { plan, calls, atMs, entries, apiLateMs }: AccountEvidence,
  { made, trips, ranMs, lateMs }: Told,
): Measurement {
  const admitted = entries.filter((entry) => entry.admitted);
  const refused = entries.length - admitted.length;
  const ok = made.filter((each) => each.ok === true).length;
  const failed = made.filter((each) => each.ok === false);
  const waits = waitsOf({ plan, calls, entries, lateMs: lateMs + apiLateMs }, made);
  const errors: Record<string, number> = {};
  for (const { error = 'unknown' } of failed) errors[error] = (errors[error] ?? 0) + 1;
  return {
    calls: calls.length,
    ok,
    lost: failed.length,
    unfinished: calls.length - ok - failed.length,
    admitted: admitted.length,
    refused,
    refusalRatio: refused / Math.max(1, admitted.length),
    ...usedOf(plan, calls, admitted, atMs),
    worst: waits.toSorted((a, b) => b.waitMs - b.boundMs - (a.waitMs - a.boundMs))[0] ?? null,
    longestWaitMs: Math.max(0, ...waits.map(({ waitMs }) => waitMs)),
    aboveBound: waits.filter(({ waitMs, boundMs }) => waitMs > boundMs).length,
    tripsPerSecond: (trips * 1_000) / Math.max(1, ranMs),
    tripsPerCall: trips / Math.max(1, admitted.length),
    lateMs,
    errors,
  };
}

function usedOf(
  plan: LoadPlan,
  calls: readonly Call[],
  admitted: readonly SeenRequest[],
  atMs: number,
): Pick<Measurement, 'used' | 'usedOfAll' | 'shares'> {
  const { limits, loadMs, builds } = plan;
  const { amount, refillPerSecond } = limits.tokens;
  const untilMs = atMs + loadMs;
  const given = (fromMs: number): number => ((untilMs - fromMs) * refillPerSecond) / 1_000;
  let sum = 0;
  let emptied: { atMs: number; left: number } | undefined;
  const since = Array.from({ length: builds }, () => 0);
  for (const entry of admitted) {
    if (entry.atMs > untilMs) break;
    sum += entry.actual;
    const build = buildOf((calls[entry.call] as Call).process, plan);
    if (emptied !== undefined) since[build] = Number(since[build]) + entry.actual;
    // A client that begins slowly is given more meanwhile.
    if (sum >= amount) emptied ??= { atMs: entry.atMs, left: Math.max(0, entry.level - entry.charged) };
  }
  const all = sumOf(since);
  return {
    shares: since.map((each) => each / Math.max(1, all)),
    usedOfAll: sum / (amount + given(atMs)),
    used: emptied === undefined ? 0 : all / (emptied.left + given(emptied.atMs)),
  };
}
