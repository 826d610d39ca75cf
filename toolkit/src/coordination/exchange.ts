import { takeLumps } from '../policies/rate/lump-lists.ts';
import { addLump, amountOf, type Lump } from '../policies/rate/token-ledger.ts';
import { type AccountState, type Holder, isRecovering, newPool, type PoolState } from './account-state.ts';
import { sharesOf } from './fair-shares.ts';
import type { ExchangeReply, ExchangeRequest, PoolReply, PoolRequest } from './protocol.ts';

/**
 * A silent member still counts for this many leases, so that its fair share is unused if it goes on while the store is
 * away.
 */
export const MISSED_LEASES = 10;

/**
 * After a lease all who live have been heard. What the others have used of a window is waited for, but not for longer: of
 * a budget of days nothing could be used for days.
 */
const LONGEST_SETTLING_MS = 70_000;

/**
 * One exchange of one member, which changes the state. The script for Redis does the same step by step, and a test
 * compares the two.
 *
 * No token ever has two holders: what a member holds, or may have used before its lease ended, goes to nobody else
 * before it is free again.
 */
export function exchange(state: AccountState, nowMs: number, request: ExchangeRequest): ExchangeReply {
  reviveAfterSilence(state, nowMs, request);
  const replies: Record<string, PoolReply> = {};
  const announce: string[] = [];
  let members = 0;
  let missed = 0;
  let joined = false;
  const sinceMs = sinceByTurn(state, request.member);
  for (const [name, asked] of Object.entries(request.pools)) {
    state.pools[name] ??= poolAnew(state, nowMs, request, asked);
    const pool = state.pools[name];
    expire(pool, nowMs, request, asked.cycleMs);
    const recovering = isRecovering(pool, nowMs);
    const isNew = pool.holders[request.member] === undefined && !request.leaves;
    const { revoked, epoch } = settleClaim(pool, nowMs, request, asked, recovering, sinceMs);
    // A member cannot give back what was not its own.
    if (!revoked) for (const [readyInMs, amount] of asked.released) addLump(pool.free, nowMs + readyInMs, amount);
    if (request.leaves) {
      delete pool.holders[request.member];
      // A member that leaves cannot give back the tokens of requests that are on their way to the API.
      pool.filled ||= asked.held > 0;
    }
    if (revoked) rest(pool, nowMs + asked.cycleMs, asked.held + amountOf(asked.released));
    conserve(pool, nowMs, asked, recovering);
    const { worthTelling, ...reply } = grant(pool, nowMs, request, asked);
    replies[name] = { revoked, epoch, recovering, ...reply };
    members = Math.max(members, Object.keys(pool.holders).length);
    missed = Math.max(missed, Object.keys(pool.missedUntilMs).length);
    if (worthTelling) announce.push(name);
    joined ||= isNew;
  }
  return { members, missed, joined, pools: replies, pauses: exchangePauses(state, nowMs, request), announce };
}

/**
 * A pool of which nothing is known, until all members that hold tokens of it have been heard. If this member holds some
 * already, the pool's state was lost just now.
 */
function poolAnew(
  { sinceMs }: AccountState,
  nowMs: number,
  { leaseMs }: ExchangeRequest,
  { held, released, cycleMs }: PoolRequest,
): PoolState {
  const isClaimed = held + amountOf(released) > 0;
  const settledAtMs = (isClaimed ? nowMs : sinceMs) + leaseMs + Math.min(cycleMs, LONGEST_SETTLING_MS);
  return newPool(settledAtMs, isClaimed && cycleMs > LONGEST_SETTLING_MS);
}

/**
 * If the store heard nobody for half a lease, it was away itself, so no member loses its lease: living members are
 * heard again within a renewal's time. Meanwhile they may have helped themselves to their fair shares, even of tokens
 * that are free here, and they may go on until a reply reaches them, which may take a lease.
 */
function reviveAfterSilence(state: AccountState, nowMs: number, { member, leaseMs }: ExchangeRequest): void {
  const untilMs = nowMs + leaseMs / 3;
  const heardAtMs = state.lastExchangeMs;
  const silentMs = nowMs - heardAtMs;
  state.lastExchangeMs = nowMs;
  if (silentMs <= leaseMs / 2) return;
  for (const pool of Object.values(state.pools)) {
    for (const holder of Object.values(pool.holders)) {
      holder.leaseUntilMs = Math.max(holder.leaseUntilMs, untilMs);
      holder.alone = true;
    }
    // If the store had not heard all members before the silence, they have had no chance to claim since.
    pool.strangersHold &&= heardAtMs < pool.settledAtMs;
    const others = Object.keys({ ...pool.holders, ...pool.missedUntilMs }).filter((name) => name !== member);
    if (others.length === 0 && !pool.strangersHold) continue;
    pool.settledAtMs = Math.max(pool.settledAtMs, nowMs + leaseMs);
    pool.free = [];
    pool.filled = true;
  }
}

/** Takes back what silent members held when their lease ended; it is free once they can no longer have it in use. */
function expire(pool: PoolState, nowMs: number, { member: asking, leaseMs }: ExchangeRequest, cycleMs: number): void {
  const recovering = isRecovering(pool, nowMs);
  for (const [member, { held, leaseUntilMs }] of Object.entries(pool.holders)) {
    if (leaseUntilMs > nowMs) continue;
    delete pool.holders[member];
    pool.missedUntilMs[member] = leaseUntilMs + MISSED_LEASES * leaseMs;
    if (recovering) pool.filled = true;
    else addLump(pool.free, leaseUntilMs + cycleMs, held);
  }
  for (const [member, untilMs] of Object.entries(pool.missedUntilMs)) {
    if (member === asking || untilMs <= nowMs) delete pool.missedUntilMs[member];
  }
}

/** @returns whether the member holds less than it believed, and its epoch from now on */
function settleClaim(
  pool: PoolState,
  nowMs: number,
  { member, leaseMs, lapsed }: ExchangeRequest,
  { held: claimed, want, total, cycleMs, released, needs, turn, epoch: toldEpoch }: PoolRequest,
  recovering: boolean,
  sinceMs: ReadonlyMap<number, number>,
): Pick<PoolReply, 'revoked' | 'epoch'> {
  const known = pool.holders[member];
  const leaseUntilMs = nowMs + leaseMs;
  const claim = claimed + amountOf(released);
  // The claim is older than a revocation that the member has not heard of: others may hold these tokens by now.
  const isOutdated = known !== undefined && toldEpoch < known.epoch;
  const isBelieved = recovering && !lapsed && (known !== undefined || pool.strangersHold);
  // To a member whose lease lapsed while the store was away, the others have left its fair share, but no more.
  const fair = recovering
    ? Math.floor(total / Math.max(1, Object.keys(pool.holders).length))
    : Number.POSITIVE_INFINITY;
  const most = isBelieved ? claim : Math.min(known?.held ?? 0, fair);
  const revoked = isOutdated || claim > most;
  const epoch = Math.max(toldEpoch, known?.epoch ?? 0) + (revoked ? 1 : 0);
  const held = revoked ? 0 : claim;
  // The member does not know of the difference: the reply that granted it, or the request that gave it back, was lost.
  if (known !== undefined && known.held > held) {
    if (recovering) pool.filled = true;
    else addLump(pool.free, nowMs + cycleMs, known.held - held);
  }
  const { lacked = 0, alone = false } = known ?? {};
  const needsSinceMs = needs > 0 ? (sinceMs.get(turn) ?? nowMs) : nowMs;
  pool.holders[member] = {
    ...{ held: revoked ? 0 : claimed, want, leaseUntilMs, epoch, lacked, alone },
    ...{ needs, turn, needsSinceMs },
  };
  return { revoked, epoch };
}

/**
 * Since when each of a member's calls has been the first that lacks something. One may lack of several pools, and must be
 * as old in all of them: else each of two calls might be the oldest somewhere, and neither ever have all that it needs.
 */
function sinceByTurn({ pools }: AccountState, member: string): Map<number, number> {
  const sinceMs = new Map<number, number>();
  for (const { holders } of Object.values(pools)) {
    const { needs = 0, turn = 0, needsSinceMs = 0 } = holders[member] ?? {};
    if (needs > 0) sinceMs.set(turn, Math.min(needsSinceMs, sinceMs.get(turn) ?? needsSinceMs));
  }
  return sinceMs;
}

/** What a member had beyond its right may be in use, so as many of the free tokens are not free before `untilMs`. */
function rest(pool: PoolState, untilMs: number, count: number): void {
  addLump(pool.free, untilMs, amountOf(takeLumps(pool.free, count)));
  pool.filled = true;
}

/** Adds or removes free tokens, so that there are `total` in all. */
function conserve(pool: PoolState, nowMs: number, { total, cycleMs }: PoolRequest, recovering: boolean): void {
  const held = Object.values(pool.holders).reduce((sum, holder) => sum + holder.held, 0);
  const missing = total - held - amountOf(pool.free);
  // While claims may still come, an unknown member may hold what is missing.
  if (missing > 0 && !recovering) {
    // A pool's first tokens are unused. Later ones come with a higher limit, or replace lost ones that may be in use.
    addLump(pool.free, pool.filled ? nowMs + cycleMs : nowMs, missing);
  }
  // Removes those that are ready first, so that what is left is not free too early.
  if (missing < 0) takeLumps(pool.free, -missing);
  if (!recovering) pool.filled = true;
}

function grant(
  pool: PoolState,
  nowMs: number,
  { member }: ExchangeRequest,
  { total, cycleMs }: PoolRequest,
): Omit<PoolReply, 'revoked' | 'epoch' | 'recovering'> & { worthTelling: boolean } {
  const names = Object.keys(pool.holders).sort();
  const shares = sharesOf(pool, names, nowMs, total, cycleMs);
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
  const most = own === undefined ? 0 : grantable(own, target, amountOf(pool.free), wanted);
  const granted = takeLumps(pool.free, most);
  const lackedBefore = own?.lacked ?? 0;
  if (own !== undefined) {
    own.held += amountOf(granted);
    own.lacked = Math.max(0, Math.min(target, own.want) - own.held);
  }
  const free = amountOf(pool.free);
  return {
    granted: granted.map(([atMs, amount]): Lump => [Math.max(0, atMs - nowMs), amount]),
    target,
    // After the limit was lowered, what is held above it counts as lacking, too.
    lacking: Math.max(0, lacking - free) + Math.max(0, held - total),
    wanted: Math.max(0, wanted - free),
    worthTelling: (lacking > 0 && free > 0) || (own?.lacked ?? 0) > lackedBefore,
  };
}

/**
 * How many of the free tokens a member gets. What it does not want itself it has in hand only where the others want no
 * more of it: else it would get again at once what it has just given back for them.
 */
function grantable({ held, want }: Holder, target: number, free: number, wantedByOthers: number): number {
  const needed = Math.max(0, Math.min(target, want) - held);
  const spare = Math.max(0, target - Math.max(want, held));
  return needed + Math.min(spare, Math.max(0, free - needed - wantedByOthers));
}

function exchangePauses(
  state: AccountState,
  nowMs: number,
  { pauses: told, maxPauseMs }: ExchangeRequest,
): Record<string, number> {
  for (const [partition, forMs] of Object.entries(told)) {
    state.pausesUntilMs[partition] = Math.max(state.pausesUntilMs[partition] ?? 0, nowMs + forMs);
  }
  const pauses: Record<string, number> = {};
  for (const [partition, toldUntilMs] of Object.entries(state.pausesUntilMs)) {
    const untilMs = Math.min(toldUntilMs, nowMs + maxPauseMs);
    state.pausesUntilMs[partition] = untilMs;
    if (untilMs <= nowMs) delete state.pausesUntilMs[partition];
    else pauses[partition] = untilMs - nowMs;
  }
  return pauses;
}
