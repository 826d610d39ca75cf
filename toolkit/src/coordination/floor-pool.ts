import type { Lump } from '../policies/rate/token-ledger.ts';
import type { SharedFloor } from './coordinator.ts';
import type { PoolHost } from './pool.ts';
import { RatePool } from './rate-pool.ts';

/** A member's part of the retry budget's floor. A retry takes a token, which is free again when its window is over. */
export class FloorPool extends RatePool implements SharedFloor {
  /** Never quiet: nobody knows when something fails, and the next retry comes. */
  protected override readonly quietMs = Number.POSITIVE_INFINITY;
  /** Whether a retry was refused since the last grant: it still wants a token. */
  #refused = false;

  constructor({ floorPerWindow, windowMs }: { floorPerWindow: number; windowMs: number }, host: PoolHost) {
    super('retry-floor', { limit: floorPerWindow, windowMs, marginMs: 0, flightMs: 0, burst: 1 }, host);
  }

  override get want(): number {
    return Math.min(this.total, super.want + (this.#refused ? 1 : 0));
  }

  override grant(tokens: readonly Lump[]): void {
    if (tokens.length > 0) this.#refused = false;
    super.grant(tokens);
  }

  tryWithdraw(): boolean {
    if (this.hasRoom()) {
      this.answered(this.send());
      return true;
    }
    this.#refused = true;
    this.host.onShort(this);
    return false;
  }
}
