/** What a member tells the store of one pool. */
export interface PoolRequest {
  /** Tokens in all, for all members. */
  total: number;
  /** After this a token that may have been used just now is free again, in milliseconds. */
  cycleMs: number;
  /** Tokens that the member has, as it believes, without those it gives back here. */
  held: number;
  /** How many it could use. */
  want: number;
  /** The tokens it gives back: in how many milliseconds each is free. */
  released: readonly number[];
  /** As the last reply said that arrived; 0 before the first. */
  epoch: number;
}

export interface ExchangeRequest {
  member: string;
  /** How long what is held is good for, in milliseconds. */
  leaseMs: number;
  pools: Readonly<Record<string, PoolRequest>>;
  /** Pauses to tell the others: partition and milliseconds. */
  pauses: Readonly<Record<string, number>>;
  /** None holds for longer, whoever told it, in milliseconds. */
  maxPauseMs: number;
  /** Its lease ended while it stood still: what it holds may be others' by now. */
  lapsed: boolean;
  /** Gives everything back and is no member any more. */
  leaves: boolean;
}

export interface PoolReply {
  /** What was held was not the member's any more: it has nothing but what is granted here. */
  revoked: boolean;
  /** Counts the member's revocations: whoever tells of an earlier one has not heard of the last. */
  epoch: number;
  /** New tokens: in how many milliseconds each is free. */
  granted: readonly number[];
  /** What the member is to have in the end. */
  target: number;
  /** How many tokens others lack, by their fair shares, that nobody has left. */
  lacking: number;
  /** How many more the others could use, whatever is fair. */
  wanted: number;
  /** Others may still say what they held of a state that was lost; until then what is missing is nobody's. */
  recovering: boolean;
}

export interface ExchangeReply {
  members: number;
  /** How many were members until of late, and went without a word: they may stand still, and come back. */
  missed: number;
  /** This member is new: the others' fair shares are smaller now, also where the store goes before they ask again. */
  joined: boolean;
  pools: Readonly<Record<string, PoolReply>>;
  /** Pauses that hold: partition and milliseconds left. */
  pauses: Readonly<Record<string, number>>;
  /** Pools to tell the others of: somebody lacks some of them, and there is some now, or it lacks more than before. */
  announce: readonly string[];
}

/** What a member tells the others at once, since the store only answers. */
export type Broadcast =
  /** Somebody lacks tokens of these pools, and there are so many members now. */
  { from: string; pools: readonly string[]; members: number } | { from: string; partition: string; forMs: number };
