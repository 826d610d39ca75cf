import type { ClientSettings } from '../contract/settings.ts';
import type { AccountMember, SharedCeiling } from '../coordination/coordinator.ts';
import { AdaptiveBulkhead } from '../policies/adaptive/adaptive-bulkhead.ts';
import type { AdaptiveLimitOptions } from '../policies/adaptive/adaptive-limit.ts';
import { Bulkhead } from '../policies/bulkhead/bulkhead.ts';
import type { Clock } from '../time/clock.ts';

/** As good as none; and the bulkhead's own queue, since all that wait in a client are bounded together. */
const UNBOUNDED = Number.MAX_SAFE_INTEGER;

export interface ConcurrencyOptions {
  settings: Pick<ClientSettings, 'ceiling' | 'window' | 'pool'>;
  clock: Clock;
  /** Finds the ceiling, in place of the settings' own. */
  adaptive: AdaptiveLimitOptions | undefined;
  /** What other processes share with this one. */
  member: AccountMember | undefined;
  /** The ceiling has changed; null where there is none. */
  onChange: (to: number | null, from: number | null) => void;
}

/** How many attempts, or jobs, may be in flight at once: the tier's ceiling, one that is found, or a share of one. */
export class Concurrency {
  readonly slots: Bulkhead | AdaptiveBulkhead;
  readonly #shared: SharedCeiling | undefined;
  readonly #onChange: ConcurrencyOptions['onChange'];

  constructor({ settings, clock, adaptive, member, onChange }: ConcurrencyOptions) {
    this.#onChange = onChange;
    const bounds = { maxQueued: UNBOUNDED, clock };
    if (adaptive !== undefined) {
      this.slots = new AdaptiveBulkhead({ ...adaptive, ...bounds, onLimitChange: (to, from) => onChange(to, from) });
      // It finds this process's part of what all of them use by itself.
      return;
    }
    const limit = settings.ceiling ?? mostAtOnce(settings);
    const sharing = member !== undefined && settings.ceiling !== null;
    const onDemand = sharing ? (held: number, queued: number) => this.#shared?.demand(held, queued) : undefined;
    this.slots = new Bulkhead({ ...bounds, limit, onDemand });
    if (!sharing) return;
    this.#shared = member.ceiling({ max: limit, onShare: (slots) => this.#setLimit(slots) });
  }

  /** Null where nothing limits them. */
  get ceiling(): number | null {
    return this.slots.limit === UNBOUNDED ? null : this.slots.limit;
  }

  /** Of all processes together where it is shared. One that finds itself is left alone. */
  setCeiling(ceiling: number): void {
    if (this.#shared === undefined) this.#setLimit(ceiling);
    else this.#shared.setMax(ceiling);
  }

  #setLimit(to: number): void {
    const from = this.ceiling;
    if (from === to || !(this.slots instanceof Bulkhead)) return;
    this.slots.setLimit(to);
    this.#onChange(to, from);
  }
}

/**
 * Without a ceiling. Where nothing tells when the API counts a request, it must leave as soon as it has its permit, and
 * not wait for a connection.
 */
function mostAtOnce({ window, pool }: Pick<ClientSettings, 'window' | 'pool'>): number {
  return window !== null && !window.observable ? pool.connections : UNBOUNDED;
}
