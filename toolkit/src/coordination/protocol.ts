import type { Lump } from '../policies/rate/token-ledger.ts';

/** What a member tells the store of one pool. */
export interface PoolRequest {
  /** Tokens in all, for all members. */
  total: number;
  /** How long until a token that may have been used just now is free again, in milliseconds. */
  cycleMs: number;
  /** Tokens that the member believes it holds, without those that it gives back here. */
  held: number;
  /** How many it could use. */
  want: number;
  /** How many its first call in line needs at once; 0 where none waits. */
  needs: number;
  /** Which call that is: another number is another call. */
  turn: number;
  /** The tokens it gives back: in how many milliseconds they are free. */
  released: readonly Lump[];
  /** The epoch in the last reply that arrived; 0 before the first. */
  epoch: number;
}

export interface ExchangeRequest {
  member: string;
  /** How long the member may use what it holds, in milliseconds. */
  leaseMs: number;
  pools: Readonly<Record<string, PoolRequest>>;
  /** Pauses to tell the others: partition and milliseconds. */
  pauses: Readonly<Record<string, number>>;
  /** No pause holds for longer, whoever told it, in milliseconds. */
  maxPauseMs: number;
  /** Whether its lease ended while it stood still, so that others may have what it holds. */
  lapsed: boolean;
  /** Whether it gives everything back and is no member any more. */
  leaves: boolean;
}

export interface PoolReply {
  /** Whether what it held was no longer its own: it has only what is granted here. */
  revoked: boolean;
  /** Counts the member's revocations: a request with a lower count is older than the last one. */
  epoch: number;
  /** New tokens: in how many milliseconds they are free. */
  granted: readonly Lump[];
  /** What the member is to have in the end. */
  target: number;
  /** How many tokens the others lack of their fair shares, beyond those that are free. */
  lacking: number;
  /** How many more the others could use, beyond their fair shares, too, and beyond those that are free. */
  wanted: number;
  /** Whether others may still claim what they held of a lost state: until then, missing tokens go to nobody. */
  recovering: boolean;
}

export interface ExchangeReply {
  members: number;
  /** How many members have gone silent lately without leaving: they may stand still, and come back. */
  missed: number;
  /**
   * Whether this member is new: the others' fair shares are smaller now, and they must know it even if the store goes
   * away.
   */
  joined: boolean;
  pools: Readonly<Record<string, PoolReply>>;
  /** Pauses that hold: partition and milliseconds left. */
  pauses: Readonly<Record<string, number>>;
  /**
   * Pools to tell the others about: another member lacks tokens that are free now, or this one lacks more than before.
   */
  announce: readonly string[];
}

/** What a member tells the others at once, since the store only answers. */
export type Broadcast =
  /** A member lacks tokens of these pools, or has joined; `members` is how many there are now. */
  { from: string; pools: readonly string[]; members: number } | { from: string; partition: string; forMs: number };
