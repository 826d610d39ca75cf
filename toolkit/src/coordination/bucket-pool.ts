import { BucketLimiter, type BucketPermit } from '../policies/rate/bucket-limiter.ts';
import { takeLumps } from '../policies/rate/lump-lists.ts';
import { type Demand, noDemand } from '../policies/rate/permit-limiter.ts';
import { DEFAULT_FLIGHT_MS, DEFAULT_MARGIN_MS } from '../policies/rate/token-cycle-options.ts';
import { addLump, amountOf, type Lump } from '../policies/rate/token-ledger.ts';
import type { SharedRateOptions } from './coordinator.ts';
import type { PoolHost, SharePool } from './pool.ts';

/** What was sent is counted in so many parts of the time in which a bucket fills. */
const PARTS = 16;
/** A member that has sent nothing for this part of that time wants nothing: others may have all its tokens. */
const QUIET_PART = 1 / 4;
const QUIET_MS = 250;
/** What waits is to leave within this part of that time, though the tokens that it gets may be empty. */
const WAIT_PART = 1 / 4;

/**
 * A member's part of a shared bucket. Each token is a small bucket, which fills as fast as the whole one: whoever holds
 * `held` of all tokens has a bucket that holds so much, with the same share of what flows in. So the buckets of all
 * members together hold no more than the API's.
 *
 * A token that is on its way to another member is full at the time that is told of it, and was the emptier the longer
 * that is off. So it takes along what was in it, whoever gets it, and nothing is lost.
 */
export class BucketPool extends BucketLimiter implements SharePool {
  readonly name: string;
  /** What flows in stays there. */
  readonly canWait = true;
  readonly #host: PoolHost;
  readonly #refillPerMs: number;
  readonly #restMs: number;
  #total: number;
  #wanted = noDemand;
  /** Tokens that are emptier than empty: from when on they hold something. */
  readonly #later: Lump[] = [];
  /** What was sent of late, in the order of its times. */
  readonly #sent: { readonly atMs: number; cost: number }[] = [];
  #activeAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    name: string,
    refillPerSecond: number,
    { limit, marginMs = DEFAULT_MARGIN_MS, flightMs = DEFAULT_FLIGHT_MS }: SharedRateOptions,
    host: PoolHost,
  ) {
    super({ limit, refillPerSecond, marginMs, flightMs, clock: host.clock });
    this.name = name;
    this.#host = host;
    this.#refillPerMs = refillPerSecond / 1_000;
    this.#restMs = marginMs + flightMs;
    this.#total = limit;
    this.#resize(-limit, -limit);
  }

  get total(): number {
    return this.#total;
  }

  override get capacity(): number {
    return this.#total;
  }

  /** Half of an equal part: what takes more waits for the part to be full, or for tokens that others have. */
  get reach(): number {
    return Math.floor(this.#total / this.#host.members() / 2);
  }

  get cycleMs(): number {
    return this.#fillMs + this.#restMs;
  }

  get held(): number {
    return this.rule.most + amountOf(this.#later);
  }

  get want(): number {
    return this.#isQuiet ? 0 : Math.min(this.#total, Math.ceil(this.#used + this.#wanted.cost / WAIT_PART));
  }

  get spare(): number {
    if (this.#isQuiet) return this.held;
    return this.#wanted.waiting > 0 ? 0 : Math.max(0, Math.floor(this.held - this.#used));
  }

  get next(): { cost: number; turn: number } {
    return { cost: Math.ceil(this.#wanted.next), turn: this.#wanted.turn };
  }

  override hasRoom(cost = 1): boolean {
    return this.#isUsable && super.hasRoom(cost);
  }

  override roomAtMs(cost: number): number {
    if (!this.#isUsable) return Number.POSITIVE_INFINITY;
    return Math.min(super.roomAtMs(cost), this.#later[0]?.[0] ?? Number.POSITIVE_INFINITY);
  }

  override demand(demand: Demand): void {
    const more = demand.cost > this.#wanted.cost;
    super.demand(demand);
    this.#wanted = demand;
    if (more) this.#host.onShort(this);
  }

  override send(cost = 1): BucketPermit {
    this.#note(cost);
    return super.send(cost);
  }

  override settle(permit: BucketPermit, cost: number, estimate?: number): void {
    this.#note(cost - permit.cost);
    super.settle(permit, cost, estimate);
  }

  grant(tokens: readonly Lump[]): void {
    const now = this.clock.now();
    for (const [afterMs, amount] of tokens) {
      if (afterMs > this.#fillMs) addLump(this.#later, now + afterMs - this.#fillMs, amount);
      else this.#resize(amount, amount * (1 - afterMs / this.#fillMs));
    }
    this.tell();
  }

  /** What is kept in reserve, and what is owed, stays with as many tokens. */
  surrender(count: number): Lump[] {
    const now = this.clock.now();
    this.collect(now);
    const kept = this.#kept;
    const free = Math.max(0, this.rule.most - kept);
    const given = Math.min(count, Math.floor(free));
    const fullness = free > 0 ? Math.min(1, Math.max(0, this.rule.level(now) - kept) / free) : 0;
    this.#resize(-given, -given * fullness);
    const later = takeLumps(this.#later, count - given).map(([atMs, n]): Lump => [atMs - now + this.#fillMs, n]);
    return given > 0 ? [[(1 - fullness) * this.#fillMs, given], ...later] : later;
  }

  /** What is on its way is paid with the tokens; a debt stays. */
  revoke(): void {
    this.land();
    this.#later.length = 0;
    this.#resize(-this.rule.most, -Math.max(0, this.rule.level(this.clock.now())));
  }

  wake(): void {
    this.reset();
  }

  /** Sets the limit for all members together. */
  override setLimit(limit: number): void {
    this.#total = limit;
    this.#resize(0, 0);
    this.#host.onShort(this);
  }

  dispose(): void {}

  protected override collect(now: number): void {
    while ((this.#later[0]?.[0] ?? Number.POSITIVE_INFINITY) <= now) {
      const [atMs, amount] = this.#later.shift() as Lump;
      this.#resize(amount, (amount * (now - atMs)) / this.#fillMs);
    }
    super.collect(now);
  }

  /** To ask may take tokens away. */
  get #isUsable(): boolean {
    return this.#host.usable(this.clock.now());
  }

  /** How long an empty bucket takes to be full. */
  get #fillMs(): number {
    return this.#total / this.#refillPerMs;
  }

  get #isQuiet(): boolean {
    const active = this.#kept > 0 || this.#wanted.waiting > 0;
    return !active && this.clock.now() - this.#activeAtMs >= Math.max(QUIET_MS, this.#fillMs * QUIET_PART);
  }

  /** What is on its way, or owed. */
  get #kept(): number {
    return this.reserve + Math.max(0, -this.rule.level(this.clock.now()));
  }

  /** What was sent while a bucket fills, which is what a bucket as large gives for as long as one likes. */
  get #used(): number {
    const sinceMs = this.clock.now() - this.#fillMs;
    while ((this.#sent[0]?.atMs ?? Number.POSITIVE_INFINITY) <= sinceMs) this.#sent.shift();
    return Math.max(
      this.#kept,
      this.#sent.reduce((sum, { cost }) => sum + cost, 0),
    );
  }

  #note(cost: number): void {
    const now = this.clock.now();
    this.#activeAtMs = now;
    const last = this.#sent.at(-1);
    if (last !== undefined && now < last.atMs + this.#fillMs / PARTS) last.cost += cost;
    else this.#sent.push({ atMs: now, cost });
  }

  /** Adds tokens, and what is in them. */
  #resize(tokens: number, content: number): void {
    const held = this.rule.most + tokens;
    this.perMs = held / this.#fillMs;
    this.rule.resize(held, this.perMs, content, this.clock.now());
  }
}
