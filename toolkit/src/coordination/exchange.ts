import { fairShares } from './fair-shares.ts';

/** What a member tells of one pool. */
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
}

export interface ExchangeRequest {
  member: string;
  /** How long what is held is good for, in milliseconds. */
  leaseMs: number;
  pools: Readonly<Record<string, PoolRequest>>;
  /** Pauses to tell the others: lane and milliseconds. */
  pauses: Readonly<Record<string, number>>;
  /** Gives everything back and is no member any more. */
  leaves: boolean;
}

export interface PoolReply {
  /** What was held was not the member's any more: it has nothing but what is granted here. */
  revoked: boolean;
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
  /** This member is new: the others' fair shares are smaller now, also where the store goes before they ask again. */
  joined: boolean;
  pools: Readonly<Record<string, PoolReply>>;
  /** Pauses that hold: lane and milliseconds left. */
  pauses: Readonly<Record<string, number>>;
  /** Pools of which somebody lacks some: of the others, where there is some now, or this member, and more than before. */
  news: readonly string[];
}

interface Holder {
  held: number;
  want: number;
  leaseUntilMs: number;
  /** How many it lacked when it was last heard: the others are told once that it lacks more. */
  lacked: number;
}

interface PoolState {
  /** Since when all that is held is known: before, it may have been of a state that was lost. */
  sinceMs: number;
  /** Times at which the tokens that nobody holds are free, ascending. */
  free: number[];
  holders: Record<string, Holder>;
  /** Whether all tokens have been there once. */
  filled: boolean;
  /** Whether somebody who is not known here may hold some of a state that was lost. */
  strangersHold: boolean;
}

/** All that is known of an account. Times are the store's own, in milliseconds. */
export interface AccountState {
  /** Since when nothing can have been held that is not known here, as far as the store can tell. */
  sinceMs: number;
  lastExchangeMs: number;
  pools: Record<string, PoolState>;
  pausesUntilMs: Record<string, number>;
}

/**
 * A state of which nothing is known.
 *
 * @param quietMs for how long nobody has held anything of it, in milliseconds: a store that has run for so long without it
 */
export function newAccount(nowMs: number, quietMs: number): AccountState {
  return { sinceMs: nowMs - quietMs, lastExchangeMs: nowMs, pools: {}, pausesUntilMs: {} };
}

/**
 * One step of one member, on a state that it changes. The script for Redis does
 * the same step for step, and a test compares the two.
 *
 * It keeps that no token has two holders: what a member holds, or may have used
 * before its lease ended, is nobody else's before it is free again.
 */
export function exchange(state: AccountState, nowMs: number, request: ExchangeRequest): ExchangeReply {
  reviveAfterSilence(state, nowMs, request.leaseMs);
  const replies: Record<string, PoolReply> = {};
  const news: string[] = [];
  let members = 0;
  let joined = false;
  for (const [name, asked] of Object.entries(request.pools)) {
    state.pools[name] ??= newPool(state, nowMs, asked);
    const pool = state.pools[name];
    // Those who held something of a state that was lost may still say so.
    const recovering = nowMs < pool.sinceMs + request.leaseMs + asked.cycleMs;
    expire(pool, nowMs, asked.cycleMs);
    const isNew = pool.holders[request.member] === undefined && !request.leaves;
    const revoked = settleClaim(pool, nowMs, request, asked, recovering);
    // Of what was not his he can give nothing back.
    if (!revoked) for (const readyInMs of asked.released) addFree(pool, nowMs + readyInMs, 1);
    if (request.leaves) delete pool.holders[request.member];
    if (revoked) rest(pool, nowMs + asked.cycleMs, asked.held + asked.released.length);
    conserve(pool, nowMs, asked, recovering);
    const { worthTelling, ...reply } = grant(pool, nowMs, request, asked.total);
    replies[name] = { revoked, recovering, ...reply };
    members = Math.max(members, Object.keys(pool.holders).length);
    if (worthTelling) news.push(name);
    joined ||= isNew;
  }
  return { members, joined, pools: replies, pauses: exchangePauses(state, nowMs, request.pauses), news };
}

/** Whoever holds some of it already shows that the state was lost of late, or that he had to help himself. */
function newPool({ sinceMs }: AccountState, nowMs: number, { held, released }: PoolRequest): PoolState {
  return {
    sinceMs: held + released.length > 0 ? nowMs : sinceMs,
    free: [],
    holders: {},
    filled: false,
    strangersHold: true,
  };
}

/**
 * A store that heard nobody for so long was away itself, so nobody's lease has ended by his own fault: those who live
 * are heard again within a renewal's time.
 */
function reviveAfterSilence(state: AccountState, nowMs: number, leaseMs: number): void {
  const untilMs = nowMs + leaseMs / 3;
  const silentMs = nowMs - state.lastExchangeMs;
  state.lastExchangeMs = nowMs;
  if (silentMs <= leaseMs / 2) return;
  for (const pool of Object.values(state.pools)) {
    const holders = Object.values(pool.holders);
    for (const holder of holders) holder.leaseUntilMs = Math.max(holder.leaseUntilMs, untilMs);
    if (silentMs <= 2 * leaseMs || holders.length === 0) continue;
    // By now they may have helped themselves to their fair shares, also of what lies here.
    pool.sinceMs = Math.max(pool.sinceMs, nowMs - leaseMs);
    pool.free = [];
    pool.strangersHold = false;
  }
}

/** Takes back what was leased to those who are silent, once they can't have used it any more. */
function expire(pool: PoolState, nowMs: number, cycleMs: number): void {
  for (const [member, { held, leaseUntilMs }] of Object.entries(pool.holders)) {
    if (leaseUntilMs > nowMs) continue;
    delete pool.holders[member];
    addFree(pool, leaseUntilMs + cycleMs, held);
  }
}

/** @returns whether the member holds less than it believed */
function settleClaim(
  pool: PoolState,
  nowMs: number,
  { member, leaseMs }: ExchangeRequest,
  { held: claimed, want, cycleMs, released }: PoolRequest,
  recovering: boolean,
): boolean {
  const known = pool.holders[member];
  const leaseUntilMs = nowMs + leaseMs;
  const claim = claimed + released.length;
  const isBelieved = recovering && (known !== undefined || pool.strangersHold);
  const most = isBelieved ? claim : (known?.held ?? 0);
  const revoked = claim > most;
  const held = revoked ? 0 : claim;
  // What the member does not know of is a grant whose reply was lost, or was given back by a request whose reply was.
  // While claims may still come it may be another's.
  if (known !== undefined && known.held > held && !recovering) addFree(pool, nowMs + cycleMs, known.held - held);
  pool.holders[member] = { held: revoked ? 0 : claimed, want, leaseUntilMs, lacked: known?.lacked ?? 0 };
  return revoked;
}

/** What a member has helped itself to is in use, whosever it is: so many of those that nobody holds are not free yet. */
function rest(pool: PoolState, untilMs: number, count: number): void {
  addFree(pool, untilMs, pool.free.splice(0, count).length);
  pool.filled = true;
}

/** There are as many tokens as there are to be. */
function conserve(pool: PoolState, nowMs: number, { total, cycleMs }: PoolRequest, recovering: boolean): void {
  const held = Object.values(pool.holders).reduce((sum, holder) => sum + holder.held, 0);
  const missing = total - held - pool.free.length;
  // While claims may still come, what is missing may be somebody's.
  if (missing > 0 && !recovering) {
    // The first are fresh; later ones come with a higher limit, or stand for what was lost and may be in use.
    addFree(pool, pool.filled ? nowMs + cycleMs : nowMs, missing);
  }
  // The ready ones go first: what is left is not free too early.
  if (missing < 0) pool.free.splice(0, -missing);
  if (!recovering) pool.filled = true;
}

function grant(
  pool: PoolState,
  nowMs: number,
  { member }: ExchangeRequest,
  total: number,
): Omit<PoolReply, 'revoked' | 'recovering'> & { worthTelling: boolean } {
  const names = Object.keys(pool.holders).sort();
  const shares = fairShares(
    total,
    names.map((name) => (pool.holders[name] as Holder).want),
  );
  let lacking = 0;
  let wanted = 0;
  let held = 0;
  let target = 0;
  names.forEach((name, at) => {
    const holder = pool.holders[name] as Holder;
    const share = shares[at] as number;
    held += holder.held;
    if (name === member) {
      target = share;
      return;
    }
    lacking += Math.max(0, Math.min(share, holder.want) - holder.held);
    wanted += Math.max(0, holder.want - holder.held);
  });
  const own = pool.holders[member];
  const granted = own === undefined ? [] : pool.free.splice(0, Math.max(0, target - own.held));
  const lackedBefore = own?.lacked ?? 0;
  if (own !== undefined) {
    own.held += granted.length;
    own.lacked = Math.max(0, Math.min(target, own.want) - own.held);
  }
  return {
    granted: granted.map((at) => Math.max(0, at - nowMs)),
    target,
    // What is held above the limit, after it was lowered, is lacking, too.
    lacking: Math.max(0, lacking - pool.free.length) + Math.max(0, held - total),
    wanted,
    worthTelling: (lacking > 0 && pool.free.length > 0) || (own?.lacked ?? 0) > lackedBefore,
  };
}

function exchangePauses(
  state: AccountState,
  nowMs: number,
  told: Readonly<Record<string, number>>,
): Record<string, number> {
  for (const [lane, forMs] of Object.entries(told)) {
    state.pausesUntilMs[lane] = Math.max(state.pausesUntilMs[lane] ?? 0, nowMs + forMs);
  }
  const pauses: Record<string, number> = {};
  for (const [lane, untilMs] of Object.entries(state.pausesUntilMs)) {
    if (untilMs <= nowMs) delete state.pausesUntilMs[lane];
    else pauses[lane] = untilMs - nowMs;
  }
  return pauses;
}

function addFree(pool: PoolState, atMs: number, count: number): void {
  let index = pool.free.length;
  while (index > 0 && (pool.free[index - 1] as number) > atMs) index -= 1;
  for (let n = 0; n < count; n += 1) pool.free.splice(index, 0, atMs);
}
