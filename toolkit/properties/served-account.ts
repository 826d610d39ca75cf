import type { Clock } from '../src/time/clock.ts';
import type { Midnight } from './served-limits.ts';
import { type Charges, ServedCount, type ServedLimit, SKEW_MS, type TakenAmount } from './served-limits.ts';

export interface ServedAccountOptions {
  limits: readonly ServedLimit[];
  midnight: Midnight;
  charges: Charges;
  clock: Clock;
  random: () => number;
  /** What of a limit the clients know to have taken beyond it, and are still to pay. */
  owed: (limit: number) => number;
}

/** A request, with what it takes of each limit. Times are in milliseconds from its sending. */
export interface ServedRequest {
  estimates: readonly number[];
  costs: readonly number[];
  /** When it arrives, and when all of it has been answered. */
  thereMs: number;
  lastMs: number;
  takesSlot: boolean;
}

/** A server's counts of all limits of an account, and of what is in flight. It refuses nothing. */
export class ServedAccount {
  /** When limits were exceeded by more than any client can know of, and by how much. */
  readonly exceeded: { atMs: number; limit: number; by: number }[] = [];
  mostInFlight = 0;
  /** By how much all estimates together were too low, of each limit. */
  readonly shortfalls: number[];
  readonly #options: ServedAccountOptions;
  readonly #counts: readonly ServedCount[];
  /** By how much the estimates of those are too low whose costs no client knows yet. */
  readonly #unknown: number[];
  /** Requests on their way, and the most that was unknown, or owed, meanwhile. */
  readonly #arriving = new Set<number[]>();
  #inFlight = 0;

  constructor(options: ServedAccountOptions) {
    const { limits, midnight, random } = options;
    this.#options = options;
    this.#counts = limits.map((limit) => new ServedCount(limit, (2 * random() - 1) * SKEW_MS, midnight));
    this.#unknown = limits.map(() => 0);
    this.shortfalls = limits.map(() => 0);
  }

  /** @returns to be called once its client has settled what it took */
  send({ estimates, costs, thereMs, lastMs, takesSlot }: ServedRequest): () => void {
    const { clock, charges } = this.#options;
    const shortBy = costs.map((cost, at) => Math.max(0, cost - (estimates[at] ?? 0)));
    for (const [at, amount] of shortBy.entries()) this.shortfalls[at] = (this.shortfalls[at] ?? 0) + amount;
    const most = this.#counts.map(() => 0);
    this.#arriving.add(most);
    this.#note(shortBy, 1);
    let taken: TakenAmount[] = [];
    clock.setTimeout(() => {
      const first = { 'estimate, then the rest': estimates, 'all at once': costs, 'all with the answer': [] }[charges];
      taken = this.#counts.map((count, at) => count.count(first[at] ?? 0, clock.now()));
      this.#watch();
      this.#arriving.delete(most);
      this.#compare(first, most);
    }, thereMs);
    const settle = (): void => {
      for (const [at, count] of this.#counts.entries()) {
        count.settle(taken[at] as TakenAmount, costs[at] ?? 0, clock.now());
      }
    };
    // A server that takes all with the answer has taken it before the answer's beginning is here.
    clock.setTimeout(settle, charges === 'all with the answer' ? thereMs : lastMs);
    if (takesSlot) this.#takeSlot(lastMs);
    return () => this.#note(shortBy, -1);
  }

  #compare(taken: readonly number[], most: readonly number[]): void {
    const atMs = this.#options.clock.now();
    for (const [at, count] of this.#counts.entries()) {
      const by = count.overBy(atMs) - (most[at] ?? 0);
      // Times that are nearer than a microsecond are the same time.
      if ((taken[at] ?? 0) > 0 && by > 0.01) this.exceeded.push({ atMs, limit: at, by });
    }
  }

  #takeSlot(forMs: number): void {
    this.#inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.#inFlight);
    this.#options.clock.setTimeout(() => {
      this.#inFlight -= 1;
    }, forMs);
  }

  #note(amounts: readonly number[], sign: 1 | -1): void {
    for (const [at, amount] of amounts.entries()) this.#unknown[at] = (this.#unknown[at] ?? 0) + sign * amount;
    this.#watch();
  }

  #watch(): void {
    for (const [at, unknown] of this.#unknown.entries()) {
      const beyond = unknown + this.#options.owed(at);
      for (const most of this.#arriving) most[at] = Math.max(most[at] ?? 0, beyond);
    }
  }
}
