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
  /** The caller calls `wake()` after it. */
  grant(readyInMs: readonly number[]): void;
  /** @returns in how many milliseconds each one given up is free; fewer than `count` if the rest is in use */
  surrender(count: number): number[];
  /** Drops all that is held, whatever is on its way. */
  revoke(): void;
  /** Called when shares may have become usable or unusable: waiting calls look again. */
  wake(): void;
  dispose(): void;
}

/** What a pool needs of its member. */
export interface PoolHost {
  readonly clock: Clock;
  /** Whether what is held may be used now. */
  readonly usable: (nowMs: number) => boolean;
  /** To be called when more is wanted than is held. */
  readonly onShort: (pool: SharePool) => void;
}
