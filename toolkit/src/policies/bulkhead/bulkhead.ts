import { requireInteger } from '../../errors/errors.ts';
import { requireOptions } from '../options.ts';
import { SlotCount } from './slot-count.ts';
import { Slots, type SlotsOptions } from './slots.ts';

export type BulkheadOptions = SlotsOptions;

/**
 * Caps the calls in flight. Calls above the limit wait in order of arrival.
 * Only a call of a higher priority may overtake, and the one that has waited
 * longest is passed over at most four times in a row, so a low priority is slow
 * but does not starve.
 */
export class Bulkhead extends Slots {
  readonly #slots: SlotCount;

  /** @throws OptionError if an option is not as it says, or is unknown */
  constructor(options: BulkheadOptions) {
    requireOptions(options, { limit: '', maxQueued: '', clock: '' });
    const slots = new SlotCount(requireInteger('limit', options.limit, 1));
    super(slots, options);
    this.#slots = slots;
  }

  /**
   * Changes the limit from now on. A higher limit admits waiting calls at once. Under a lower one, calls in flight
   * finish, and no other is admitted until there is room; 0 admits none until it is raised.
   *
   * @throws OptionError if `limit` is not a whole number of at least 0
   */
  setLimit(limit: number): void {
    this.#slots.setLimit(limit);
  }
}
