import type { ClientSettings } from '../contract/settings.ts';
import type { AccountMember, SharedCeiling } from '../coordination/coordinator.ts';
import type { AdaptiveLimitOptions } from '../policies/adaptive/adaptive-limit.ts';
import { AdaptiveSlots } from '../policies/adaptive/adaptive-slots.ts';
import { SlotCount } from '../policies/bulkhead/slot-count.ts';
import type { Clock } from '../time/clock.ts';

/** As good as no limit. */
const UNBOUNDED = Number.MAX_SAFE_INTEGER;

export interface ConcurrencyOptions {
  settings: Pick<ClientSettings, 'ceiling' | 'rates' | 'pool'>;
  clock: Clock;
  /** If given, the ceiling is found by trying, in place of the settings' own. */
  adaptive: AdaptiveLimitOptions | undefined;
  /** What other processes share with this one. */
  member: AccountMember | undefined;
  /** Called when the ceiling has changed; null is no ceiling. */
  onChange: (to: number | null, from: number | null) => void;
}

/** How many attempts, or jobs, may be in flight at once: the tier's ceiling, one that is found, or a share of one. */
export class Concurrency {
  readonly slots: SlotCount | AdaptiveSlots;
  readonly #shared: SharedCeiling | undefined;
  readonly #onChange: ConcurrencyOptions['onChange'];

  constructor({ settings, clock, adaptive, member, onChange }: ConcurrencyOptions) {
    this.#onChange = onChange;
    if (adaptive !== undefined) {
      this.slots = new AdaptiveSlots({ clock, ...adaptive, onLimitChange: (to, from) => onChange(to, from) });
      // An adaptive limit finds by itself this process's part of what all processes may use.
      return;
    }
    const limit = settings.ceiling ?? mostAtOnce(settings);
    const sharing = member !== undefined && settings.ceiling !== null;
    const onDemand = sharing ? (held: number, queued: number) => this.#shared?.demand(held, queued) : undefined;
    this.slots = new SlotCount(limit, onDemand);
    if (!sharing) return;
    this.#shared = member.ceiling({ max: limit, onShare: (slots) => this.#setLimit(slots) });
  }

  /** Null if nothing limits the attempts, or jobs, in flight. */
  get ceiling(): number | null {
    return this.slots.limit === UNBOUNDED ? null : this.slots.limit;
  }

  /** Sets the ceiling, of all processes together if it is shared. A ceiling that is found by trying stays as it is. */
  setCeiling(ceiling: number): void {
    if (this.#shared === undefined) this.#setLimit(ceiling);
    else this.#shared.setMax(ceiling);
  }

  #setLimit(to: number): void {
    const from = this.ceiling;
    if (from === to || this.slots instanceof AdaptiveSlots) return;
    this.slots.setLimit(to);
    this.#onChange(to, from);
  }
}

/**
 * The limit where there is no ceiling. If responses do not tell what is left of the window, a request must leave as
 * soon as it has its permit, and so must not wait for a connection.
 */
function mostAtOnce({ rates, pool }: Pick<ClientSettings, 'rates' | 'pool'>): number {
  return rates.some(({ observable, learnt }) => !observable && !learnt) ? pool.connections : UNBOUNDED;
}
