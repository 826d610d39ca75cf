import { tell } from '../../errors/tell.ts';
import { SlotCount } from '../bulkhead/slot-count.ts';
import type { Outcome } from '../outcome.ts';
import { AdaptiveLimit, type AdaptiveLimitOptions, type AdaptiveSample } from './adaptive-limit.ts';

export interface AdaptiveSlotsOptions extends AdaptiveLimitOptions {
  /** What it throws is ignored. */
  onLimitChange?: ((limit: number, previous: number) => void) | undefined;
}

/** Slots whose limit is found by trying. */
export class AdaptiveSlots extends SlotCount {
  readonly #adaptive: AdaptiveLimit;
  readonly #onLimitChange: AdaptiveSlotsOptions['onLimitChange'];

  /** @throws OptionError if an option is not a number in its range */
  constructor(options: AdaptiveSlotsOptions) {
    const adaptive = new AdaptiveLimit(options);
    super(adaptive.limit);
    this.#adaptive = adaptive;
    this.#onLimitChange = options.onLimitChange;
  }

  /** Call it when an attempt leaves with its slot; the caller then owes a {@link settle}. */
  start(): AdaptiveSample {
    return this.#adaptive.start(this.inFlight);
  }

  /**
   * Says how the attempt went. Call it before the slot is released: a slot above a lowered limit must not be handed on.
   *
   * @param outcome as in {@link AdaptiveLimit.settle}
   */
  settle(sample: AdaptiveSample, outcome: Outcome): void {
    const previous = this.limit;
    this.#adaptive.settle(sample, outcome);
    const { limit } = this.#adaptive;
    if (limit === previous) return;
    this.setLimit(limit);
    tell(this.#onLimitChange, limit, previous);
  }
}
