import type { Clock } from '../../time/clock.ts';
import { GuessedAmount } from './guessed-amount.ts';
import type { AttemptPermit, Demand, PermitLimiter } from './permit-limiter.ts';
import { CLOCK_ERROR, LATE_MS, nextStepMs } from './window-steps.ts';

export interface GuessPermit extends AttemptPermit {
  readonly sentAtMs: number;
  readonly cost: number;
  /** The window that it left in. */
  readonly window: number;
}

/** What was accepted of a window by an instant. */
interface Accepted {
  atMs: number;
  upTo: number;
}

/** What was accepted is noted one by one up to so many; the rest counts as the last of them. */
const MOST_NOTED = 250;
/** Where nothing was refused, a window is taken for over after so long without a request, and after so long in all. */
const GAP_MS = 1_000;
const LONGEST_FREE_MS = 120_000;
/** Beyond the slowest refusal, so long after it was sent a request counts as accepted. */
const PATIENCE_MS = 50;
/** Where nothing was refused, more and more go at once: all, if an answer takes longer than this. */
const FREE_AFTER_MS = 150;
/** Less may be what others have left of a window that had begun before. */
const BELIEVED = 10;
/** What was guessed is forgotten so long after it was of use. */
const FORGET_MS = 60_000;

/**
 * A rate limiter for a limit of which nothing is told but refusals. What was accepted until the first one is all that a
 * window has; when it ends, single requests find out. The one that is accepted begins the next window: it goes alone, and
 * the rest follow it, each no earlier than a window after the one in its place before. A refusal shows that the guess was
 * wrong, and is looked into in the same way. So a bucket is guessed to be a small window of what flows in. While nothing is
 * refused, more and more go at once, so that the first refusals are few.
 */
export class GuessedWindow implements PermitLimiter<GuessPermit> {
  readonly capacity = Number.POSITIVE_INFINITY;
  onRoom: () => void = () => {};
  readonly #clock: Clock;
  /** In the order in which they were sent. */
  readonly #flying = new Set<GuessPermit>();
  /** What those of this window cost. */
  #reserve = 0;
  #window = 0;
  #beganAtMs = Number.NEGATIVE_INFINITY;
  /** How long it was quiet before. A window begins after a pause that is longer than it is. */
  #quietMs = Number.POSITIVE_INFINITY;
  #lastSentAtMs = Number.NEGATIVE_INFINITY;
  #accepted: Accepted[] = [];
  #before: readonly Accepted[] = [];
  /** Whether anything was ever refused. */
  #limited = false;
  #amount = new GuessedAmount();
  #lengthMs = 0;
  /** Whether nothing more goes in this window. */
  #closed = false;
  #refused = false;
  #nextAtMs = 0;
  /** When it has ended by what refusals asked to wait: whole seconds are mostly too long, by more or less. */
  #endsByMs = Number.POSITIVE_INFINITY;
  /** Finds out whether there is a new window. */
  #probe: GuessPermit | undefined;
  /** Whether the window began with a request of ours. */
  #isSeen = false;
  #refusalMs = 0;
  #waiting = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  hasRoom(cost = 1): boolean {
    const now = this.#clock.now();
    if (this.#limited) this.#pass(now);
    if (this.#closed) return this.#probe === undefined && now >= this.#nextAtMs;
    const fits = this.#used + cost <= this.#allowed;
    if (this.#limited) return fits && now >= this.#turnAtMs(cost);
    return fits || this.#flying.size === 0 || now >= this.#patientUntilMs;
  }

  roomAtMs(cost: number): number {
    if (this.#closed) return this.#probe === undefined ? this.#nextAtMs : this.#patientUntilMs;
    if (this.#used + cost > this.#amount.most) return this.#endsAtMs;
    return this.#used + cost > this.#allowed ? Math.min(this.#patientUntilMs, this.#endsAtMs) : this.#turnAtMs(cost);
  }

  refillMs(cost: number): number {
    return this.#amount.most === Number.POSITIVE_INFINITY ? 0 : (cost / this.#amount.most) * this.#lengthMs;
  }

  untilFreeMs(cost: number, byMs: number): number {
    const now = this.#clock.now();
    if (!this.#limited) return 0;
    const left = this.#closed ? 0 : this.#amount.most - this.#used;
    if (cost <= left) return 0;
    const windows = Math.ceil((cost - left) / this.#amount.most) - 1;
    const atMs = (this.#closed ? this.#nextAtMs : this.#endsAtMs) + Math.max(0, windows) * this.#lengthMs;
    return atMs > byMs ? atMs - now : 0;
  }

  demand({ waiting }: Demand): void {
    this.#waiting = waiting;
  }

  send(cost = 1): GuessPermit {
    const now = this.#clock.now();
    if (!this.#limited) this.#beginFree(now);
    this.#lastSentAtMs = now;
    const permit = { sentAtMs: now, cost, window: this.#window };
    if (this.#closed) this.#probe = permit;
    this.#flying.add(permit);
    this.#reserve += cost;
    return permit;
  }

  answered(): void {}

  /** Call it for a response that is no refusal. */
  accepted(permit: GuessPermit): void {
    this.#accept(permit, this.#clock.now());
  }

  /**
   * Call it for a response that refuses the request, since there were too many.
   *
   * @param waitMs what the server asks to wait, if it does
   * @param isWhole whether that is said in whole seconds
   */
  refused(permit: GuessPermit, waitMs?: number, isWhole?: boolean): void {
    const now = this.#clock.now();
    this.#refusalMs = Math.max(this.#refusalMs, now - permit.sentAtMs);
    // Of a window that is over it tells nothing.
    if (!this.#land(permit) || permit.window !== this.#window) return;
    this.#limited = true;
    this.#closed = true;
    this.#refused = true;
    if (permit === this.#probe) this.#probe = undefined;
    const sinceMs = this.#sinceMs;
    // A window that is shorter than the way there and back cannot be made use of.
    const leastMs = Math.max(now - sinceMs, 2 * this.#refusalMs);
    const nextAtMs = waitMs === undefined ? sinceMs + late(nextStepMs(leastMs)) : now + waitMs;
    if (now >= this.#endsByMs) this.#endsByMs = Number.POSITIVE_INFINITY;
    if (waitMs !== undefined) {
      // So is the window's length then, and the rest is how late it was refused.
      const endsByMs = isWhole ? sinceMs + late(wholeSecondsMs(nextAtMs - sinceMs)) : nextAtMs;
      this.#endsByMs = Math.min(this.#endsByMs, nextAtMs, endsByMs);
    }
    this.#nextAtMs = Math.max(this.#nextAtMs, nextAtMs);
    this.#tell();
  }

  /** Call it in any case: what neither was accepted nor refused tells nothing. */
  release(permit: GuessPermit): void {
    if (permit === this.#probe) this.#probe = undefined;
    if (this.#land(permit)) this.#tell();
  }

  /** Nobody sets it. */
  setLimit(): void {}

  reset(): void {}

  get #used(): number {
    return (this.#accepted.at(-1)?.upTo ?? 0) + this.#reserve;
  }

  get #allowed(): number {
    return this.#amount.allowed(this.#accepted.at(-1)?.upTo ?? 0);
  }

  get #sinceMs(): number {
    return this.#accepted[0]?.atMs ?? this.#beganAtMs;
  }

  get #endsAtMs(): number {
    return this.#lengthMs === 0 ? Number.POSITIVE_INFINITY : this.#sinceMs + this.#lengthMs;
  }

  /** What is waited for: of a window that had a refusal, only whether it is over. */
  get #awaited(): GuessPermit | undefined {
    return this.#closed ? this.#probe : this.#flying.values().next().value;
  }

  get #patientUntilMs(): number {
    const sentAtMs = this.#awaited?.sentAtMs ?? Number.POSITIVE_INFINITY;
    return sentAtMs + 2 * this.#refusalMs + (this.#limited ? PATIENCE_MS : FREE_AFTER_MS);
  }

  /** Where any stretch of time is counted, a request has room when the one in its place before has left the window. */
  #turnAtMs(cost: number): number {
    const wanted = this.#used + cost;
    const place = this.#before.find(({ upTo }) => upTo >= wanted) ?? this.#before.at(-1);
    return place === undefined ? Number.NEGATIVE_INFINITY : place.atMs + this.#lengthMs;
  }

  #beginFree(now: number): void {
    const quietMs = now - this.#lastSentAtMs;
    if (quietMs < GAP_MS && now - this.#beganAtMs < LONGEST_FREE_MS) return;
    this.#amount.passed(this.#used);
    this.#begin(now, []);
    this.#quietMs = quietMs < GAP_MS ? 0 : quietMs;
  }

  #begin(now: number, accepted: Accepted[]): void {
    this.#window += 1;
    this.#beganAtMs = now;
    this.#before = this.#amount.most === Number.POSITIVE_INFINITY ? [] : this.#accepted;
    this.#accepted = accepted;
    this.#reserve = 0;
    this.#quietMs = Number.POSITIVE_INFINITY;
    this.#isSeen = false;
    this.#closed = false;
    this.#refused = false;
    this.#nextAtMs = 0;
    this.#endsByMs = Number.POSITIVE_INFINITY;
    this.#probe = undefined;
  }

  #accept(permit: GuessPermit, atMs = permit.sentAtMs + this.#refusalMs): void {
    const isProbe = permit === this.#probe;
    if (!this.#land(permit) || permit.window !== this.#window) return;
    if (isProbe) this.#learn(permit, atMs);
    else this.#note(permit.cost, atMs);
    this.#tell();
  }

  #note(cost: number, atMs: number): void {
    const last = this.#accepted.at(-1);
    const upTo = (last?.upTo ?? 0) + cost;
    if (last !== undefined && this.#accepted.length >= MOST_NOTED) Object.assign(last, { atMs, upTo });
    else this.#accepted.push({ atMs, upTo });
  }

  /** A window has ended, since a request was accepted after it: what it had is known now. */
  #learn({ cost }: GuessPermit, atMs: number): void {
    const used = Math.max(1, this.#used);
    if (this.#refused) {
      this.#lengthMs = Math.min(this.#nextAtMs, this.#endsByMs) - this.#sinceMs;
      this.#amount.refused(used, this.#quietMs >= this.#lengthMs && (this.#isSeen || used >= BELIEVED));
    } else this.#amount.passed(used);
    // Late answers to what left before are no news of the next window.
    for (const each of this.#flying) this.#note(each.cost, each.sentAtMs + this.#refusalMs);
    this.#flying.clear();
    this.#begin(atMs, [{ atMs, upTo: cost }]);
    this.#isSeen = true;
  }

  /** @returns whether it was on its way */
  #land(permit: GuessPermit): boolean {
    if (!this.#flying.delete(permit)) return false;
    if (permit.window === this.#window) this.#reserve -= permit.cost;
    return true;
  }

  /** Takes in that time has passed. */
  #pass(now: number): void {
    // A server refuses at once, and may take long for what it does.
    while (now >= this.#patientUntilMs) this.#accept(this.#awaited as GuessPermit);
    const endsAtMs = this.#endsAtMs;
    if (!this.#closed && now >= endsAtMs) {
      this.#closed = true;
      this.#nextAtMs = endsAtMs;
    }
    if (this.#closed && now >= this.#nextAtMs + Math.max(FORGET_MS, 2 * this.#lengthMs)) this.#forget(now);
  }

  #forget(now: number): void {
    this.#limited = false;
    this.#amount = new GuessedAmount();
    this.#lengthMs = 0;
    this.#begin(now, []);
    this.#flying.clear();
  }

  #tell(): void {
    if (this.#waiting > 0) this.onRoom();
  }
}

/** Clocks differ, and timers are not exact. */
const late = (ms: number): number => ms * (1 + CLOCK_ERROR) + LATE_MS;

const wholeSecondsMs = (ms: number): number => 1_000 * (Math.round(ms / 1_000) || 1);
