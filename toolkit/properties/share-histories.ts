import fc from 'fast-check';
import { CYCLE_MS, LEASED_MS, lumpsOf, POOL, timesOf } from '../src/coordination/exchange.fixture.ts';
import type { ExchangeReply, ExchangeRequest } from '../src/coordination/protocol.ts';

const MAX_PAUSE_MS = 4_000;

/** What happens to a member in a history. */
export type Step = { afterMs: number; member: number } & (
  | { act: 'exchange'; want: number; needs: number; turn: number; release: number; stoodStill: boolean }
  /** An exchange whose reply does not arrive. */
  | { act: 'lose'; want: number; needs: number; turn: number; release: number; stoodStill: boolean }
  /** An exchange whose request does not arrive. */
  | { act: 'lose-request'; want: number; needs: number; turn: number; release: number; stoodStill: boolean }
  /** The member is gone without a word, and another takes its place. */
  | { act: 'die' }
  | { act: 'leave' }
  | { act: 'pause'; forMs: number }
);

const member = fc.nat({ max: 4 });
const afterMs = fc.oneof(fc.nat({ max: 400 }), fc.nat({ max: 6_000 }));
/** When its lease has ended, a member says whether it stood still or was awake. */
const demand = {
  want: fc.nat({ max: 30 }),
  needs: fc.nat({ max: 20 }),
  turn: fc.nat({ max: 1 }),
  release: fc.nat({ max: 10 }),
  stoodStill: fc.boolean(),
};
export interface History {
  total: number;
  quietMs: number;
  steps: Step[];
}

export const histories: fc.Arbitrary<History> = fc.record({
  total: fc.integer({ min: 1, max: 20 }),
  quietMs: fc.constantFrom(0, 2_000, 1e9),
  steps: fc.array(
    fc.oneof(
      { arbitrary: fc.record({ act: fc.constant('exchange' as const), afterMs, member, ...demand }), weight: 8 },
      fc.record({ act: fc.constant('lose' as const), afterMs, member, ...demand }),
      fc.record({ act: fc.constant('lose-request' as const), afterMs, member, ...demand }),
      fc.record({ act: fc.constant('die' as const), afterMs, member }),
      fc.record({ act: fc.constant('leave' as const), afterMs, member }),
      fc.record({ act: fc.constant('pause' as const), afterMs, member, forMs: fc.nat({ max: 5_000 }) }),
    ),
    { minLength: 1, maxLength: 40 },
  ),
});

/** What members that do as they are told believe they hold. */
export class Members {
  readonly #total: number;
  readonly #shrinks: boolean;
  #lives = [0, 0, 0, 0, 0];
  readonly #tokens = new Map<string, readonly number[]>();
  readonly #epochs = new Map<string, number>();
  /** From when each token is free that was given up at a reply, and is told of with the next request. */
  readonly #offered = new Map<string, readonly number[]>();
  /** Until when the API may count each token that was used and then given back. */
  #countedUntilMs: number[] = [];
  /** Until when each member may use what it holds, by the store's clock. */
  readonly leaseUntilMs = new Map<string, number>();

  /** @param shrinks whether they give up what they are told to at once, as processes do, and not when it pleases them */
  constructor(total: number, { shrinks = false } = {}) {
    this.#total = total;
    this.#shrinks = shrinks;
  }

  /** From when a member may use each of its tokens, by the store's clock. */
  tokensOf(name: string): readonly number[] {
    return this.#tokens.get(name) ?? [];
  }

  /**
   * How many tokens may be in use at this moment, or be counted in a window that is not over: the tokens of members
   * whose leases hold or ended of late, and tokens that were given back of late.
   */
  inUse(nowMs: number): number {
    this.#countedUntilMs = this.#countedUntilMs.filter((untilMs) => untilMs > nowMs);
    let count = this.#countedUntilMs.length;
    for (const [name, untilMs] of this.leaseUntilMs) {
      const lastMs = Math.min(nowMs, untilMs);
      if (untilMs + CYCLE_MS > nowMs) count += this.tokensOf(name).filter((at) => at <= lastMs).length;
    }
    return count;
  }

  nameOf(at: number): string {
    return `m${at}-${this.#lives[at]}`;
  }

  die(at: number): void {
    this.#lives = this.#lives.map((life, n) => (n === at ? life + 1 : life));
  }

  /** The request of a step. What it gives back is given up before it is sent. */
  request(
    at: number,
    nowMs: number,
    { want = 0, needs = 0, turn = 0, release = 0, leaves = false, pauses = {}, stoodStill = false },
  ): ExchangeRequest {
    const name = this.nameOf(at);
    const has = this.tokensOf(name);
    const given = has.slice(0, leaves ? has.length : release);
    const kept = has.slice(given.length);
    this.#tokens.set(name, kept);
    const freeAtMs = [...(this.#offered.get(name) ?? []), ...this.#giveUp(name, given, nowMs)];
    this.#offered.delete(name);
    const released = freeAtMs.map((at) => Math.max(0, at - nowMs));
    const pool = {
      total: this.#total,
      cycleMs: CYCLE_MS,
      held: kept.length,
      want: Math.min(want, this.#total),
      needs: leaves ? 0 : needs,
      turn,
      released: lumpsOf(released),
      epoch: this.#epochs.get(name) ?? 0,
    };
    const lapsed = stoodStill && nowMs >= (this.leaseUntilMs.get(name) ?? nowMs);
    if (!this.leaseUntilMs.has(name)) this.leaseUntilMs.set(name, nowMs);
    return {
      member: name,
      leaseMs: LEASED_MS,
      pools: { [POOL]: pool },
      pauses,
      maxPauseMs: MAX_PAUSE_MS,
      lapsed,
      leaves,
    };
  }

  /** @returns from when they are free */
  #giveUp(name: string, given: readonly number[], nowMs: number): number[] {
    const usedUntilMs = Math.min(nowMs, this.leaseUntilMs.get(name) ?? nowMs);
    return given.map((at, n) => {
      const freeAtMs = Math.max(at, nowMs + ((n * 137) % 1_003));
      if (at <= usedUntilMs) this.#countedUntilMs.push(Math.min(freeAtMs, usedUntilMs + CYCLE_MS));
      return freeAtMs;
    });
  }

  take(at: number, nowMs: number, reply: ExchangeReply): void {
    const name = this.nameOf(at);
    const pool = reply.pools[POOL];
    if (pool === undefined) return;
    const granted = timesOf(pool.granted).map((readyInMs) => nowMs + readyInMs);
    const has = [...(pool.revoked ? [] : this.tokensOf(name)), ...granted];
    this.#epochs.set(name, pool.epoch);
    this.leaseUntilMs.set(name, nowMs + LEASED_MS);
    const above = this.#shrinks && pool.lacking > 0 ? Math.max(0, has.length - pool.target) : 0;
    this.#tokens.set(name, has.slice(above));
    if (above > 0) this.#offered.set(name, this.#giveUp(name, has.slice(0, above), nowMs));
  }
}

/** A request of a history. The player passes the reply to `hear`; the member may not get it. */
export interface Turn {
  nowMs: number;
  request: ExchangeRequest;
  hear(reply: ExchangeReply): void;
}

/** The requests of a history, one after the other. */
export function* play({ total, steps }: History, members = new Members(total)): Generator<Turn> {
  let nowMs = 1_767_225_600_000;
  for (const step of steps) {
    nowMs += step.afterMs;
    if (step.act === 'die') {
      members.die(step.member);
      continue;
    }
    const request = members.request(step.member, nowMs, {
      ...('want' in step && step),
      leaves: step.act === 'leave',
      ...(step.act === 'pause' && { pauses: { [`partition-${step.member}`]: step.forMs } }),
    });
    if (step.act === 'lose-request') continue;
    const atMs = nowMs;
    yield {
      nowMs,
      request,
      hear: (reply) => {
        if (step.act === 'leave') members.die(step.member);
        else if (step.act !== 'lose') members.take(step.member, atMs, reply);
      },
    };
  }
}
