import { upstreamsOf } from '../contract/limit-key.ts';
import type { ClientSettings, RateSettings } from '../contract/settings.ts';
import type { CircuitCore } from '../policies/breaker/circuit-core.ts';
import { type CircuitStateName, circuitStateNames } from '../policies/breaker/circuit-state.ts';
import { SlotCount } from '../policies/bulkhead/slot-count.ts';
import type { PermitLimiter } from '../policies/rate/permit-limiter.ts';
import type { AdmissionControl } from './admission.ts';

/** The circuit of one upstream. */
export interface BreakerSnapshot {
  /** The network, or `default`. */
  upstream: string;
  /** An open one whose time is over is `half-open`: the next attempt is its probe. */
  state: CircuitStateName;
  /** For how long it refuses yet, in milliseconds; 0 unless it is open. */
  openForMs: number;
}

/** A pause that the server told. */
export interface PauseSnapshot {
  /** What is paused together: networks, groups and hashes; empty if everything is. */
  partition: string;
  /** How long it lasts yet, in milliseconds. */
  forMs: number;
}

/** What is left of a limit, of what it counts together. */
export interface LimitSnapshot {
  name: string;
  unit: string;
  /** What is counted together: networks, groups and hashes; empty if everything is. */
  partition: string;
  /** How much it is; null where only answers tell that, and none has. */
  limit: number | null;
  /** How much of it this client takes, at most the limit; null where only answers tell of it. */
  used: number | null;
  /** What is left of it, by all that this client knows; null where only answers tell that, and none has. */
  left: number | null;
  /** What was taken beyond it, since calls cost more than was thought. */
  owed: number;
  /** Of a budget: what calls have cost since the client began, as far as they were answered. */
  spent?: number;
  /** How long it is until all of it is there again, in milliseconds, where that is known beforehand. */
  renewsInMs?: number;
}

/** All that a client holds at the instant at which it is read, as a JSON value without secrets. */
export interface ClientSnapshot {
  provider: string;
  tier: string;
  /** Whether it was closed, or closes: new calls are refused. */
  closing: boolean;
  /** Whether an operator's pause holds. */
  paused: boolean;
  /** Attempts, or jobs, that may be in flight at once; null where nothing limits them. */
  ceiling: number | null;
  /** Attempts, or jobs, that take a slot. */
  inFlight: number;
  /** Attempts that wait for a pause, a limit or a slot. */
  queued: number;
  breakers: readonly BreakerSnapshot[];
  pauses: readonly PauseSnapshot[];
  /** The limits over time, budgets, and limits of what is in flight beside the ceiling. */
  limits: readonly LimitSnapshot[];
}

/** Reads what admission control holds. It is no method of it, so that clients whose state nobody reads carry none of it. */
export function snapshotOf(
  { partitions, concurrency, ceiling, waiting }: AdmissionControl,
  settings: Pick<ClientSettings, 'provider' | 'tier' | 'networks' | 'rates'>,
  nowMs: number,
): Omit<ClientSnapshot, 'closing'> {
  const { provider, tier, networks, rates } = settings;
  const upstreams = new Set([...upstreamsOf(networks), ...partitions.circuits.keys()]);
  const amounts = new Map(partitions.limitStates.map(({ name, limit }) => [name, limit]));
  return {
    provider,
    tier,
    paused: partitions.paused,
    ceiling,
    inFlight: concurrency.slots.inFlight,
    queued: waiting.size,
    breakers: [...upstreams].map((upstream) => breakerOf(upstream, partitions.circuits.get(upstream)?.breaker, nowMs)),
    pauses: [...partitions.gates].flatMap(([partition, gate]) => {
      // As of a call that can wait for nothing.
      const forMs = gate.refusal({ deadlineAtMs: Number.NEGATIVE_INFINITY })?.retryAfterMs ?? 0;
      return forMs > 0 ? [{ partition, forMs }] : [];
    }),
    limits: rates.flatMap((rate) => {
      const amount = amounts.get(rate.name) ?? rate.limit;
      const parts = [...partitions.limiters].flatMap(([name, { limit, limiter }]) =>
        limit === rate ? [limitOf(rate, amount, { partition: name.slice(rate.name.length + 1), limiter, nowMs })] : [],
      );
      return parts.length > 0 ? parts : [limitOf(rate, amount, { partition: '', limiter: undefined, nowMs })];
    }),
  };
}

function breakerOf(upstream: string, circuit: CircuitCore | undefined, nowMs: number): BreakerSnapshot {
  if (circuit === undefined) return { upstream, state: 'closed', openForMs: 0 };
  const state = circuitStateNames[circuit.state];
  const openForMs = state === 'open' ? Math.ceil(Math.max(0, circuit.openUntilMs - nowMs)) : 0;
  // No event reports that its time is over.
  return { upstream, state: state === 'open' && openForMs === 0 ? 'half-open' : state, openForMs };
}

/** What one of its limiters knows of a limit; the whole limit is there where no call has met it yet. */
function limitOf(
  { name, unit, learnt, own }: RateSettings,
  amount: number,
  { partition, limiter, nowMs }: { partition: string; limiter: PermitLimiter | undefined; nowMs: number },
): LimitSnapshot {
  const about = { name, unit, partition };
  if (learnt) {
    const capacity = limiter?.capacity ?? amount;
    const limit = Number.isFinite(capacity) ? capacity : null;
    return { ...about, limit, used: null, left: limiter?.toldLeft ?? null, owed: 0 };
  }
  if (limiter instanceof SlotCount) {
    const { limit, inFlight } = limiter;
    return { ...about, limit, used: inFlight, left: Math.max(0, limit - inFlight), owed: 0 };
  }
  const { used = 0, owed = 0, spent = 0 } = limiter?.use?.(nowMs) ?? {};
  const renewsInMs = limiter?.renewsInMs;
  return {
    ...about,
    ...{ limit: amount, used, left: Math.max(0, amount - used), owed },
    ...(own && { spent }),
    ...(renewsInMs !== undefined && { renewsInMs }),
  };
}
