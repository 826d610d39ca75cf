import { SlotCount } from '../bulkhead/slot-count.ts';
import type { AttemptPermit, PermitLimiter } from './permit-limiter.ts';

/** This client's part of slots that others share: told how many are taken, and how many calls wait. */
export interface SlotShare {
  demand(inFlight: number, waiting: number): void;
  setMax(max: number): void;
}

/** Begins to share; `onShare` is called at once, and whenever this client's part changes. */
export type ShareSlots = (onShare: (slots: number) => void) => SlotShare;

const PERMIT: AttemptPermit = {};

/**
 * A limit of what is in flight, beside the ceiling of the whole credential: of a model, or a network. An attempt takes a
 * slot as it takes from a limit over time, in the same instant, and gives it back when its transport is done with it.
 */
export class InFlightLimiter extends SlotCount implements PermitLimiter {
  /** An attempt takes one slot, whatever it costs elsewhere. */
  readonly capacity = Number.POSITIVE_INFINITY;
  readonly #share: SlotShare | undefined;

  /** @param share where others share it. Default: nobody does */
  constructor(limit: number, share?: ShareSlots) {
    super(limit, (inFlight, waiting) => this.#share?.demand(inFlight, waiting));
    this.#share = share?.((slots) => super.setLimit(slots));
  }

  override setLimit(limit: number): void {
    if (this.#share === undefined) super.setLimit(limit);
    else this.#share.setMax(limit);
  }

  override roomAtMs(): number {
    return Number.POSITIVE_INFINITY;
  }

  refillMs(): number {
    return 0;
  }

  send(): AttemptPermit {
    this.take();
    return PERMIT;
  }

  answered(): void {}

  reset(): void {}
}
