import type { Clock } from '../time/clock.ts';

/** A member's part of something that all members share. */
export interface SharePool {
  readonly name: string;
  /** For all members together. */
  readonly total: number;
  /** After this what may have been used just now is free again, in milliseconds. */
  readonly cycleMs: number;
  readonly held: number;
  /** How many could be used. */
  readonly want: number;
  /** How many of those held are not used. */
  readonly spare: number;
  /** Followed by a `wake()`. */
  grant(readyInMs: readonly number[]): void;
  /** @returns in how many milliseconds each of those given up is free; fewer than `count` where the rest are on their way */
  surrender(count: number): number[];
  /** Nothing is held any more, whatever is on its way. */
  revoke(): void;
  /** Whether shares may be used has changed: those who wait look again. */
  wake(): void;
  dispose(): void;
}

/** What a pool needs of its member. */
export interface PoolHost {
  readonly clock: Clock;
  /** Whether what is held may be used now. */
  readonly usable: (nowMs: number) => boolean;
  /** To be told when more is wanted than is held. */
  readonly onShort: (pool: SharePool) => void;
}
