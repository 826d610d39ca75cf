import type { Lump } from '../policies/rate/token-ledger.ts';
import { type AccountState, newAccount } from './account-state.ts';
import { exchange } from './exchange.ts';
import type { ExchangeReply, ExchangeRequest } from './protocol.ts';

export const POOL = 'rate:partition';
export const LEASED_MS = 3_000;
export const CYCLE_MS = 2_003;
export const TOTAL = 300;
const T0 = 1_767_225_600_000;

/** Tokens one by one, each with its time. */
export const lumpsOf = (timesMs: readonly number[]): Lump[] => timesMs.map((atMs) => [atMs, 1]);
export const timesOf = (lumps: readonly Lump[]): number[] =>
  lumps.flatMap(([atMs, amount]) => new Array<number>(amount).fill(atMs));

export const ask = (
  member: string,
  held: number,
  want: number,
  released: readonly number[] = [],
  epoch = 0,
  { needs = 0, turn = 0 } = {},
): ExchangeRequest => ({
  member,
  leaseMs: LEASED_MS,
  pools: { [POOL]: { total: TOTAL, cycleMs: CYCLE_MS, held, want, needs, turn, released: lumpsOf(released), epoch } },
  pauses: {},
  maxPauseMs: 10_000,
  lapsed: false,
  leaves: false,
});

/** Opens an account, and exchanges with it at given times after its start. */
export function openAccount(quietMs = Number.POSITIVE_INFINITY) {
  let state: AccountState | undefined;
  const at = (afterMs: number, request: ExchangeRequest): ExchangeReply => {
    state ??= newAccount(T0 + afterMs, quietMs);
    return exchange(state, T0 + afterMs, request);
  };
  const pool = (afterMs: number, request: ExchangeRequest) => {
    const reply = at(afterMs, request).pools[POOL];
    if (reply === undefined) throw new Error('There is no reply for the pool.');
    return { ...reply, granted: timesOf(reply.granted) };
  };
  return { at, pool };
}
