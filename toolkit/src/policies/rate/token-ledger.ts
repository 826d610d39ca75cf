import type { AttemptPermit } from './permit-limiter.ts';

export interface CyclePermit extends AttemptPermit {
  readonly sentAtMs: number;
}

/** Where each token of a cycle is: free, taken, on its way with a request, or at rest. Times are in milliseconds. */
export class TokenLedger {
  readonly #restMs: number;
  readonly #flightMs: number;
  /** Tokens whose requests have no response yet, in the order in which they were sent. */
  readonly #flying = new Set<CyclePermit>();
  /** When each used token is free again, ascending. */
  readonly #resting: number[] = [];
  #free: number;
  /** Tokens given out, but not sent yet. */
  #taken = 0;
  /** Tokens that must go as soon as they are free, and those that were out when all were revoked. */
  #owed = 0;

  /**
   * @param restMs how long a token rests after its request was counted
   * @param flightMs how long after its sending a request without a response is assumed to be counted
   */
  constructor(free: number, restMs: number, flightMs: number) {
    this.#free = free;
    this.#restMs = restMs;
    this.#flightMs = flightMs;
  }

  get free(): number {
    return this.#free;
  }

  get owed(): number {
    return this.#owed;
  }

  /** All tokens, wherever they are. */
  get held(): number {
    return this.#free + this.inUse - this.#owed;
  }

  /** Tokens that were used of late, or are about to be. */
  get inUse(): number {
    return this.unanswered + this.#resting.length;
  }

  /** Tokens that are taken, or on their way. */
  get unanswered(): number {
    return this.#taken + this.#flying.size;
  }

  /** When the next token becomes free; Infinity if none will. */
  get nextAtMs(): number {
    const [lost] = this.#flying;
    return Math.min(
      this.#resting[0] ?? Number.POSITIVE_INFINITY,
      lost === undefined ? Number.POSITIVE_INFINITY : lost.sentAtMs + this.#flightMs + this.#restMs,
    );
  }

  /**
   * Frees the tokens that have rested long enough.
   *
   * @returns how many
   */
  collect(nowMs: number): number {
    for (const permit of this.#flying) {
      const countedAtMs = permit.sentAtMs + this.#flightMs;
      if (countedAtMs > nowMs) break;
      this.#flying.delete(permit);
      this.#rest(countedAtMs + this.#restMs);
    }
    let due = 0;
    while (due < this.#resting.length && (this.#resting[due] as number) <= nowMs) due += 1;
    if (due === 0) return 0;
    this.#resting.splice(0, due);
    return this.#giveFree(due);
  }

  take(): boolean {
    if (this.#free <= 0) return false;
    this.#free -= 1;
    this.#taken += 1;
    return true;
  }

  /** @returns how many tokens that makes free: 0 if one was owed */
  putBack(): number {
    this.#taken -= 1;
    return this.#giveFree(1);
  }

  send(nowMs: number): CyclePermit {
    const permit = { sentAtMs: nowMs };
    this.#taken -= 1;
    this.#flying.add(permit);
    return permit;
  }

  /** @returns false if its token is no longer waited for */
  answered(permit: CyclePermit, nowMs: number): boolean {
    if (!this.#flying.delete(permit)) return false;
    this.#rest(Math.min(nowMs, permit.sentAtMs + this.#flightMs) + this.#restMs);
    return true;
  }

  /** See TokenCycle.grant. */
  grant(readyInMs: readonly number[], nowMs: number): void {
    for (const afterMs of readyInMs) {
      // A token that is not free yet pays no debt: a taken token, kept in its place, could leave at once.
      if (afterMs > 0) this.#rest(nowMs + afterMs);
      else this.#giveFree(1);
    }
  }

  /** See TokenCycle.surrender. */
  surrender(count: number, nowMs: number): number[] {
    const free = Math.min(count, this.#free);
    this.#free -= free;
    const resting = this.#resting.splice(0, count - free).map((at) => at - nowMs);
    return [...new Array<number>(free).fill(0), ...resting];
  }

  /** `count` more tokens must go as soon as they are free. */
  owe(count: number): void {
    this.#owed += count;
  }

  /** See TokenCycle.revoke. */
  revoke(): void {
    this.#free = 0;
    this.#owed = this.#taken;
    this.#resting.length = 0;
    this.#flying.clear();
  }

  /** @returns how many of them become free, once what is owed is paid */
  #giveFree(count: number): number {
    const paid = Math.min(count, this.#owed);
    this.#owed -= paid;
    this.#free += count - paid;
    return count - paid;
  }

  #rest(untilMs: number): void {
    let at = this.#resting.length;
    while (at > 0 && (this.#resting[at - 1] as number) > untilMs) at -= 1;
    this.#resting.splice(at, 0, untilMs);
  }
}
