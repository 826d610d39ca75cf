import type { Clock } from '../../time/clock.ts';
import type { PermitLimiter } from './permit-limiter.ts';

/** A limit over time, as a contract has it. */
interface Told {
  name: string;
  windowMs: number;
}

/** For so many windows a limit stays lowered when no answer tells it any more. */
const WINDOWS = 2;

export interface ToldLimitsOptions<L extends Told> {
  clock: Clock;
  /** The limit as the contract has it, or as it was set since. */
  amountOf: (limit: L) => number;
  /** Called once for each limit that answers tell otherwise. */
  onDrift: (limit: L, amount: number, told: number) => void;
}

/** What answers say that limits are, where a contract says otherwise: a lower one is obeyed, a higher one is no grant. */
export class ToldLimits<L extends Told = Told> {
  readonly #options: ToldLimitsOptions<L>;
  readonly #drifted = new Set<string>();
  /** The limits that answers have lowered, and until when that holds. */
  readonly lowered = new Map<PermitLimiter, { limit: L; amount: number; untilMs: number }>();

  constructor(options: ToldLimitsOptions<L>) {
    this.#options = options;
  }

  note(limiter: PermitLimiter, limit: L, told: number): void {
    const { clock, amountOf, onDrift } = this.#options;
    const amount = amountOf(limit);
    if (told !== amount && !this.#drifted.has(limit.name)) {
      this.#drifted.add(limit.name);
      /* seam: drift-is-told */ onDrift(limit, amount, told);
    }
    const before = this.lowered.get(limiter)?.amount;
    const lower = told < amount && told >= 1 ? Math.floor(told) : undefined;
    if (lower === undefined) this.lowered.delete(limiter);
    else this.lowered.set(limiter, { limit, amount: lower, untilMs: clock.now() + WINDOWS * limit.windowMs });
    if (before !== lower) /* seam: told-limit */ limiter.setLimit(lower ?? amount);
  }

  /** Forgets what was told too long ago. */
  forget(): void {
    const { clock, amountOf } = this.#options;
    for (const [limiter, { limit, untilMs }] of this.lowered) {
      if (clock.now() < untilMs) continue;
      this.lowered.delete(limiter);
      /* seam: told-limit-ends */ limiter.setLimit(amountOf(limit));
    }
  }
}

/** What a contract carries whose answers tell limits. */
export type MakeToldLimits = typeof makeToldLimits;
export const makeToldLimits = <L extends Told>(options: ToldLimitsOptions<L>): ToldLimits<L> => new ToldLimits(options);
