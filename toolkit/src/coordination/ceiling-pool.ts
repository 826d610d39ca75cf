import type { Lump } from '../policies/rate/token-ledger.ts';
import type { Cancel } from '../time/clock.ts';
import type { SharedCeiling, SharedCeilingOptions } from './coordinator.ts';
import type { PoolHost, SharePool } from './pool.ts';

/** How long what a dead member had in flight may still run. */
const ORPHANS_MS = 1_000;

/** The name of a ceiling's pool. */
export const ceilingName = (name: string | undefined): string => (name === undefined ? 'ceiling' : `ceiling:${name}`);

/** A member's part of a shared ceiling: slots. */
export class CeilingPool implements SharePool, SharedCeiling {
  readonly name: string;
  readonly cycleMs = ORPHANS_MS;
  readonly #host: PoolHost;
  readonly #onShare: (slots: number) => void;
  /** Slots that this member holds, but that become free only a little later. */
  readonly #later = new Set<Cancel>();
  #laterSlots = 0;
  #total: number;
  #slots = 0;
  /** Slots to give up as soon as what is in flight in them has ended. */
  #draining = 0;
  #told: number | undefined;
  #inFlight = 0;
  #waiting = 0;
  /** Which call is to get the next slot; 0 where none lacks one. */
  #turn = 0;

  constructor({ name, max, onShare }: SharedCeilingOptions, host: PoolHost) {
    this.name = ceilingName(name);
    this.#total = max;
    this.#onShare = onShare;
    this.#host = host;
    this.wake();
  }

  get total(): number {
    return this.#total;
  }

  get held(): number {
    return this.#slots + this.#draining + this.#laterSlots;
  }

  get want(): number {
    return Math.min(this.#total, this.#inFlight + this.#waiting);
  }

  get spare(): number {
    return this.#waiting > 0 ? 0 : Math.max(0, this.#slots + this.#draining - this.#inFlight);
  }

  get next(): { cost: number; turn: number } {
    return { cost: Math.min(1, this.#waiting, this.#turn), turn: this.#turn };
  }

  demand(inFlight: number, waiting: number, turn = 0): void {
    this.#turn = turn;
    this.#inFlight = inFlight;
    this.#waiting = waiting;
    if (waiting > 0) this.#host.onShort(this);
  }

  setMax(max: number): void {
    this.#total = max;
    this.#host.onShort(this);
  }

  /** Does not let waiting calls begin: the member calls `wake()` once it has given up what others lack. */
  grant(slots: readonly Lump[]): void {
    this.#slots += this.#draining;
    this.#draining = 0;
    for (const [afterMs, count] of slots) {
      if (afterMs > 0) this.#addLater(afterMs, count);
      else this.#slots += count;
    }
  }

  surrender(count: number): Lump[] {
    const more = Math.max(0, Math.min(this.#slots, count - this.#draining));
    this.#slots -= more;
    this.#draining += more;
    const given = Math.max(0, this.#draining - Math.max(0, this.#inFlight - this.#slots));
    this.#draining -= given;
    this.wake();
    return given > 0 ? [[0, given]] : [];
  }

  revoke(): void {
    this.#slots = 0;
    this.#draining = 0;
    this.dispose();
    this.wake();
  }

  wake(): void {
    const slots = this.#host.usable(this.#host.clock.now()) ? this.#slots : 0;
    if (slots === this.#told) return;
    this.#told = slots;
    this.#onShare(slots);
  }

  dispose(): void {
    for (const cancel of this.#later) cancel();
    this.#later.clear();
    this.#laterSlots = 0;
  }

  #addLater(afterMs: number, count: number): void {
    this.#laterSlots += count;
    const cancel = this.#host.clock.setTimeout(() => {
      this.#later.delete(cancel);
      this.#laterSlots -= count;
      this.#slots += count;
      this.wake();
    }, afterMs);
    this.#later.add(cancel);
  }
}
