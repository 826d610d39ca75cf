import { requireInteger } from '../../errors/errors.ts';
import type { Clock } from '../../time/clock.ts';
import type { AttemptPermit, Demand, LimitUse, PermitLimiter } from './permit-limiter.ts';
import type { RatePermit } from './rate-rule.ts';
import { BucketCore } from './token-bucket.ts';
import type { TokenCycleOptions } from './token-cycle-options.ts';

export interface BucketPermit extends AttemptPermit {
  readonly sentAtMs: number;
  cost: number;
  /** What was drawn for it; undefined while it is on its way. */
  draught: RatePermit | undefined;
}

export interface BucketLimiterOptions extends Required<Pick<TokenCycleOptions, 'marginMs' | 'flightMs'>> {
  /** What the bucket holds when it is full, as it is at first. */
  limit: number;
  refillPerSecond: number;
  clock: Clock;
}

/** A time nearer than this counts as now: no timer can wait for so little. */
const CLOCK_GRAIN_MS = 0.001;

/**
 * A rate limiter for a token bucket that can't be seen. The API draws for a request between its sending and its answer;
 * here it is drawn for at the answer, the latest time, and what is on its way is kept in reserve. So what is in the API's
 * bucket is never less than what is in this one, less the reserve: each draught is later here, so that less of what flows
 * in is lost at the brim only there. A request without an answer is drawn for after `flightMs`, by when it must have
 * arrived. A refused request is drawn for, too, unless it is settled at nothing: less was left than was thought, so where
 * others draw of whom no answer tells, there are no more refusals than they have drawn.
 *
 * Yields `limit + refillPerSecond x time`, whatever the round trips.
 */
export class BucketLimiter implements PermitLimiter<BucketPermit> {
  onRoom: () => void = () => {};
  protected readonly clock: Clock;
  readonly #flightMs: number;
  readonly #marginMs: number;
  /** What flows into the API's bucket. */
  #refillPerMs: number;
  /** What flows into this one. */
  protected perMs: number;
  protected readonly rule: BucketCore;
  /** Requests that nothing was drawn for yet, in the order in which they were sent. */
  readonly #flying = new Set<BucketPermit>();
  /** What they cost. */
  protected reserve = 0;
  #waiting = 0;

  constructor({ limit, refillPerSecond, marginMs, flightMs, clock }: BucketLimiterOptions) {
    this.clock = clock;
    this.#flightMs = flightMs;
    this.#marginMs = marginMs;
    this.#refillPerMs = refillPerSecond / 1_000;
    this.perMs = this.#refillPerMs;
    this.rule = new BucketCore({ limit: refillPerSecond, windowMs: 1_000, capacity: limit });
  }

  get capacity(): number {
    return /* seam: capacity-of-a-bucket */ this.rule.most;
  }

  hasRoom(cost = 1): boolean {
    const now = this.clock.now();
    this.collect(now);
    return this.#lackingMs(cost, now) <= CLOCK_GRAIN_MS;
  }

  roomAtMs(cost: number): number {
    const now = this.clock.now();
    this.collect(now);
    const [first] = this.#flying;
    const landsAtMs = first === undefined ? Number.POSITIVE_INFINITY : first.sentAtMs + this.#flightMs;
    // A full bucket gets no fuller.
    const beyond = cost + this.reserve > this.rule.most;
    return beyond ? landsAtMs : Math.min(landsAtMs, now + this.#lackingMs(cost, now));
  }

  refillMs(cost: number): number {
    return cost / this.#refillPerMs;
  }

  demand({ waiting }: Demand): void {
    this.#waiting = waiting;
  }

  send(cost = 1): BucketPermit {
    const permit: BucketPermit = { sentAtMs: this.clock.now(), cost, draught: undefined };
    this.#flying.add(permit);
    this.reserve += cost;
    return permit;
  }

  answered(permit: BucketPermit): void {
    this.#land(permit, this.clock.now());
    this.tell();
  }

  settle(permit: BucketPermit, cost: number, estimate = permit.cost): void {
    if (permit.draught !== undefined) {
      const now = this.clock.now();
      // What the API takes only now, it had until now: it may have been full meanwhile.
      if (estimate < Math.min(cost, permit.cost)) this.rule.reconcile(permit.draught, estimate, now);
      if (cost !== permit.cost || estimate < cost) this.rule.reconcile(permit.draught, cost, now);
    } else this.reserve += cost - permit.cost;
    permit.cost = cost;
    this.tell();
  }

  /** What is missing beyond what requests of its own may have drawn was drawn by others. */
  observe({ sentAtMs }: BucketPermit, remaining: number): void {
    const now = this.clock.now();
    this.collect(now);
    const left = this.rule.level(now) - this.reserve;
    const least = left - (now - sentAtMs) * this.perMs;
    // What is told is rounded. Where others draw, it may be as late as the answer: then nothing has flowed in since.
    if (remaining + 1 < least) /* seam: others-draughts */ this.rule.spend(left - remaining, now);
  }

  use(nowMs: number): LimitUse {
    const level = this.rule.level(nowMs);
    const used = Math.min(this.rule.most, this.rule.most - level + this.reserve);
    return { used, owed: Math.max(0, -level) };
  }

  /** What is in it, of which what is on its way is still to be drawn. */
  get level(): number {
    const now = this.clock.now();
    this.collect(now);
    return this.rule.level(now);
  }

  /** Sets what is in it; what is on its way is still to be drawn. */
  fill(level: number): void {
    this.rule.resize(this.rule.most, this.perMs, level - this.level, this.clock.now());
    this.tell();
  }

  setRefill(perSecond: number): void {
    this.#refillPerMs = perSecond / 1_000;
    this.perMs = this.#refillPerMs;
    this.fill(this.level);
  }

  release(permit: BucketPermit): void {
    this.#land(permit, this.clock.now());
    this.tell();
  }

  /** Changes how much the bucket holds; what is in it stays, or flows over. */
  setLimit(limit: number): void {
    this.rule.resize(requireInteger('limit', limit, 1), this.perMs, 0, this.clock.now());
    this.tell();
  }

  reset(): void {
    this.tell();
  }

  #lackingMs(cost: number, now: number): number {
    // Clocks are not exact. What is full has the margin, too.
    const margin = /* seam: margin-of-a-bucket */ Math.max(
      0,
      Math.min(this.#marginMs * this.perMs, this.rule.most - cost - this.reserve),
    );
    return this.rule.waitMs(cost + this.reserve + margin, now);
  }

  /** Draws for what must have arrived. */
  protected collect(now: number): void {
    for (const permit of this.#flying) {
      if (permit.sentAtMs + /* seam: time-on-the-way */ this.#flightMs > now) break;
      this.#land(permit, now);
    }
  }

  /** Draws for all that is on its way. */
  protected land(): void {
    for (const permit of this.#flying) this.#land(permit, this.clock.now());
  }

  #land(permit: BucketPermit, now: number): void {
    if (!this.#flying.delete(permit)) return;
    // Sums of fractions are not exact.
    this.reserve = this.#flying.size === 0 ? 0 : this.reserve - permit.cost;
    permit.draught = this.rule.spend(permit.cost, now);
  }

  protected tell(): void {
    if (this.#waiting > 0) this.onRoom();
  }
}
