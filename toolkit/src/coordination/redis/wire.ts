import * as v from 'valibot';
import { amountOf, MOST_LUMPS } from '../../policies/rate/token-ledger.ts';
import type { Broadcast, ExchangeReply, ExchangeRequest } from '../protocol.ts';
import { StoreReplyError } from './errors.ts';

/* What Redis answers and what peers publish there is checked and bounded before it is used. */

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** `finite` is needed: JSON has no Infinity, but `1e999` is read as one. */
const durationMs = v.pipe(v.number(), v.finite(), v.minValue(0));
/** Longer than any name that a contract gives. */
const name = v.pipe(v.string(), v.maxLength(300));

/** A list; Redis's JSON makes an object of an empty Lua table. */
const list = <T>(item: v.GenericSchema<unknown, T>) =>
  v.pipe(
    v.union([v.array(item), v.strictObject({})]),
    v.transform((value) => (Array.isArray(value) ? value : [])),
  );

/** Amounts, and in how many milliseconds they are free; not more of them than there are. */
const tokens = (total: number) =>
  v.pipe(
    list(v.tuple([durationMs, v.pipe(count, v.maxValue(total))])),
    // A member's first grant may have all that is free, beside what is split off a lump.
    v.maxLength(MOST_LUMPS + 1),
    v.check((lumps) => amountOf(lumps) <= total),
  );

const poolReply = (total: number) =>
  v.object({
    revoked: v.boolean(),
    recovering: v.boolean(),
    epoch: count,
    granted: tokens(total),
    target: v.pipe(count, v.maxValue(total)),
    lacking: count,
    wanted: count,
  });

/**
 * Reads the reply to a request, which must have every pool that was asked about.
 *
 * @throws StoreReplyError for a reply that is not as it must be
 */
export function readReply(text: string, { pools }: Pick<ExchangeRequest, 'pools'>): ExchangeReply {
  const asked = Object.entries(pools).map(([pool, { total }]) => [pool, poolReply(total)] as const);
  const schema = v.object({
    members: count,
    missed: count,
    joined: v.boolean(),
    pools: v.object(Object.fromEntries(asked)),
    pauses: v.record(name, durationMs),
    announce: list(name),
  });
  const read = v.safeParse(schema, parse(text), { abortEarly: true });
  if (!read.success) throw new StoreReplyError(v.getDotPath(read.issues[0]) ?? 'value');
  return read.output;
}

const broadcast = v.union([
  v.object({ from: name, pools: v.pipe(v.array(name), v.maxLength(1_000)), members: count }),
  v.object({ from: name, partition: name, forMs: durationMs }),
]);

/** @returns undefined for a message that is no broadcast: anybody on the same Redis can publish */
export function readBroadcast(message: string): Broadcast | undefined {
  try {
    return v.parse(broadcast, parse(message));
  } catch {
    return undefined;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new StoreReplyError(undefined);
  }
}
