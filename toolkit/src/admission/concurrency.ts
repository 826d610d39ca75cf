import type { ClientSettings } from '../contract/settings.ts';
import type { AccountMember, SharedCeiling } from '../coordination/coordinator.ts';
import type { FoundSlots, WatchedAttempt } from '../policies/adaptive/found-slots.ts';
import { type AdaptiveCeiling, OpeningSlots } from '../policies/adaptive/opening-slots.ts';
import { ToldSlots } from '../policies/adaptive/told-slots.ts';
import { type OnSlotDemand, SlotCount } from '../policies/bulkhead/slot-count.ts';
import type { Clock } from '../time/clock.ts';

/** As good as no limit. */
const UNBOUNDED = Number.MAX_SAFE_INTEGER;

export interface ConcurrencyOptions {
  settings: Pick<ClientSettings, 'ceiling' | 'ceilingName' | 'rates' | 'pool'>;
  clock: Clock;
  /** If given, the ceiling is found by trying, in place of the settings' own. */
  adaptive: AdaptiveCeiling | undefined;
  /** What other processes share with this one. */
  member: AccountMember | undefined;
  /** Called when the ceiling has changed; null is no ceiling. */
  onChange: (to: number | null, from: number | null) => void;
}

/**
 * How many attempts, or jobs, may be in flight at once: the tier's ceiling or a share of it, which refusals lower, or one
 * that is found. One that nobody says there is is found until answers tell another limit.
 */
export class Concurrency {
  /** The limit's. */
  readonly name: string;
  readonly slots: SlotCount;
  /** The same, where attempts tell how many there may be. */
  readonly found: FoundSlots | undefined;
  /** The same, where nobody says that there is a ceiling. */
  readonly #untold: OpeningSlots | undefined;
  readonly #shared: SharedCeiling | undefined;
  readonly #onChange: ConcurrencyOptions['onChange'];

  constructor({ settings, clock, adaptive, member, onChange }: ConcurrencyOptions) {
    this.#onChange = onChange;
    this.name = settings.ceilingName;
    const { ceiling } = settings;
    if (adaptive !== undefined) {
      // It finds by itself this process's part of what all processes may use.
      const slots = new OpeningSlots({ ...adaptive, clock, onLimitChange: onChange });
      if (adaptive.untold) {
        this.#untold = slots;
        slots.onTold = () => /* seam: told-limits-suffice */ this.#setLimit(mostAtOnce(settings));
      }
      this.found = slots;
    } else if (ceiling !== null) {
      const onDemand: OnSlotDemand | undefined = member && ((...demand) => this.#shared?.demand(...demand));
      this.found = new ToldSlots(ceiling, { clock, onDemand, onLimitChange: onChange });
    }
    this.slots = this.found ?? new SlotCount(mostAtOnce(settings));
    if (this.found instanceof ToldSlots && ceiling !== null) {
      this.#shared = member?.ceiling({ max: ceiling, onShare: (slots) => this.#setLimit(slots) });
    }
  }

  /** Null if nothing limits the attempts, or jobs, in flight. */
  get ceiling(): number | null {
    return this.slots.limit === UNBOUNDED ? null : this.slots.limit;
  }

  /**
   * Whether a refusal that tells no count is about what is in flight alone: by the contract, as the app says, or as it
   * seems. Call it once for each, before its outcome is told.
   */
  isBlamed(refused: WatchedAttempt | undefined): boolean {
    const untold = this.#untold;
    return untold?.onTold === undefined ? this.ceiling !== null : refused !== undefined && untold.isBlamed(refused);
  }

  /**
   * Sets the ceiling, of all processes together if it is shared. One that the app wants to be found stays as it is; one
   * that nobody says there is is not looked for any more.
   */
  setCeiling(ceiling: number): void {
    const from = this.ceiling;
    // First, since what refusals have shown keeps the ceiling lower until it is forgotten.
    if (this.#shared === undefined) this.#limitTo(ceiling);
    else this.#shared.setMax(ceiling);
    if (this.found instanceof ToldSlots) this.found.forget();
    this.#tellSince(from);
  }

  #setLimit(to: number): void {
    const from = this.ceiling;
    this.#limitTo(to);
    this.#tellSince(from);
  }

  #limitTo(to: number): void {
    if (this.#untold !== undefined) this.#untold.end(to);
    else if (!(this.found instanceof OpeningSlots)) this.slots.setLimit(to);
  }

  #tellSince(from: number | null): void {
    if (this.ceiling !== from) this.#onChange(this.ceiling, from);
  }
}

/**
 * The limit where there is no ceiling. If responses do not tell what is left of the window, a request must leave as
 * soon as it has its permit, and so must not wait for a connection.
 */
function mostAtOnce({ rates, pool }: Pick<ClientSettings, 'rates' | 'pool'>): number {
  return rates.some(({ observable, learnt, inFlight }) => !observable && !learnt && !inFlight)
    ? pool.connections
    : UNBOUNDED;
}
