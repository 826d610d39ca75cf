import { requireInteger } from '../../errors/errors.ts';
import { Slots, type SlotsOptions } from './slots.ts';

export type BulkheadOptions = SlotsOptions;

/**
 * Caps what is in flight. Those above the limit wait in order of arrival, and
 * nobody overtakes them but by a higher priority: then at most four times in a
 * row, so that a low one is slow but does not starve.
 */
export class Bulkhead extends Slots {
  /**
   * Changes the limit from now on. A higher one admits those who wait at once; under a lower one what is in flight
   * finishes, and nobody is admitted until there is room; under 0 nobody is until it is raised.
   *
   * @throws OptionError if `limit` is not a whole number of at least 0
   */
  setLimit(limit: number): void {
    this.changeLimit(requireInteger('limit', limit, 0));
  }
}
