import type { SeenRequest } from './api/journal.ts';
import type { Made } from './client.ts';
import { Debts } from './debts.ts';
import type { Call } from './load.ts';
import type { LoadPlan } from './plan.ts';

/** How long a call waited until the API admitted it, and at most might have. In milliseconds. */
export interface Wait {
  call: number;
  waitMs: number;
  boundMs: number;
}

export interface WaitEvidence {
  plan: LoadPlan;
  calls: readonly Call[];
  /** The account's requests, in the order in which they came. */
  entries: readonly SeenRequest[];
  /** How much later than told the processes may have done anything. */
  lateMs: number;
}

/** By then both have asked the store: the process that is to give something up, and the one that is to get it. */
const SHARES_MS = 2_000;

/**
 * The bound of a wait: the cost of all that came to its process before it and was not admitted yet, of itself, and of what
 * may overtake it (one refill of its own cost, so the same again), divided by the process's equal part of the refill, and
 * what the account's refusals told to wait meanwhile. A call costs what was estimated or what it took, whichever is more;
 * of a call that was under way, only what it took beyond the estimate is still to be paid, and so is a debt. A request's
 * trip and the processes' own lateness are on top, and where there are several, the time until each has its equal part.
 */
export function waitsOf({ plan, calls, entries, lateMs }: WaitEvidence, made: readonly Made[]): Wait[] {
  const { processes } = plan;
  const perMs = plan.limits.tokens.refillPerSecond / 1_000 / processes;
  const processOf = ({ call }: { call: number }): number => (calls[call] as Call).process;
  const aroundMs = plan.network.mostMs + lateMs + (processes === 1 ? 0 : SHARES_MS);
  const debts = new Debts(entries, processOf, perMs);
  const admitted = new Map(entries.filter((entry) => entry.admitted).map((entry) => [entry.call, entry]));
  const waits: Wait[] = [];
  // Those that came before and are not settled yet, by process.
  const earlier = Array.from({ length: processes }, (): Made[] => []);
  for (const one of made) {
    const { offeredAtMs } = one;
    const entry = admitted.get(one.call);
    const own = calls[one.call] as Call;
    const before = (earlier[own.process] as Made[]).filter(
      ({ call }) => (admitted.get(call)?.settledAtMs ?? Number.POSITIVE_INFINITY) > offeredAtMs,
    );
    earlier[own.process] = before;
    if (entry !== undefined) {
      const ahead = before.reduce((sum, { call }) => {
        const { estimate, actual } = calls[call] as Call;
        const isUnderWay = (admitted.get(call)?.atMs ?? Number.POSITIVE_INFINITY) <= offeredAtMs;
        return sum + Math.max(estimate, actual) - (isUnderWay ? estimate : 0);
      }, 0);
      // What the only process owes is known exactly.
      const debt = processes === 1 ? -lastLevel(entries, offeredAtMs) : debts.of(own.process, offeredAtMs);
      const cost = Math.max(own.estimate, own.actual);
      const toldMs = toldBetween(entries, offeredAtMs, entry.atMs);
      waits.push({
        call: one.call,
        waitMs: entry.atMs - offeredAtMs,
        boundMs: (ahead + Math.max(0, debt) + 2 * cost) / perMs + toldMs + aroundMs,
      });
    }
    before.push(one);
  }
  return waits;
}

/** What was in the tokens' bucket when a request came last. */
const lastLevel = (entries: readonly SeenRequest[], atMs: number): number =>
  entries.findLast((entry) => entry.atMs <= atMs)?.level ?? 0;

/** For how long refusals have told the account to wait, within a time. */
function toldBetween(entries: readonly SeenRequest[], fromMs: number, untilMs: number): number {
  let told = 0;
  let toldUntilMs = fromMs;
  for (const { atMs, toldMs } of entries) {
    if (toldMs === 0 || atMs > untilMs || atMs + toldMs < toldUntilMs) continue;
    told += atMs + toldMs - Math.max(toldUntilMs, atMs);
    toldUntilMs = atMs + toldMs;
  }
  return told;
}
