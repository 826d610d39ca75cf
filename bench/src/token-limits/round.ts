import { setTimeout as delay } from 'node:timers/promises';
import { startApi } from './api/api.ts';
import type { SeenRequest } from './api/journal.ts';
import { callsOf } from './load.ts';
import { type Measurement, measureUse } from './measure.ts';
import type { LoadPlan } from './plan.ts';
import { keyOf, prepareClients, type SharedStore } from './race.ts';

export interface TokenRound {
  seed: number;
  /** What was measured, by contestant. */
  measured: Readonly<Record<string, Measurement>>;
  /** How late the API itself was at worst. */
  lateMs: number;
  journal: readonly SeenRequest[];
}

/** So that all processes have heard of it before it begins. */
const NOTICE_MS = 500;

export interface RoundOrder {
  plan: LoadPlan;
  seed: number;
  /** By name. */
  entrants: readonly string[];
  /** Where processes share limits, and from when on it can be used; null where they do not. */
  store: SharedStore | null;
  onProgress: (ended: number) => void;
}

/**
 * Runs contestants side by side, each under limits of its own, so that anything else on the machine slows all of them
 * alike.
 *
 * @param signal ends all processes
 */
export async function runTokenRound(order: RoundOrder, signal: AbortSignal): Promise<TokenRound> {
  const { plan, seed, entrants, store, onProgress } = order;
  const over = new AbortController();
  const ends = AbortSignal.any([signal, over.signal]);
  try {
    const api = await startApi(plan, seed, ends);
    const starters = await Promise.all(
      entrants.map((contestant) => prepareClients({ contestant, plan, seed, api, store }, ends)),
    );
    await delay(plan.settleMs, undefined, { signal: ends });
    api.begin();
    const atMs = Date.now() + NOTICE_MS;
    const ended = entrants.map(() => 0);
    const told = await Promise.all(
      starters.map(({ start }, at) =>
        start(atMs, (calls) => {
          ended[at] = calls;
          onProgress(ended.reduce((sum, each) => sum + each, 0));
        }),
      ),
    );
    const { journal, lateMs } = await api.record();
    const calls = callsOf(plan, seed);
    const measured = entrants.map((contestant, at) => {
      const entries = journal.filter(({ account }) => account === keyOf(contestant));
      return [
        contestant,
        measureUse({ plan, calls, atMs, entries, apiLateMs: lateMs }, told[at] as (typeof told)[number]),
      ];
    });
    return { seed, measured: Object.fromEntries(measured), lateMs, journal };
  } finally {
    over.abort();
  }
}
