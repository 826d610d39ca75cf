import type { Lump } from '../policies/rate/token-ledger.ts';
import type { Clock } from '../time/clock.ts';

/** A member's part of something that all members share. */
export interface SharePool {
  readonly name: string;
  /** How many there are for all members together. */
  readonly total: number;
  /** How long until what may have been used just now is free again, in milliseconds. */
  readonly cycleMs: number;
  readonly held: number;
  /** How many this member could use. */
  readonly want: number;
  /** How many of those held are not used. */
  readonly spare: number;
  /** How many the first call in line needs at once, 0 where none waits, and which call it is. */
  readonly next: { readonly cost: number; readonly turn: number };
  /** Whether nothing is lost as long as what others have given up lies idle. Default: false. */
  readonly canWait?: boolean;
  /** The caller calls `wake()` after it. Times are in milliseconds from now. */
  grant(tokens: readonly Lump[]): void;
  /** @returns in how many milliseconds what was given up is free; less than `count` if the rest is in use */
  surrender(count: number): Lump[];
  /** Drops all that is held, whatever is on its way. */
  revoke(): void;
  /** Called when shares may have become usable or unusable: waiting calls look again. */
  wake(): void;
  dispose(): void;
}

/** What a pool needs of its member. */
export interface PoolHost {
  readonly clock: Clock;
  /** How many members there are, this one included. */
  readonly members: () => number;
  /** Whether what is held may be used now. */
  readonly usable: (nowMs: number) => boolean;
  /** To be called when more is wanted than is held. */
  readonly onShort: (pool: SharePool) => void;
}
