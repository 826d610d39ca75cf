import type { LimitsRun, PlayedCall } from './all-limits-run.ts';
import { type LimitsWorld, MOST, STREAM_MS } from './all-limits-worlds.ts';
import { FLIGHT_MS, SHORT_LEASE_MS } from './fleet-history.ts';
import { DAY_MS, SKEW_MS } from './served-limits.ts';

/** By then a process has asked the store, others have given something up, and it has got that. */
const SHARES_MS = 500;
/** The most that is reserved beyond an estimate. */
const MOST_RESERVED = 4;
/** What has lain idle is let go a little slower than it comes back. */
const ROUND = 1.15;

/**
 * Calls that have waited longer than they may.
 *
 * One at the head waits until all that it needs is free: for each limit, the time in which a process's equal part of it
 * gives what may overtake the call, as much as it costs itself, and then its cost, and a window, of which all may be in
 * use. So the bound is that of all that came before it, one after the other, and its own; under one limit alone only what
 * came before it is given first. All that was owed is paid meanwhile. Where processes share, those of the others come before it, too; and whatever happens to a process, or to the
 * store, may take a lease, and a window.
 */
export function waitedTooLong(run: LimitsRun): PlayedCall[] {
  return run.calls.filter((call) => {
    const untilMs = call.leftMs ?? (call.gaveUp ? call.cameMs : run.clock.now());
    return run.history.living.includes(call.by) && untilMs - call.cameMs > longestWaitMs(run, call, untilMs);
  });
}

export function longestWaitMs({ calls, world, server, isShared }: LimitsRun, call: PlayedCall, leftMs: number): number {
  const parts = isShared ? MOST : 1;
  const before = calls.filter(
    (other) =>
      other !== call &&
      (other.leftMs ?? leftMs) > call.cameMs &&
      other.cameMs <= leftMs &&
      (other.by !== call.by || other.priority > call.priority || calls.indexOf(other) < calls.indexOf(call)),
  );
  const isAlone = !isShared && world.limits.length === 1 && world.ceiling === undefined;
  const turnsMs = isAlone
    ? [turnMs(world, call, 1), ...before.map((one) => givenMs(world, one))]
    : [call, ...before].map((one) => turnMs(world, one, parts));
  const debtsMs = world.limits.map(
    (limit, at) => ((server.shortfalls[at] ?? 0) / limit.amount) * parts * roundMs(limit),
  );
  return sum(turnsMs) + Math.max(...debtsMs) + (isShared ? happeningsMs(world) : 1e-6);
}

/** What a call takes of each limit, in windows. */
const windowsOf = ({ limits, learns }: LimitsWorld, { estimates }: PlayedCall): number[] =>
  limits.map(({ amount }, at) => Math.min(1, ((learns ? MOST_RESERVED : 1) * (estimates[at] ?? 0)) / amount));

/** How long the only limit takes to give what a call takes. Of a day's, what is left is lost where it does not suffice. */
const givenMs = (world: LimitsWorld, call: PlayedCall): number =>
  sum(
    windowsOf(world, call).map((windows, at) => {
      const limit = world.limits[at] as LimitsWorld['limits'][number];
      const lost = limit.kind === 'calendar' ? Math.max(0, windows - 1 / limit.amount) : 0;
      return Math.min(1, windows + lost) * roundMs(limit);
    }),
  );

/** How long a call is at the head at most. */
function turnMs(world: LimitsWorld, call: PlayedCall, parts: number): number {
  const { takesSlot } = call;
  const rates = windowsOf(world, call).map((windows, at) =>
    windows === 0 ? 0 : (2 * windows * parts + 1) * roundMs(world.limits[at] as LimitsWorld['limits'][number]),
  );
  return Math.max(takesSlot ? 2 * FLIGHT_MS + STREAM_MS : 0, ...rates) + (parts > 1 ? SHARES_MS : 0);
}

const roundMs = ({ kind, windowMs }: LimitsWorld['limits'][number]): number =>
  kind === 'calendar' ? DAY_MS + 3_600_000 + 3 * SKEW_MS : (windowMs + 2 * FLIGHT_MS) * ROUND;

function happeningsMs({ steps, limits }: LimitsWorld): number {
  const longest = Math.max(...limits.map(roundMs));
  const each = steps.map(({ what }) => {
    if (what.act === 'call' || what.act === 'slow') return 0;
    return ('forMs' in what ? what.forMs : 0) + 2 * SHORT_LEASE_MS + longest;
  });
  return sum(each) + SHORT_LEASE_MS;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
