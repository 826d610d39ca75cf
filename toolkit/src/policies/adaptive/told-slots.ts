import type { Outcome } from '../outcome.ts';
import { AdaptiveLimit } from './adaptive-limit.ts';
import { FoundSlots, type WatchedAttempt } from './found-slots.ts';

/** Of so many attempts that left one after the other, one may be refused by chance. */
const NEAR = 2;

/**
 * Slots up to a limit that was told, and which is all used. The server may have fewer: so two refusals in a row lower the
 * limit, and from then on it is found by trying, until a whole round is accepted under what was told.
 */
export class ToldSlots extends FoundSlots {
  readonly heedsOverload = false;
  /** The last attempt that was refused. */
  #refused: number | undefined;
  /** How many were accepted in a row with as many in flight as were told. */
  #accepted = 0;

  override forget(): void {
    this.#refused = undefined;
    super.forget();
  }

  /** @internal */
  protected override shows(outcome: Outcome, { number }: WatchedAttempt): AdaptiveLimit | undefined {
    if (outcome !== 'failure') return undefined;
    const last = this.#refused;
    this.#refused = Math.max(number, last ?? 0);
    if (/* seam: refused-by-chance */ last === undefined || Math.abs(number - last) > NEAR) return undefined;
    this.#accepted = 0;
    const max = Math.max(1, this.most);
    const initial = Math.min(max, this.inFlight);
    const found = new AdaptiveLimit({ initial, max, latencyTolerance: Number.POSITIVE_INFINITY, clock: this.clock });
    // As many as are in flight held until now, as far as is known.
    found.settle(found.start(Math.ceil(initial / 2)), 'success');
    found.settle(found.start(initial), 'failure');
    return found;
  }

  /** @internal */
  protected override holdsAgain(outcome: Outcome, { inFlight }: WatchedAttempt, found: number): boolean {
    if (outcome === 'failure' || found < this.most) this.#accepted = 0;
    else if (outcome === 'success' && inFlight >= this.most) this.#accepted += 1;
    return this.#accepted >= this.most;
  }
}
