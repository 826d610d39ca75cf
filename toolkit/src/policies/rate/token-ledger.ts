import { coarsen, takeFrom, takeLumps } from './lump-lists.ts';
import type { AttemptPermit } from './permit-limiter.ts';

export interface CyclePermit extends AttemptPermit {
  readonly sentAtMs: number;
  /** How many tokens it took. */
  cost: number;
  /** When they are free again; undefined while they are on their way. */
  untilMs: number | undefined;
  /** How many of them there were not when it left. */
  beyond: number;
  /** How many tokens had become free before it left. */
  readonly freedBefore: number;
}

/** Where the tokens of a cycle are: free, on their way with a request, or at rest. Times are in milliseconds. */
export class TokenLedger {
  readonly #restMs: number;
  readonly #flightMs: number;
  /** Requests that have no response yet, in the order in which they were sent. */
  readonly #flying = new Set<CyclePermit>();
  #flyingTokens = 0;
  /** When used tokens are free again: to be read. */
  readonly resting: Lump[] = [];
  #restingTokens = 0;
  /** Below 0 where so many must go as soon as they are free. */
  #free: number;
  /** It is paid by tokens that come back: they rest once more. */
  #owed = 0;
  /** How many have become free. */
  #freed = 0;
  /** Tokens that were to rest until then, or less long, may have been given away. */
  #givenUntilMs = Number.NEGATIVE_INFINITY;

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
    return Math.max(0, this.#free);
  }

  /** What was taken beyond what there was, and is not paid yet. */
  get owed(): number {
    return this.#owed;
  }

  /** How many are free beside what is owed; below 0 where more must go. */
  get balance(): number {
    return this.#free - this.#owed;
  }

  /** All tokens, wherever they are. */
  get held(): number {
    return this.#free + this.inUse;
  }

  /** Tokens that were used of late. */
  get inUse(): number {
    return this.#flyingTokens + this.#restingTokens;
  }

  /** Tokens that are on their way. */
  get unanswered(): number {
    return this.#flyingTokens;
  }

  /** When the next tokens become free; Infinity if none will. */
  get nextAtMs(): number {
    const [lost] = this.#flying;
    return Math.min(
      this.resting[0]?.[0] ?? Number.POSITIVE_INFINITY,
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
      this.#land(permit, countedAtMs);
    }
    let freed = 0;
    while ((this.resting[0]?.[0] ?? Number.POSITIVE_INFINITY) <= nowMs) {
      const [atMs, amount] = this.resting.shift() as Lump;
      this.#restingTokens -= amount;
      freed += this.#giveFree(amount, atMs);
    }
    return freed;
  }

  /** What it takes beyond those that are free, the next ones that are make up for. */
  send(nowMs: number, cost: number): CyclePermit {
    const beyond = Math.max(0, cost - this.free);
    const permit: CyclePermit = { sentAtMs: nowMs, cost, untilMs: undefined, beyond, freedBefore: this.#freed };
    this.#free -= cost;
    this.#flying.add(permit);
    this.#flyingTokens += cost;
    return permit;
  }

  /** @returns false if its tokens are no longer waited for */
  answered(permit: CyclePermit, nowMs: number): boolean {
    return this.#land(permit, Math.min(nowMs, permit.sentAtMs + /* seam: latest-time-of-counting */ this.#flightMs));
  }

  /**
   * Corrects what a request took. What it did not take is free at once, unless it was given away. What it took beyond
   * rests as long as any, or is owed where there is not as much.
   *
   * @returns how many tokens have become free
   */
  settle(permit: CyclePermit, cost: number, nowMs: number): number {
    const more = cost - permit.cost;
    permit.cost = cost;
    if (permit.untilMs === undefined) {
      // Of one that was revoked, the tokens are another's.
      if (!this.#flying.has(permit)) return 0;
      this.#flyingTokens += more;
      return Math.max(0, this.#giveFree(-more, nowMs));
    }
    if (more > 0) /* seam: debt-of-a-window */ this.#takeMore(more, nowMs);
    const freed = more < 0 ? this.#refund(permit.untilMs, -more, nowMs) : 0;
    this.#oweBeyond(permit, permit.untilMs);
    return freed;
  }

  /** How many tokens are free beside those that have become free since the request left. */
  freeSince({ freedBefore }: CyclePermit): number {
    return this.#free - (this.#freed - freedBefore);
  }

  #takeMore(count: number, nowMs: number): void {
    const covered = Math.min(count, this.free);
    this.#free -= covered;
    this.#rest(nowMs + this.#restMs, covered);
    this.#owed += count - covered;
  }

  /** What it took beyond what there was is owed, less what has become free since: its own tokens must not make up for it. */
  #oweBeyond(permit: CyclePermit, untilMs: number): void {
    const since = Math.max(0, this.#freed - permit.freedBefore);
    const lacking = Math.min(permit.beyond - since, -this.#free);
    permit.beyond = 0;
    if (lacking <= 0) return;
    const owed = takeFrom(this.resting, untilMs, lacking);
    this.#restingTokens -= owed;
    this.#free += owed;
    this.#owed += owed;
  }

  #refund(untilMs: number, count: number, nowMs: number): number {
    if (untilMs <= Math.max(nowMs, this.#givenUntilMs)) return 0;
    const back = takeFrom(this.resting, untilMs, count);
    this.#restingTokens -= back;
    return this.#giveFree(back, nowMs);
  }

  /** See TokenCycle.grant. */
  grant(tokens: readonly Lump[], nowMs: number): void {
    for (const [afterMs, amount] of tokens) {
      if (afterMs > 0) this.#rest(nowMs + afterMs, amount);
      else this.#giveFree(amount, nowMs);
    }
  }

  /** See TokenCycle.surrender. */
  surrender(count: number, nowMs: number): Lump[] {
    const free = Math.min(count, this.free);
    this.#free -= free;
    const mustGo = Math.max(0, -this.#free);
    const resting = takeLumps(this.resting, Math.min(count - free, this.#restingTokens - mustGo));
    this.#noteGiven(resting);
    this.#restingTokens -= amountOf(resting);
    const later = resting.map(([atMs, amount]): Lump => [atMs - nowMs, amount]);
    return free > 0 ? [[0, free], ...later] : later;
  }

  /** Makes the tokens so many. Where fewer are free than must go, those that come back go. */
  resize(held: number, nowMs: number): void {
    this.#giveFree(held - this.held, nowMs);
  }

  /** See TokenCycle.revoke. */
  revoke(): void {
    this.#noteGiven(this.resting.splice(0));
    this.#restingTokens = 0;
    this.#free = 0;
    this.#flying.clear();
    this.#flyingTokens = 0;
  }

  #noteGiven(lumps: readonly Lump[]): void {
    this.#givenUntilMs = Math.max(this.#givenUntilMs, lumps.at(-1)?.[0] ?? this.#givenUntilMs);
  }

  #land(permit: CyclePermit, countedAtMs: number): boolean {
    if (!this.#flying.delete(permit)) return false;
    this.#flyingTokens -= permit.cost;
    permit.untilMs = countedAtMs + this.#restMs;
    this.#rest(permit.untilMs, permit.cost);
    return true;
  }

  /** @returns how many of them become free at that time, once what must go has gone, and what is owed is paid */
  #giveFree(count: number, atMs: number): number {
    const before = this.free;
    const paid = Math.min(this.#owed, Math.max(0, count + Math.min(0, this.#free)));
    this.#owed -= paid;
    this.#rest(atMs + this.#restMs, paid);
    this.#free += count - paid;
    this.#freed += count - paid;
    return this.free - before;
  }

  #rest(untilMs: number, count: number): void {
    addLump(this.resting, untilMs, count);
    this.#restingTokens += count;
  }
}

/** So much of something, at a time in milliseconds. */
export type Lump = readonly [atMs: number, amount: number];

/** A longer list is made coarser: what a store keeps, and every trip carries, must stay small whatever the amounts. */
export const MOST_LUMPS = 512;

/** Adds an amount to a list in the order of its times. Amounts of one time become one lump. */
export function addLump(lumps: Lump[], atMs: number, amount: number): void {
  if (amount <= 0) return;
  let at = lumps.length;
  while (at > 0 && (lumps[at - 1] as Lump)[0] > atMs) at -= 1;
  const [beforeMs, before] = lumps[at - 1] ?? [];
  if (beforeMs === atMs) lumps[at - 1] = [atMs, (before ?? 0) + amount];
  else lumps.splice(at, 0, [atMs, amount]);
  if (lumps.length > MOST_LUMPS) coarsen(lumps);
}

export const amountOf = (lumps: readonly Lump[]): number => lumps.reduce((sum, [, amount]) => sum + amount, 0);
